"""The table at the end: what a student's row says in words."""

from dataclasses import replace

import pytest

from katas.harness import days
from solutions.checks.support.made_up_grades import day_grade, one
from solutions.grading.reports.screen import Summary
from solutions.grading.verdict.model import DayGrade, Status

LONG = "another process of the answer's has been seen " * 5


def day(number: int, status: Status, reason: str = "", **more: str) -> DayGrade:
    return replace(day_grade("sofia", number, status), reason=reason, **more)  # type: ignore[arg-type]


ROWS = {
    "one day": ([day(3, Status.UNGRADABLE, "it is empty")], "ungradable: it is empty"),
    "one of two": (
        [day(3, Status.PASSED), day(7, Status.UNGRADABLE, "it is empty")],
        "ungradable: day 7: it is empty",
    ),
    "both": (
        [day(3, Status.REVIEW, "gc is used"), day(7, Status.UNGRADABLE, "not in UTF-8")],
        "review: day 3: gc is used; day 7: ungradable",
    ),
    "late as well": (
        [day(3, Status.PASSED), day(7, Status.REVIEW, "gc is used", lateness="1 day late")],
        "review: day 7: gc is used; late: day 7",
    ),
    "late, and what has spared it": (
        [
            day(3, Status.PASSED, lateness="2 days late, 1 day of extension, 1 day of grace"),
            replace(day(7, Status.PASSED, lateness="1 day late, grace went to day 3"), late=10),
        ],
        "passed, late: day 3 (extension and grace), 7 (-10)",
    ),
    "late alone": (
        [day(3, Status.PASSED, lateness="1 day late"), day(7, Status.PASSED)],
        "passed, late: day 3",
    ),
}


@pytest.mark.parametrize("case", ROWS)
def test_a_row_says_which_day_it_means(case: str) -> None:
    """The reason of the worst day, with its number; what else is not judged, by its status."""
    grades, said = ROWS[case]
    numbers = [grade.day for grade in grades]
    summary = Summary([each for each in days.present() if each.number in numbers])
    assert str(summary.row(one("sofia", *grades))[-1]) == said


def test_a_long_reason_ends_with_a_word() -> None:
    """And says that it goes on."""
    summary = Summary(days.present())
    said = str(summary.row(one("sofia", day(3, Status.REVIEW, LONG)))[-1])
    assert len(said) < 190 and said.endswith("process of ...")
