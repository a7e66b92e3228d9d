"""What a test or an examination has shown, in the shape in which all reports show it.

It comes out of a sandbox in which a stranger's code ran, so its shape is not taken on trust: what
is not as it should be is left out.
"""

import math
from collections.abc import Mapping
from typing import Any

from katas.harness.verdicts import Figure, Verdict
from solutions.grading.text import clean
from solutions.grading.verdict.examined import AGREED, CONTRADICTED
from solutions.grading.verdict.expected import UNREACHED
from solutions.grading.verdict.model import TestGrade

PARTS = ("asked", "expected", "got", "note", "where")
MOST_FIGURES = 20


def unreached(test: TestGrade) -> bool:
    return isinstance(test.verdict, Mapping) and test.verdict.get("note") == UNREACHED


def contradiction(outside: object) -> str:
    """What a student reads of an examination that did not agree."""
    if not isinstance(outside, Mapping) or outside.get("result") == AGREED:
        return ""
    parts = {part: clean(outside.get(part) or "", 700) for part in ("asked", "expected", "got")}
    if outside.get("result") != CONTRADICTED:
        return f"When it was asked from outside the tests, it did not answer: {parts['got']}"
    lines = [f"{part:<9} {text}" for part, text in parts.items()]
    return "When it was asked from outside the tests, it gave something else.\n" + "\n".join(lines)


def figures_of(found: object) -> list[Figure]:
    """The figures that are such: a name, a unit, and finite numbers."""
    figures: list[Figure] = []
    for item in found if isinstance(found, list) else []:
        if isinstance(item, Mapping) and is_number(item.get("measured")):
            allowed = item.get("allowed")
            figures.append(
                Figure(
                    name=clean(item.get("name", ""), 80),
                    unit=clean(item.get("unit", ""), 20),
                    measured=item["measured"],
                    allowed=allowed if is_number(allowed) else None,
                    bar=bool(item.get("bar")),
                )
            )
    return figures[:MOST_FIGURES]


def is_number(value: object) -> bool:
    return type(value) in (int, float) and abs(value) < 1e15 and math.isfinite(value)  # type: ignore


def verdict_of(test: TestGrade) -> Verdict | None:
    """What a red test says, or None if it says nothing."""
    found: Any = test.verdict
    if not isinstance(found, Mapping):
        return None
    parts = {part: clean(found.get(part) or "") for part in PARTS}
    return Verdict(**parts, figures=figures_of(found.get("figures")))


def message_of(test: TestGrade) -> str:
    """The failure message as plain text."""
    verdict = verdict_of(test)
    return (str(verdict).strip("\n") if verdict else "") or "The test said nothing more."
