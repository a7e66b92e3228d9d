"""Articles that are hard to export well."""

import factory.random

from katas.newsroom.factories import (
    ArticleFactory,
    AuthorFactory,
    random_moment,
    seed_articles,
)
from katas.newsroom.models import Author

FORMULA_STARTS = {"=": "=", "+": "+", "-": "-", "@": "@", "\t": "a tab", "\r": "a CR"}
HARD_TITLES = [
    "Storm, then silence",
    'She said "no"',
    '"Quoted"',
    "Two\nlines",
    "Two\r\nlines",
    "Überfahrt 渡し船 🚲",
    " blank ahead, blank behind ",
]


def fill_hard_titles() -> None:
    """Articles in an order that neither title nor date would give, with drafts between them."""
    titles = factory.random.randgen.sample(HARD_TITLES, len(HARD_TITLES))
    ahead = random_moment().replace(year=2099, day=1)
    for number, title in enumerate(titles):
        # What is published says `published`, not the date.
        ArticleFactory(title=title, published_at=random_moment() if number else ahead)
        ArticleFactory(published=False)


def fill_formulas() -> None:
    """A formula in every title and every author's name."""
    for start in FORMULA_STARTS:
        author = AuthorFactory(name=f"{start}1+1")
        ArticleFactory(title=f'{start}HYPERLINK("http://198.51.100.7","x")', author=author)


def fill_harmless() -> None:
    """Cells that a guard has no business with."""
    titles = ["", "1984 revisited", "a=b", "'tis", " =2", "(+1)", "dash-", "|x", "%x", "\nnext"]
    for title in titles:
        ArticleFactory(title=title, author=AuthorFactory(name=title), word_count=len(title))


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
