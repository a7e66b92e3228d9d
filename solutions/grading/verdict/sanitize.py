"""What a sandbox wrote, made plain: text that can be shown anywhere, numbers that are finite."""

import math
from typing import Any

from solutions.grading.submissions.file_names import clean

TEXT = 4_000  # characters
FIGURES = 20
PARTS = ("asked", "expected", "got", "note", "where", "cause")


def printable(value: object, most: int = TEXT) -> str:
    """Text without control characters but line ends, cut to `most` characters."""
    text = value if isinstance(value, str) else "" if value is None else repr(value)
    return "\n".join(clean(line) for line in text[:most].splitlines())


def number(value: object) -> float:
    """A finite number; 0 for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    try:
        return float(value) if math.isfinite(value) else 0.0
    except OverflowError:
        return 0.0


def plain_verdict(value: object) -> dict[str, Any] | None:
    """The parts of a verdict as katas.harness.verdicts.Verdict has them."""
    if not isinstance(value, dict):
        return None
    parts: dict[str, Any] = {part: printable(value.get(part)) for part in PARTS}
    return {**parts, "figures": figures(value.get("figures"))}


def note(text: str) -> dict[str, Any]:
    """A verdict that is nothing but a note."""
    return {**dict.fromkeys(PARTS, ""), "note": text, "figures": []}


def figures(value: object) -> list[dict[str, Any]]:
    """Figures as katas.harness.verdicts.Figure has them."""
    found = value if isinstance(value, list) else []
    return [
        {
            "name": printable(each.get("name"), 100),
            "unit": printable(each.get("unit"), 40),
            "measured": number(each.get("measured")),
            "allowed": None if each.get("allowed") is None else number(each["allowed"]),
            "bar": each.get("bar") is True,
        }
        for each in found[:FIGURES]
        if isinstance(each, dict)
    ]
