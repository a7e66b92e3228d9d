"""Which of a day's known wrong answers a student's answer is like: the chaffs, by name."""

import re
from dataclasses import dataclass
from functools import cache

from katas.harness.days import Day
from katas.harness.learner.mistakes import Mistake, best
from solutions import SOLUTIONS
from solutions.grading.reports.sheet import DaySheet

# The headings of a chaff's messages: the tests that it turns red.
HEADING = re.compile(r"^== (.+)$", re.MULTILINE)
MOST_NAMES = 3


@dataclass(frozen=True)
class Met:
    """Chaffs of a day that the tests cannot tell apart: their names, and what the first does."""

    day: Day
    names: tuple[str, ...]
    sentence: str

    @property
    def command(self) -> str:
        return f"make chaff day={self.day.number} name={self.names[0]} run=1"


def met(sheet: DaySheet) -> list[Met]:
    """What the student's day is like, task by task; nothing where several would fit as well."""
    if not sheet.judged:
        return []
    red = {test.id: task.task.number for task in sheet.tasks for test in task.red}
    unjudged = [t.id for task in sheet.tasks for t in task.tests if t.outcome == "not_run"]
    chaffs, by_name = known(sheet.day)
    found = {best(chaffs, number, red, unjudged): None for number in sorted(set(red.values()))}
    return [by_name[name] for name in found if name]


@cache
def known(day: Day) -> tuple[list[Mistake], dict[str, Met]]:
    """The day's chaffs by the tests that they turn red, each set under its first chaff's name.

    Empty in what is packed for others, which has no solutions.
    """
    home = SOLUTIONS / day.name
    by_tests: dict[tuple[str, ...], list[str]] = {}
    for file in sorted((home / "messages").glob("*.txt")):
        if tests := HEADING.findall(file.read_text(encoding="utf-8")):
            by_tests.setdefault(tuple(tests), []).append(file.stem)
    mistakes = [Mistake(tests, names[0]) for tests, names in by_tests.items()]
    found = {}
    for names in by_tests.values():
        patch = home / "chaffs" / f"{names[0]}.patch"
        text = patch.read_text(encoding="utf-8") if patch.is_file() else ""
        sentence = " ".join(text.partition("\n\n")[0].split())
        found[names[0]] = Met(day, tuple(names[:MOST_NAMES]), sentence)
    return mistakes, found
