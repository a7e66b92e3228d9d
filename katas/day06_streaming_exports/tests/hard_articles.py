"""Articles that are hard to export well."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import Any

import factory.random
from django.db.models import Value
from django.db.models.functions import Concat

from katas.day06_streaming_exports.tests.awkward import (
    CHARACTERS,
    IDS,
    MICROSECONDS,
    MOMENTS,
    NUMBERS,
    SEASONS,
    ids,
    moments,
    numbering_kept,
)
from katas.newsroom.factories import (
    ArticleFactory,
    AuthorFactory,
    random_moment,
    seed_articles,
)
from katas.newsroom.models import Article, Author

FORMULA_STARTS = {"=": "=", "+": "+", "-": "-", "@": "@", "\t": "a tab", "\r": "a CR"}
HARD_TITLES = [
    "Storm, then silence",
    'She said "no"',
    '"Quoted"',
    "Two\nlines",
    "Two\r\nlines",
    "Two\rlines",
    "Überfahrt 渡し船 🚲",
    " blank ahead, blank behind ",
]
# What may follow the first character of a formula: a call, a number, nothing, more of the same.
FORMULA_RESTS = ['HYPERLINK("http://198.51.100.7","x")', "1+1", "5", "", "\n", " x", "=", "-"]
HARMLESS = [
    *("", " ", "1984 revisited", "007", "1e5", "None", "a=b", "(+1)", "dash-", "ends with\r\n"),
    # Not at the very beginning, defused already, or only looks like one of the six.
    *(" =2", "\n=1+1", "\nnext", "'tis", "'=1", '"=1"', "|x", "%x {} %s", "\uff1d1", "\u22121"),
    # Several ways to write one letter, and what is easily taken for a blank or the end of a line.
    *("Cafe\u0301", "Caf\u00e9", "\u212bngstro\u0308m", "\ufb01n", "\u200e=1", "\u00a0=1"),
    *("a\x0bb\x0cc\x1cd\x85e\u2028f", "C:\\new\\table", "Fish & <b>chips</b> &amp; more"),
]
FAR = 2_000_000
TORN = "the title of this row cannot be read"
# With which exception, by the number of the row.
UNREADABLE = {1: ValueError, 1_041: TypeError}


def fill_hard_titles() -> None:
    """Articles in an order that neither title nor date would give, with drafts between them."""
    titles = factory.random.randgen.sample(HARD_TITLES * 3, 3 * len(HARD_TITLES))
    fill(titles, [f"Author {number % 5}" for number in range(len(titles))], drafts=True)


def fill_formulas() -> None:
    """A formula in every title and every author's name: the plain ones, then all others."""
    starts = list(FORMULA_STARTS)
    texts = [f"{start}{rest}" for rest in FORMULA_RESTS for start in starts]
    fill(texts, texts)


def fill_harmless() -> None:
    """Cells that a guard has no business with."""
    fill([*HARMLESS, "long " * 40], [*HARMLESS, "long " * 20])


def fill_drawn(count: int = 80) -> None:
    """Each character that is hard: alone, and on both sides of a sign that is a formula's at first.

    Then texts drawn from the hard pieces.
    """
    pieces = [*FORMULA_STARTS, *FORMULA_RESTS, *HARD_TITLES, *HARMLESS, ",", '"', '""', "\n", "\r"]
    draw = factory.random.randgen

    def text() -> str:
        return "".join(draw.choices(pieces, k=draw.randint(1, 4)))

    fill(
        [
            *(f"{each}{sign}{each}" for each, sign in zip(CHARACTERS, cycle("=+-@"), strict=False)),
            *(text()[:200] for _ in range(count)),
        ],
        [*CHARACTERS, *(text()[:100] for _ in range(count))],
    )


def fill(titles: list[str], names: list[str], drafts: bool = False) -> None:
    """Articles with these titles, in the order of their ids, each by an author of its own.

    Ids, moments and numbers are awkward ones and others. What comes first is not stored first.
    drafts: beside each of them, if an id is free there.
    """
    draw = factory.random.randgen
    count = len(titles)
    pks = sorted(ids(count))
    authors = [Author(pk=pk, name=name) for pk, name in zip(ids(count), names, strict=True)]
    articles = [
        ArticleFactory.build(
            pk=pk, title=title, author=author, published_at=moment, word_count=number
        )
        for pk, title, author, moment, number in zip(
            pks, titles, authors, moments(count), cycle(NUMBERS), strict=False
        )
    ]
    beside = {pk + 1 for pk in pks}.difference(pks) if drafts else ()
    articles += [ArticleFactory.build(pk=pk, author=authors[0], published=False) for pk in beside]
    with numbering_kept():
        Author.objects.bulk_create(authors)
        Article.objects.bulk_create(draw.sample(articles, len(articles)))


def fill_authors() -> None:
    """More authors than rows may be fetched before the first one leaves."""
    Author.objects.bulk_create(Author(name=f"Contributor {number}") for number in range(2_500))


def fill_short_rows(rows: int) -> None:
    """So many articles whose rows are as short as rows can be: of them a chunk holds the most."""
    seed_articles(rows, authors=1)
    Author.objects.filter(articles__isnull=False).update(name="")
    Article.objects.update(title="", word_count=0)


def fill_moments() -> None:
    """Moments whose microseconds are easily lost, of these years and of all others."""
    author = AuthorFactory()
    Article.objects.bulk_create(
        ArticleFactory.build(author=author, published_at=moment.replace(microsecond=microsecond))
        for moment in (random_moment(), *MOMENTS)
        for microsecond in MICROSECONDS
    )


def fill_seasons() -> None:
    """Moments in summer and in winter: in one zone, their offsets differ."""
    author = AuthorFactory()
    Article.objects.bulk_create(
        ArticleFactory.build(author=author, published_at=moment) for moment in SEASONS
    )


def fill_wide_names(rows: int) -> None:
    """So many articles whose authors' names have more bytes than characters."""
    seed_articles(rows)
    Author.objects.update(name=Concat("name", Value(" Ünïcødé 渡し船 🚲")))


def fill_counted(rows: int) -> None:
    """So many articles, one of them with line ends in its title: lines are no rows."""
    seed_articles(max(rows - 1, 0))
    if rows:
        ArticleFactory(title="Three\r\nshort\r\nlines")


def fill_pages(rows: int) -> None:
    """So many articles for several pages, drafts between them; the last id is far off."""
    seed_articles(rows + rows // 3)
    pks = sorted(Article.objects.values_list("pk", flat=True))
    drafts = set(factory.random.randgen.sample(pks, rows // 3))
    published = [pk for pk in pks if pk not in drafts]
    Article.objects.filter(pk__in=drafts).update(published=False)
    Article.objects.filter(pk=published[-1]).update(id=max(IDS))


@contextmanager
def unreadable(article: Article, kind: type[Exception]) -> Iterator[None]:
    """Until the block ends, Django cannot read this article's row; the database still can."""
    Article.objects.filter(pk=article.pk).update(title="Torn")
    field: Any = Article._meta.get_field("title")

    def from_db_value(value: str, expression: object, connection: object) -> str:
        if value == "Torn":
            raise kind(TORN)
        return value

    field.from_db_value = from_db_value
    try:
        yield
    finally:
        del field.from_db_value
