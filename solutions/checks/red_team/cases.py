"""The cases: read from their files, laid out as submissions, held against their grades."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from katas.harness import days
from solutions.checks.support.tiny_project import RIGHT
from solutions.grading.verdict.expected import reached
from solutions.grading.verdict.model import DayGrade

HERE = Path(__file__).resolve().parent
WRONG = "def double(x):\n    return 3 * x + 1\n\n\ndef shout(x):\n    return x\n"
PATTERN = r"(?P<status>[a-z-]+), (?P<points>\d+) points(?:, (?P<withheld>\d+) withheld)?"
EXPECTED = re.compile(PATTERN)


@dataclass(frozen=True)
class Case:
    """One hostile answer. text: the whole of its source."""

    name: str
    row: str
    by: str
    status: str
    points: int
    withheld: int
    text: str

    @staticmethod
    def inside(grade: DayGrade) -> int:
        """The points of the tasks whose tests have all passed: what one key alone would give."""
        return sum(task.points for task in grade.tasks if reached(task.tests))

    def found(self, grade: DayGrade) -> str:
        """What came of it, in the words of `expected`."""
        return outcome(grade.status, grade.points, grade.withheld)

    @property
    def expected(self) -> str:
        return outcome(self.status, self.points, self.withheld)


Cases = Mapping[tuple[str, int], Case]  # by student and day
Grades = Mapping[tuple[str, int], DayGrade]


def outcome(status: str, points: int, withheld: int) -> str:
    return f"{status}, {points} points" + (f", {withheld} withheld" if withheld else "")


def of_day(day: str) -> list[Case]:
    """The cases in a day's folder. Raises KeyError or AssertionError if one says too little."""
    return [of_file(file) for file in sorted((HERE / day).glob("*.py"))]


def of_file(file: Path) -> Case:
    source = file.read_text(encoding="utf-8")
    text = ast.get_docstring(ast.parse(source)) or ""
    said = dict(re.findall(r"^(Row|With|Expected|By): (.+)$", text, re.MULTILINE))
    match = EXPECTED.fullmatch(said["Expected"])
    assert match, f"{file.name}: Expected: {said['Expected']}"
    return Case(
        file.stem,
        said["Row"],
        said["By"],
        match["status"],
        int(match["points"]),
        int(match["withheld"] or 0),
        f"{base(said['With'], file.parent.name)}\n\n{source}",
    )


def base(kind: str, day: str) -> str:
    """The answer that a case comes with."""
    if kind == "starter":
        found = next(each for each in days.present() if each.name == day)
        return (found.starter / found.answers[0]).read_text(encoding="utf-8")
    return {"wrong": WRONG, "right": RIGHT, "nothing": ""}[kind]


def matrix(cases: Cases, grades: Grades) -> Iterator[str]:
    """A line for each case: what it is, what came of it, and why."""
    for key, case in sorted(cases.items(), key=lambda each: (each[1].row, each[1].name)):
        found = case.found(grades[key])
        mark = "ok" if found == case.expected else f"NOT {case.expected}"
        why = " ".join(grades[key].reason.split())[:90]
        inside = f"{case.inside(grades[key])} inside"
        line = f"{case.row:<24} {case.name:<24} {inside:<11} {found:<32} {case.by:<10} {mark:<3}"
        yield f"{line} {why}".rstrip()


def mismatches(cases: Cases, grades: Grades) -> dict[str, tuple[str, str, str]]:
    """The cases of which something else came: expected, found, why."""
    return {
        case.name: (case.expected, case.found(grades[key]), grades[key].reason)
        for key, case in cases.items()
        if case.found(grades[key]) != case.expected
    }
