"""What the learner has reached: a small file of lines, one for each change, safe to commit.

    {"at": "2026-11-22T17:05:09Z", "day": 6, "green": [1, 2], "points": 35}

A line is added when a run turns out otherwise than the day's last line. Lines of two machines may
stand in any order (git merges the file as a union): the latest of a day counts. Deleting the file
loses nothing that a run cannot find again.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

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
    try:
        lines = FILE.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    for line in lines:
        try:
            reached = Reached(**json.loads(line))
            if reached.day not in found or reached.at >= found[reached.day].at:
                found[reached.day] = reached
        except (ValueError, TypeError):
            continue
    return found


def note(day: Day, green: Sequence[int]) -> str:
    """Add a line if something changed. Returns "" or, if it cannot be written, why."""
    before = read().get(day.number)
    if before and before.green == list(green):
        return ""
    points = sum(task.points for task in day.tasks if task.number in green)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        with FILE.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(Reached(now, day.number, list(green), points))) + "\n")
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
