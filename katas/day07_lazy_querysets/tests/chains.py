"""What is chained on published(), and on a plain queryset of the same articles beside it."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Length
from factory.random import randgen

from katas.newsroom.models import Article, Author

Step = Callable[[QuerySet], Any]

NARROWED: dict[str, Step] = {
    "": lambda found: found,
    ".filter(word_count__gt=200)": lambda found: found.filter(word_count__gt=200),
    '.exclude(title="Storm")': lambda found: found.exclude(title="Storm"),
    '.filter(author__name="Ada Wells")': lambda found: found.filter(author__name="Ada Wells"),
    '.filter(tags__name__in=["arts", "zoo"])': lambda found: found.filter(
        tags__name__in=["arts", "zoo"]
    ),
    '.filter(Q(tags=None) | Q(title="Tram"))': lambda found: found.filter(
        Q(tags=None) | Q(title="Tram")
    ),
    '.select_related("author")': lambda found: found.select_related("author"),
    # Back to the articles: their table is there twice.
    '.filter(author__articles__title="River")': lambda found: found.filter(
        author__articles__title="River"
    ),
    '.exclude(tags__articles__title="Tram")': lambda found: found.exclude(
        tags__articles__title="Tram"
    ),
}

# Each order with the columns that it decides: what it leaves open, is not compared.
ORDERED: dict[str, tuple[Step, tuple[str, ...]]] = {
    ".order_by()": (lambda found: found.order_by(), ()),
    '.order_by("author__name", "-word_count")': (
        lambda found: found.order_by("author__name", "-word_count"),
        ("author__name", "word_count"),
    ),
    '.order_by(F("word_count").desc())': (
        lambda found: found.order_by(F("word_count").desc()),
        ("word_count",),
    ),
    '.order_by("slug").order_by("title")': (
        lambda found: found.order_by("slug").order_by("title"),
        ("title",),
    ),
    '.order_by("word_count").reverse()': (
        lambda found: found.order_by("word_count").reverse(),
        ("word_count",),
    ),
    '.reverse().order_by("title")': (
        lambda found: found.reverse().order_by("title"),
        ("title",),
    ),
    '.order_by("-tags__articles__slug")': (
        lambda found: found.order_by("-tags__articles__slug"),
        ("tags__articles__slug",),
    ),
}

# What may follow an order, of the columns that it decides (of the authors, where it decides none).
COLUMNS: dict[str, Callable[..., Any]] = {
    "{}.values_list({})": lambda found, names: found.values_list(*names),
    "{}.values_list({}).distinct()": lambda found, names: found.values_list(*names).distinct(),
    '{}.values({}).annotate(n=Count("pk"))': lambda found, names: found.values(*names).annotate(
        n=Count("pk")
    ),
}

# What may end a chain that is in order down to the last article.
ENDS: dict[str, Step] = {
    '{}.values_list("slug", flat=True)': lambda found: found.values_list("slug", flat=True),
    '{}.values("title", "author__name")': lambda found: found.values("title", "author__name"),
    'sorted({}.values_list("slug", "tags"))': lambda found: sorted(
        found.values_list("slug", "tags"), key=str
    ),
    '{}.distinct().values_list("slug")': lambda found: found.distinct().values_list("slug"),
    '{}.annotate(n=Count("tags")).order_by("slug").values("slug", "n")': lambda found: (
        found.annotate(n=Count("tags")).order_by("slug").values("slug", "n")
    ),
    '{}.annotate(n=Count("author__articles")).order_by("slug").values("slug", "n")': lambda found: (
        found.annotate(n=Count("author__articles")).order_by("slug").values("slug", "n")
    ),
    '{}.alias(n=Length("title")).filter(n__gt=4).values_list("slug")': lambda found: (
        found.alias(n=Length("title")).filter(n__gt=4).values_list("slug")
    ),
    '{}.dates("published_at", "year")': lambda found: found.dates("published_at", "year"),
    "{}.exists()": lambda found: found.exists(),
    "{}.count()": lambda found: found.count(),
    "{}[1:3].count()": lambda found: found[1:3].count(),
    '{}.aggregate(Sum("word_count"))': lambda found: found.aggregate(Sum("word_count")),
    '{}[:3].aggregate(Max("slug"))': lambda found: found[:3].aggregate(Max("slug")),
    "{}.first()": lambda found: found.first().slug,
    "{}.last()": lambda found: found.last().slug,
    '{}.latest("slug")': lambda found: found.latest("slug").slug,
    '{}.earliest("published_at", "pk")': lambda found: found.earliest("published_at", "pk").slug,
    "{}[1]": lambda found: found[1].slug,
    "{}[::2]": lambda found: slugs(found[::2]),
    "sorted({}.in_bulk())": lambda found: sorted(found.in_bulk()),
    "list({}.iterator(chunk_size=50))": lambda found: slugs(found.iterator(chunk_size=50)),
    "len({})": len,
    "bool({})": bool,
    "{}.order_by().first()": lambda found: found.order_by().first().slug,
    'qs.filter(title="Tram").union(qs.filter(title=""))\n  with qs = {}.order_by()': lambda found: (
        sorted(slugs(some(found, title="Tram").union(some(found, title=""))))
    ),
    'qs.filter(title="Tram") | qs.filter(title="")\n  with qs = {}': lambda found: slugs(
        found.filter(title="Tram") | found.filter(title="")
    ),
    "sorted(Article.objects.filter(pk__in={}))": lambda found: sorted(
        slugs(Article.objects.filter(pk__in=found))
    ),
    'sorted(Author.objects.filter(Exists({}.filter(author=OuterRef("pk")))))': lambda found: sorted(
        Author.objects.filter(Exists(found.filter(author=OuterRef("pk")))).values_list("pk")
    ),
    'sorted(qs.filter(Exists(qs.filter(author=OuterRef("author"), slug__lt=OuterRef("slug")))))\n'
    "  with qs = {}": lambda found: sorted(
        slugs(
            found.filter(Exists(found.filter(author=OuterRef("author"), slug__lt=OuterRef("slug"))))
        )
    ),
    "sorted(Article.objects.filter(author__articles__in={}))": lambda found: sorted(
        slugs(Article.objects.filter(author__articles__in=found))
    ),
    "sorted(Article.objects.filter(pk__in={}[:3]))": lambda found: sorted(
        slugs(Article.objects.filter(pk__in=found[:3]))
    ),
    "sorted(Article.objects.filter(word_count=7))\n  after {}.update(word_count=7)": lambda found: (
        undone(lambda: found.update(word_count=7), Article.objects.filter(word_count=7))
    ),
    "sorted(Article.objects.all())\n  after {}.delete()": lambda found: undone(
        found.delete, Article.objects.all()
    ),
}


def some(found: QuerySet, **chosen: object) -> QuerySet:
    return found.order_by().filter(**chosen)


def slugs(articles: Iterable[Article]) -> list[str]:
    """Which articles they are."""
    return [article.slug for article in articles]


def undone(change: Callable[[], object], left: QuerySet[Article]) -> list[str]:
    """Make the change, look at the table, and take it back."""
    with transaction.atomic():
        change()
        rows = sorted(left.values_list("slug", flat=True))
        transaction.set_rollback(True)
    return rows


@dataclass(frozen=True)
class Chain:
    """How a chain is written, and what it makes of a queryset. ordered: its rows have an order."""

    text: str
    make: Step
    ordered: bool = True


def chains() -> Iterator[Chain]:
    """Each order with what may follow it, then each end; how they are narrowed, goes round."""
    plain, *others = NARROWED.items()
    narrowed = itertools.cycle([plain, *randgen.sample(others, len(others))])
    for (order, (sort, decided)), column in itertools.product(ORDERED.items(), COLUMNS):
        narrow, narrowing = next(narrowed)
        names = decided or ("author_id",)
        text = column.format(f"published(){narrow}{order}", ", ".join(map(repr, names)))
        make = partial(of_columns, narrowing, sort, COLUMNS[column], names)
        yield Chain(text.replace("'", '"'), make, bool(decided))
    # Each way to narrow has an end that keeps the order of published().
    first, *_ = ENDS
    ways = [*itertools.product([first], NARROWED.items()), *zip(ENDS, narrowed, strict=False)]
    for text, (narrow, narrowing) in ways:
        yield Chain(text.format(f"published(){narrow}"), partial(of_all, narrowing, ENDS[text]))


def of_columns(narrowing: Step, sort: Step, take: Callable[..., Any], names: Any, all_: Any) -> Any:
    return take(sort(narrowing(all_)), names)


def of_all(narrowing: Step, end: Step, all_: QuerySet) -> Any:
    return end(narrowing(all_))
