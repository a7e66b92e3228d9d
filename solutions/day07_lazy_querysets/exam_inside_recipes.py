"""Recipes of querysets as plain values: how they are followed, and how they are written.

A recipe is a list of steps: ("filter", {...}), ("order_by", "slug"), ("slice", 2, 9). A tuple among
its values is an expression, such as ("F", "word_count", "desc").
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Length, Lower

from katas.newsroom.models import Article, Author

COLUMNS = ("pk", "title", "slug", "author_id", "published", "published_at", "word_count")
Recipe = Sequence[Sequence[Any]]

EXPRESSIONS: dict[str, Callable[..., Any]] = {
    "F": lambda name, way="": getattr(F(name), way)() if way else F(name),
    "Lower": Lower,
    "Length": Length,
    "Count": Count,
    "Sum": Sum,
    "Max": Max,
    "or": lambda one, other: Q(**one) | Q(**other),
}
READS: dict[str, Callable[[QuerySet], object]] = {
    "list": list,
    "len": len,
    "bool": bool,
    "for": lambda articles: [None for _ in articles],
}


def made(value: Any) -> Any:
    """A value of a recipe as Django takes it."""
    if isinstance(value, tuple):
        return EXPRESSIONS[value[0]](*map(made, value[1:]))
    return value


def followed(recipe: Recipe, articles: Any) -> Any:
    """What the recipe makes of a queryset."""
    for name, *values in recipe:
        if name == "slice":
            articles = articles[values[0] : values[1]]
            continue
        named = {} if not values or not isinstance(values[-1], dict) else values.pop()
        arguments = [made(value) for value in values]
        articles = getattr(articles, name)(
            *arguments, **{key: made(value) for key, value in named.items()}
        )
    return articles


def written(recipe: Recipe) -> str:
    """The recipe as a line of Python."""
    text = ""
    for name, *values in recipe:
        if name == "slice":
            start, stop = ("" if each is None else str(each) for each in values)
            text += f"[{start}:{stop}]"
        else:
            text += f".{name}({', '.join(filter(None, map(word, values)))})"
    return text


def word(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}={word(each)}" for name, each in value.items())
    if not isinstance(value, tuple):
        return repr(value)
    kind, *values = value
    if kind == "or":
        return " | ".join(f"Q({word(each)})" for each in values)
    if kind == "F":
        return f"F({values[0]!r})" + "".join(f".{way}()" for way in values[1:])
    return f"{kind}({', '.join(map(word, values))})"


def told(value: Any) -> Any:
    """What a queryset or an article has, as plain values; the body is left aside."""
    if isinstance(value, Article):
        return [getattr(value, name) for name in COLUMNS]
    if isinstance(value, QuerySet):
        return [told(each) for each in value]
    if isinstance(value, list):
        return [told(each) for each in value]
    return value


def told_whole(articles: Any) -> list[Any]:
    """What articles have, their bodies, and what their authors and tags are called."""
    return [
        [*told(each), each.body, each.author.name, sorted(tag.name for tag in each.tags.all())]
        for each in articles
    ]


def combined(one: Any, other: Any, how: str) -> Any:
    """Two chains put together by "|" or "union"."""
    return one | other if how == "|" else one.order_by().union(other.order_by())


def listed(found: Any) -> list[Any]:
    return sorted(found.values_list("pk", flat=True))


# What ends a chain; `{}` is the chain.
ENDS: dict[str, Callable[..., Any]] = {
    "list({})": lambda found: found,
    "len({})": len,
    "bool({})": bool,
    "{}.count()": lambda found: found.count(),
    "{}.exists()": lambda found: found.exists(),
    "{}.first()": lambda found: found.first(),
    "{}.last()": lambda found: found.last(),
    '{}.latest("slug")': lambda found: found.latest("slug"),
    '{}.earliest("published_at", "pk")': lambda found: found.earliest("published_at", "pk"),
    "{}[1]": lambda found: found[1],
    "{}[::2]": lambda found: found[::2],
    "{}.in_bulk()": lambda found: sorted(map(told, found.in_bulk().values())),
    "list({}.iterator(chunk_size=500))": lambda found: list(found.iterator(chunk_size=500)),
    "{}[1:4].count()": lambda found: found[1:4].count(),
    '{}.aggregate(Sum("word_count"))': lambda found: found.aggregate(Sum("word_count")),
    '{}[:3].aggregate(Max("slug"))': lambda found: found[:3].aggregate(Max("slug")),
    '{}.values_list("slug", flat=True)': lambda found: list(found.values_list("slug", flat=True)),
    '{}.values("title", "author__name")': lambda found: found.values("title", "author__name"),
    '{}.distinct().values_list("slug")': lambda found: found.distinct().values_list("slug"),
    '{}.dates("published_at", "year")': lambda found: list(found.dates("published_at", "year")),
    '{}.annotate(n=Count("tags")).order_by("slug").values("slug", "n")': lambda found: (
        found.annotate(n=Count("tags")).order_by("slug").values("slug", "n")
    ),
    '{}.annotate(n=Count("author__articles")).order_by("slug").values("slug", "n")': lambda found: (
        found.annotate(n=Count("author__articles")).order_by("slug").values("slug", "n")
    ),
    '{}.alias(n=Length("title")).filter(n__gt=4).values_list("slug")': lambda found: (
        found.alias(n=Length("title")).filter(n__gt=4).values_list("slug")
    ),
    "Article.objects.filter(pk__in={})": lambda found: listed(Article.objects.filter(pk__in=found)),
    "Article.objects.filter(pk__in={}[:3])": lambda found: listed(
        Article.objects.filter(pk__in=found[:3])
    ),
    "Article.objects.filter(author__articles__in={})": lambda found: listed(
        Article.objects.filter(author__articles__in=found)
    ),
    'Author.objects.filter(Exists({}.filter(author=OuterRef("pk"))))': lambda found: listed(
        Author.objects.filter(Exists(found.filter(author=OuterRef("pk"))))
    ),
    'qs.filter(Exists(qs.filter(author=OuterRef("author"), slug__lt=OuterRef("slug")))), qs = {}': (
        lambda found: listed(
            found.filter(Exists(found.filter(author=OuterRef("author"), slug__lt=OuterRef("slug"))))
        )
    ),
}
# A yes or a number: how many rows that takes is not judged.
SMALL = (
    *("len({})", "bool({})", "{}.count()", "{}.exists()", "{}[1:4].count()"),
    *('{}.aggregate(Sum("word_count"))', '{}[:3].aggregate(Max("slug"))'),
)
# Ends that read whole articles: one; all of them, or every second.
ONE = ("{}.first()", "{}.last()", '{}.latest("slug")', '{}.earliest("published_at", "pk")', "{}[1]")
ALL = ("list({})", "list({}.iterator(chunk_size=500))", "{}.in_bulk()", "{}[::2]")
WHOLE = (*ONE, *ALL, "len({})", "bool({})")
