"""What is chained on published(), and beside it the same in Python, on a list of its articles."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from katas.newsroom.models import Article

Articles = list[Article]

# Each step is taken with the queryset, and with a list of the same articles.
CHAINS: dict[str, tuple[Callable[[QuerySet], Any], Callable[[Articles], Articles]]] = {
    "published()": (lambda found: found, lambda rows: rows),
    "published().filter(word_count__gt=200)": (
        lambda found: found.filter(word_count__gt=200),
        lambda rows: [row for row in rows if row.word_count > 200],
    ),
    'published().exclude(title="Storm")': (
        lambda found: found.exclude(title="Storm"),
        lambda rows: [row for row in rows if row.title != "Storm"],
    ),
    'published().select_related("author")': (
        lambda found: found.select_related("author"),
        lambda rows: rows,
    ),
    "published()[2:5]": (lambda found: found[2:5], lambda rows: rows[2:5]),
    'published().order_by("slug")': (
        lambda found: found.order_by("slug"),
        lambda rows: sorted(rows, key=lambda row: row.slug),
    ),
    "published().reverse()": (lambda found: found.reverse(), lambda rows: rows[::-1]),
    'published().filter(word_count__gt=200).order_by("-slug")[1:4]': (
        lambda found: found.filter(word_count__gt=200).order_by("-slug")[1:4],
        lambda rows: sorted(
            (row for row in rows if row.word_count > 200), key=lambda row: row.slug, reverse=True
        )[1:4],
    ),
}

# The ways to articles themselves.
WAYS: dict[str, Callable[[QuerySet], Articles]] = {
    "list(published())": list,
    "list(published()[1:4])": lambda found: list(found[1:4]),
    'list(published().select_related("author"))': lambda found: list(
        found.select_related("author")
    ),
    "published()[1]": lambda found: [found[1]],
    "published().first()": lambda found: [found.first()],
    'published().latest("slug")': lambda found: [found.latest("slug")],
    "published().in_bulk()": lambda found: list(found.in_bulk().values()),
    "published().iterator(chunk_size=5)": lambda found: list(found.iterator(chunk_size=5)),
}
