"""One task of a student's day, as every report shows it: what it asks for, what came of it."""

from dataclasses import dataclass
from enum import StrEnum

from katas.harness.days import Day, Task
from katas.harness.verdicts import Figure
from solutions.grading.reports.evidence import figures_of, unreached
from solutions.grading.text import clean
from solutions.grading.verdict.model import TestGrade


class Mark(StrEnum):
    """What came of a task, in a word that is never told by its colour alone."""

    EARNED = "ok"
    RED = "x"
    WAITS = "review"
    UNJUDGED = "?"
    ABSENT = "-"


@dataclass(frozen=True)
class TaskSheet:
    """One task: what it asks for, what came of it.

    contradicted: what was asked from outside and came out otherwise, in words for the student; "".
    """

    day: Day
    task: Task
    mark: Mark
    earned: int
    tests: list[TestGrade]
    contradicted: str = ""

    @property
    def number(self) -> str:
        return f"{self.day.number}.{self.task.number}"

    @property
    def red(self) -> list[TestGrade]:
        """The tests that say what is wrong."""
        return [t for t in self.tests if t.outcome == "failed" and not unreached(t)]

    @property
    def unreached(self) -> list[TestGrade]:
        """The tests before which the run broke off."""
        return [test for test in self.tests if unreached(test)]

    @property
    def measured(self) -> list[tuple[str, list[Figure]]]:
        """The figures of the tests that passed, by what each test is about.

        Where several tests are about the same, the largest of each figure.
        """
        found: dict[str, dict[tuple[str, str, float | None], Figure]] = {}
        for test in self.tests:
            if test.outcome == "passed":
                rule = found.setdefault(clean(test.rule or test.id, 300), {})
                for figure in figures_of(test.figures):
                    key = (figure.name, figure.unit, figure.allowed)
                    if key not in rule or figure.measured > rule[key].measured:
                        rule[key] = figure
        return [(rule, list(figures.values())) for rule, figures in found.items() if figures]
