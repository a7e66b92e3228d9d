"""What the learner has reached: a small file of lines, one for each change, safe to commit.

    {"at": "2026-11-22T17:05:09Z", "day": 6, "green": [1, 2], "points": 35}
    {"at": "2026-11-22T17:09:40Z", "day": 6, "task": 3, "hint": 1}

A line is added when a run turns out otherwise than the last one of its day, and for each hint.
Lines of two machines may stand in any order (git merges the file as a union): the latest of a day
counts. Deleting the file loses nothing that a run cannot find again.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from katas.harness.answers import KATAS
from katas.harness.days import Day

FILE = KATAS.parent / ".katas-progress"


@dataclass(frozen=True)
class Reached:
    """The state of a day: when it was reached (ISO 8601), its green tasks and their points."""

    at: str
    day: int
    green: list[int]
    points: int


def read() -> dict[int, Reached]:
    """The latest state of each day that has one; lines that say nothing are passed over."""
    found: dict[int, Reached] = {}
    for line in _lines():
        try:
            reached = Reached(**line)
        except TypeError:
            continue
        if reached.day not in found or reached.at >= found[reached.day].at:
            found[reached.day] = reached
    return found


def hints_used(day: Day, task: int) -> int:
    """How many of a task's hints have been shown."""
    return max(
        (
            line["hint"]
            for line in _lines()
            if (line.get("day"), line.get("task")) == (day.number, task)
            and isinstance(line.get("hint"), int)
        ),
        default=0,
    )


def note(day: Day, green: Sequence[int]) -> str:
    """Add a line if something changed. Returns "" or, if it cannot be written, why."""
    before = read().get(day.number)
    if before and before.green == list(green):
        return ""
    points = sum(task.points for task in day.tasks if task.number in green)
    return _add(asdict(Reached(_now(), day.number, list(green), points)))


def note_hint(day: Day, task: int, step: int) -> str:
    """Add a line for a hint that was shown. Returns "" or, if it cannot be written, why."""
    return _add({"at": _now(), "day": day.number, "task": task, "hint": step})


def _lines() -> list[dict[str, Any]]:
    try:
        text = FILE.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    found = []
    for line in text.splitlines():
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            found.append(value)
    return found


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add(line: dict[str, Any]) -> str:
    try:
        with FILE.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    except OSError as error:
        return f"Your progress was not kept: {FILE.name} cannot be written ({error.strerror})."
    return ""


def is_untouched(day: Day) -> bool:
    """Whether the learner's files are still the starter."""
    try:
        return all(
            (day.folder / file).read_bytes() == (day.starter / file).read_bytes()
            for file in day.answers
        )
    except OSError:
        return False
