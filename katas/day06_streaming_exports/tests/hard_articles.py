"""Articles that are hard to export well."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import factory.random

from katas.newsroom.factories import (
    ArticleFactory,
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


def fill_hard_titles() -> None:
    """Articles in an order that neither title nor date would give, with drafts between them."""
    titles = factory.random.randgen.sample(HARD_TITLES, len(HARD_TITLES))
    ahead = random_moment().replace(year=2099, day=1)
    for number, title in enumerate(titles):
        # What is published says `published`, not the date.
        ArticleFactory(title=title, published_at=random_moment() if number else ahead)
        ArticleFactory(published=False)


def fill_formulas() -> None:
    """A formula in every title and every author's name: the plain ones, then all others."""
    starts = list(FORMULA_STARTS)
    texts = [f"{start}{rest}" for rest in FORMULA_RESTS for start in starts]
    fill(texts, texts)


def fill_harmless() -> None:
    """Cells that a guard has no business with; numbers from none to millions."""
    fill([*HARMLESS, "long " * 40], [*HARMLESS, "long " * 20])
    for words in (0, 1_234_567):
        ArticleFactory(word_count=words)


def fill_drawn(count: int = 80) -> None:
    """Texts drawn from the pieces that are hard, in any order."""
    pieces = [*FORMULA_STARTS, *FORMULA_RESTS, *HARD_TITLES, *HARMLESS, ",", '"', '""', "\n", "\r"]
    draw = factory.random.randgen

    def text() -> str:
        return "".join(draw.choices(pieces, k=draw.randint(1, 4)))

    fill([text()[:200] for _ in range(count)], [text()[:100] for _ in range(count)])


def fill(titles: list[str], names: list[str]) -> None:
    """Articles with these titles, each by an author of the name that stands at the same place."""
    authors = Author.objects.bulk_create(Author(name=name) for name in names)
    Article.objects.bulk_create(
        ArticleFactory.build(title=title, author=author)
        for title, author in zip(titles, authors, strict=True)
    )


def fill_authors() -> None:
    """More authors than rows may be fetched before the first one leaves."""
    Author.objects.bulk_create(Author(name=f"Contributor {number}") for number in range(2_500))


def fill_moments() -> None:
    """Moments whose microseconds are easily lost."""
    for microsecond in (0, 1, 100_000, 120, 999_999):
        ArticleFactory(published_at=random_moment().replace(microsecond=microsecond))


def fill_counted(rows: int) -> None:
    """So many articles, one of them with line ends in its title: lines are no rows."""
    seed_articles(max(rows - 1, 0))
    if rows:
        ArticleFactory(title="Three\r\nshort\r\nlines")


def fill_pages(rows: int) -> None:
    """Articles for several pages, a quarter of them drafts, the last id far ahead."""
    seed_articles(rows)
    drawn = factory.random.randgen.sample(range(rows), rows // 4)
    pks = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    Article.objects.filter(pk__in=[pks[place] for place in drawn]).update(published=False)
    ArticleFactory(pk=FAR)


@contextmanager
def unreadable(article: Article) -> Iterator[None]:
    """Until the block ends, Django cannot read this article's row; the database still can."""
    Article.objects.filter(pk=article.pk).update(title="Torn")
    field: Any = Article._meta.get_field("title")

    def from_db_value(value: str, expression: object, connection: object) -> str:
        if value == "Torn":
            raise ValueError("the title of this row cannot be read")
        return value

    field.from_db_value = from_db_value
    try:
        yield
    finally:
        del field.from_db_value
