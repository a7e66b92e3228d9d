"""What the examiner can have done with an answer of Day 7: querysets made, handed over, read.

Recipes, answers and rows are plain values (`exam_inside_recipes`).
"""

import contextlib
from typing import Any

from django.utils import timezone

from katas.day07_lazy_querysets import editorial
from katas.newsroom.models import Article

from .exam_inside_recipes import ENDS, READS, Recipe, followed, told

querysets: dict[int, Any] = {}
results: dict[int, Any] = {}
rule = {"factor": 1, "more": 0, "modulus": 0}


def prepare(agent: Any) -> None:
    """The print shop's rule becomes one that the examiner may change."""
    weight = editorial.weight

    def weight_by_the_rule(article: Article) -> int:
        found = weight(article) * rule["factor"] + rule["more"]
        return found % rule["modulus"] if rule["modulus"] else found

    editorial.weight = weight_by_the_rule


def weigh_by(agent: Any, factor: int, more: int, modulus: int) -> None:
    rule.update(factor=factor, more=more, modulus=modulus)


def announce(agent: Any) -> None:
    """From here on, each article that is built is announced to the examiner, up to a hundred."""
    build, left = Article.__init__, iter(range(100))

    def built(self: Article, *values: Any, **named: Any) -> None:
        build(self, *values, **named)
        if next(left, None) is not None:
            agent.call("built", self.__dict__.get("id"))

    Article.__init__ = built  # type: ignore[method-assign, assignment]


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


def change(agent: Any, number: int, name: str, values: dict[str, Any]) -> None:
    """End the chain with update() or delete()."""
    getattr(querysets.pop(number), name)(**values)


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
