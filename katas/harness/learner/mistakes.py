"""The mistakes that a day knows: which tests each turns red, and one sentence for the learner.

`mistakes.toml` is written from the solutions (see katas/harness/README.md) and holds none of their
code. Its `mistakes` have a sentence. Its `lookalikes` have none: they are other wrong answers that
turn the same tests of a task red or more, and keep a sentence from being said of them.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from katas.harness.days import Day, ManifestError

FILE = "mistakes.toml"
MOST_UNJUDGED = 4
# Of what is red in the task, a mistake that is named explains at least so much.
SHARE = 2 / 3


@dataclass(frozen=True)
class Mistake:
    """One mistake: the tests that it turns red, its sentence or "", its cost, what was got.

    what: what such an answer does, told once the day is green.
    """

    tests: tuple[str, ...]
    sentence: str = ""
    points: int = 0
    got: str = ""
    what: str = ""

    @cached_property
    def red(self) -> frozenset[str]:
        return frozenset(self.tests)


def known(day: Day) -> list[Mistake]:
    """The mistakes that have a sentence. Raises ManifestError."""
    return [mistake for mistake in read(day) if mistake.sentence]


def read(day: Day) -> list[Mistake]:
    """The mistakes and the lookalikes; [] for a day that names none. Raises ManifestError."""
    file = day.tests / FILE
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
        told = [_mistake(**entry) for entry in found.get("mistakes", [])]
        return told + [_mistake(**entry) for entry in found.get("lookalikes", [])]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ManifestError(f"{file} cannot be read: {error}") from None


def _mistake(tests: list[str], **rest: Any) -> Mistake:
    return Mistake(tuple(tests), **rest)


def named(day: Day, task: int, red: Mapping[str, int], unjudged: Collection[str] = ()) -> str:
    """The sentence for what is red in the task, or "" where none is sure enough.

    red: the task of each red test. unjudged: tests that could not run here, each of which might be
    red as well.
    """
    return "" if len(unjudged) > MOST_UNJUDGED else best(read(day), task, red, unjudged)


def best(
    mistakes: Iterable[Mistake], task: int, red: Mapping[str, int], unjudged: Collection[str] = ()
) -> str:
    """Of the mistakes whose tests are all red, the sentence of the one that explains most.

    One that turns red exactly what is red is it. Otherwise the task decides: whoever explains less
    of it than another does not count, nor does whoever leaves more than a third of it open. Where
    those who explain the same would say different things, or nothing, nothing is said.
    """
    every = frozenset(red)
    here = frozenset(test for test, number in red.items() if number == task)
    fits = [
        mistake
        for mistake in mistakes
        if not here.isdisjoint(mistake.red) and mistake.red <= every.union(unjudged)
    ]
    if exact := {mistake.sentence for mistake in fits if mistake.red & every == every}:
        return _only(exact)
    said: dict[frozenset[str], set[str]] = {}
    for mistake in fits:
        said.setdefault(mistake.red & here, set()).add(mistake.sentence)
    sure: dict[int, set[str]] = {}
    for part, sentences in said.items():
        is_most = not any(part < other for other in said)
        if is_most and len(part) >= SHARE * len(here) and _only(sentences):
            sure.setdefault(len(part), set()).update(sentences)
    return _only(sure[max(sure)]) if sure else ""


def _only(sentences: set[str]) -> str:
    """The sentence if there is but one, otherwise ""."""
    return next(iter(sentences)) if len(sentences) == 1 else ""
