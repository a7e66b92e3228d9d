"""The querysets that are handed to the answer, and the articles in them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from factory.random import randgen

from katas.newsroom.factories import ArticleFactory, random_moment
from katas.newsroom.models import Article

# Whoever strips, escapes, formats twice, or takes nothing for no title, shows it here.
HARD_TITLES = (
    *("", "", "  Storm  ", "Storm", "Storm", "Storm [late]", "Storm []", "[]", "by, by [by]"),
    *("50 %s off {0} {title}", "<b>Storm</b> &amp; more", "Storm\nby night", "storm", "None", " "),
    *("Zoe\u0308 in \ufb01ne \u0130stanbul", "Zo\xeb \U0001f4f0", "0", 'it\'s "so" \\n', "[a, b"),
)
PIECES = (
    *HARD_TITLES,
    " ",
    "[",
    "]",
    ", ",
    " by ",
    "%",
    "{",
    "}",
    "\t",
    "'",
    "\u2028",
    "\xdf",
    "9",
)


def random_text() -> str:
    """Any text: two to five pieces that somebody trips over."""
    return "".join(randgen.choices(PIECES, k=randgen.randrange(2, 6)))


def hard_articles(**fields: Any) -> list[Article]:
    """Articles with all the hard titles and some random ones, in the order of their slugs."""
    articles: list[Any] = []
    for title in (*HARD_TITLES, *(random_text() for _ in range(4))):
        articles.append(ArticleFactory(title=title, **fields))
    return articles


def by_slug() -> QuerySet[Article]:
    return Article.objects.filter(published=True).order_by("slug")


def newest() -> QuerySet[Article]:
    return Article.objects.filter(published=True).order_by("-published_at", "-pk")


def nothing() -> QuerySet[Article]:
    return by_slug().filter(word_count__gt=10**6)


def texts(articles: Iterable[Article]) -> list[str]:
    return [article.title for article in articles]


def falling_moments(count: int) -> list[datetime]:
    """Moments, the newest first: articles made in this order have ids that say nothing of it."""
    return sorted((random_moment() for _ in range(count)), reverse=True)
