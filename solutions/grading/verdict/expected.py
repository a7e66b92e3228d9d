"""What a run of a day has to show: the reference's tests, and what becomes of a student's."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from katas.harness.days import Day
from katas.harness.run.record import Event
from solutions.grading.limits import TimeLimits
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.verdict.model import TaskGrade, TestGrade
from solutions.grading.verdict.sanitize import figures, note, number, plain_verdict, printable

OUR_FAULTS = {"unfit", "error"}
OUTCOMES = {"passed", "failed", "not_run"} | OUR_FAULTS
UNREACHED = "This test was not reached."


Bound = tuple[str, str, float]


def bounds(event: Event) -> frozenset[Bound]:
    """The name, unit and bound of each figure of a test's result that has one.

    What is measured beside them may follow the answer: sizes at which its batches are whole.
    """
    found = figures(event.get("figures"))
    bounded = (each for each in found if each["allowed"] is not None)
    return frozenset((each["name"], each["unit"], each["allowed"]) for each in bounded)


@dataclass(frozen=True)
class Expected:
    """What the reference's run of a day has shown: its tests, and those that cannot be run here.

    waits: the run computed for less than a third of its time. examined: the tasks for which the
    reference's answers agreed when asked from outside. figures: what each test has held
    against a bound. cpu: seconds that the run has computed. took: seconds for which it had
    a core, and those of its slowest test; limits: what follows from them, None without a reference.
    """

    day: Day
    tests: list[dict[str, Any]]
    not_run: frozenset[str] = frozenset()
    versions: dict[str, str] = field(default_factory=dict)
    waits: bool = False
    examined: frozenset[int] = frozenset()
    figures: dict[str, frozenset[Bound]] = field(default_factory=dict)
    cpu: float = 0.0
    took: tuple[float, float] = (0.0, 0.0)
    limits: TimeLimits | None = None

    def task_grades(self, tests: dict[str, TestGrade], credit: bool) -> list[TaskGrade]:
        """The day's tasks with their tests. credit: whether what was reached counts.

        A task of which nothing can be run here is worth nothing, for everyone.
        """
        found = []
        for task in self.day.tasks:
            own = [test for test in self.tests if test["task"] == task.number]
            points = 0 if {test["id"] for test in own} <= self.not_run else task.points
            grades = [tests[test["id"]] for test in own]
            earned = points if credit and reached(grades) else 0
            found.append(TaskGrade(task.number, task.title, points, earned, grades))
        return found


def reached(tests: Sequence[TestGrade]) -> bool:
    """Whether a task earns its points: all its tests that could be run have passed."""
    return {test.outcome for test in tests} in ({"passed"}, {"passed", "not_run"})


def tests_of(ran: RunOutcome, expected: Expected, unreached: str) -> dict[str, TestGrade]:
    """A grade for each expected test."""
    results = {str(event.get("id")): event for event in ran.record.of("test")}
    return {
        test["id"]: test_of(test, results.get(test["id"]), expected, unreached)
        for test in expected.tests
    }


def test_of(test: dict[str, Any], event: Event | None, expected: Expected, why: str) -> TestGrade:
    name, rule = test["id"], test["rule"]
    if event is None:
        return TestGrade(name, rule, "failed", verdict=note(why))
    outcome, said = str(event.get("outcome")), plain_verdict(event.get("verdict"))
    if name in expected.not_run:
        outcome = "not_run"
    elif outcome == "not_run":
        outcome, said = "failed", note("The answer raised what only the tests may raise.")
    return TestGrade(
        name,
        rule,
        outcome,
        seconds=number(event.get("seconds")),
        verdict=said,
        figures=figures(event.get("figures")),
        output=printable(event.get("output")),
    )


def missing(ran: RunOutcome, expected: Expected) -> set[str]:
    wanted = {test["id"] for test in expected.tests}
    return wanted - {str(event.get("id")) for event in ran.record.of("test")}
