"""What the examiner can have done with an answer of Day 7: querysets made, handed over, read.

Recipes, answers and rows are plain values (`exam_inside_recipes`).
"""

import contextlib
from typing import Any

from django.db.models import Model
from django.utils import timezone

from katas.day07_lazy_querysets import editorial
from katas.newsroom.models import Article

from .exam_inside_recipes import ENDS, READS, Recipe, combined, followed, told, told_whole
from .exam_inside_rules import rule

querysets: dict[int, Any] = {}
results: dict[int, Any] = {}
today = editorial.weight
rules = [today]


def prepare(agent: Any) -> None:
    """The print shop's rule becomes one that the examiner may change."""
    editorial.weight = lambda article: rules[0](article)


def weigh_by(agent: Any, shape: str, factor: int, more: int) -> None:
    rules[0] = rule(today, shape, factor, more)


def announce(agent: Any) -> None:
    """From here on, each instance that is built is announced to the examiner, up to 300."""
    init, left = Model.__init__, iter(range(300))
    begun: set[int] = set()

    def told_of(model: type) -> None:
        if next(left, None) is not None:
            agent.call("built", model.__name__)

    # A model of the answer's own may have another __init__, and a copy needs none.
    def new(model: type[Model], *values: Any, **named: Any) -> Any:
        made = object.__new__(model)
        begun.add(id(made))
        told_of(model)
        return made

    # Those that came past the other.
    def initialised(self: Model, *values: Any, **named: Any) -> None:
        init(self, *values, **named)
        if id(self) not in begun:
            told_of(type(self))
        begun.discard(id(self))

    Model.__new__ = staticmethod(new)  # type: ignore[method-assign, assignment]
    Model.__init__ = initialised  # type: ignore[method-assign, assignment]


def make(agent: Any, number: int, recipe: Recipe, read: str) -> list[int] | None:
    """Make a queryset of articles; `read` it if that says how. The ids of what was read."""
    articles = querysets[number] = followed(recipe, Article.objects.all())
    if not read:
        return None
    READS[read](articles)
    return [article.pk for article in articles]


def begin(agent: Any, number: int, recipe: Recipe) -> None:
    """Chain on the answer's published()."""
    querysets[number] = followed(recipe, agent.module("queries").published())


def end(agent: Any, number: int, how: str, zone: str) -> Any:
    """Tell what came of the chain with this end."""
    with timezone.override(zone) if zone else contextlib.nullcontext():
        return told(ENDS[how](querysets[number]))


def combine(agent: Any, number: int, other: int, how: str) -> None:
    """Put two chains together, under the first one's number."""
    querysets[number] = combined(querysets[number], querysets[other], how)


def first_of(agent: Any, number: int, size: int) -> Any:
    """Begin to iterate over the chain, so many rows at a time, and tell what came first."""
    return told(next(iter(querysets.pop(number).iterator(chunk_size=size))))


def end_whole(agent: Any, number: int) -> Any:
    """Tell what the chain's articles have, and what they hang together with."""
    return told_whole(querysets.pop(number))


def change(agent: Any, number: int, name: str, values: dict[str, Any]) -> Any:
    """End the chain with update() or delete(). What that gives."""
    return getattr(querysets.pop(number), name)(**values)


def call(agent: Any, name: str, *numbers: int) -> Any:
    """What the answer's function gives for the querysets of these numbers."""
    return getattr(agent.module("queries"), name)(*(querysets[each] for each in numbers))


def keep(agent: Any, name: str, number: int) -> Any:
    """As `call`, and the result is kept under the number."""
    results[number] = call(agent, name, number)
    return results[number]


def kept(agent: Any, number: int) -> Any:
    return results[number]


def spoil(agent: Any, number: int, text: str) -> None:
    """Do what a caller may do with a result of its own: add to its list."""
    found = results.pop(number)
    (found["titles"] if isinstance(found, dict) else found).append(text)
