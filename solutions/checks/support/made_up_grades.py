"""Made-up cohorts for the checks of the grading: grades without a run behind them."""

from collections.abc import Callable, Iterator
from typing import Any

from katas.harness import days
from solutions.grading.verdict.model import (
    DayGrade,
    Flag,
    Status,
    StudentGrade,
    TaskGrade,
    TestGrade,
)

# What names and texts of strangers may be.
NASTY = {
    "script": "<script>alert(1)</script>",
    "attribute": "\" onmouseover='alert(1)",
    "formula": '=HYPERLINK("http://198.51.100.7","x")',
    "plus": "+1+1",
    "minus": "-1",
    "at": "@SUM(1)",
    "tab": "\t=1",
    "return": "\r=1",
    "template": "{{ 7 * 7 }}{% raw %}",
    "controls": "a\x00b\x08c\x1b[31md\x0be",
    "surrogate": "half \ud83d of a pair",
    "noncharacter": "end\uffff",
    "right to left": "\u202egnp.exe",
    "hebrew": "\u05d3\u05e0\u05d9",
    "emoji": "\U0001f98a fox",
    "newlines": "two\nlines\r\nand more",
    "cdata": "]]><evil/>&undefined;",
    "long": "x" * 20_000,
    "maxima": "Points Possible",
    "up": "../x",
    "further up": "../../../../etc/passwd",
    "absolute": "/etc/passwd",
    "windows": "C:\\x",
    "device": "CON",
    "device with an ending": "nul.txt",
    "dot": ".",
    "dots": "..",
    "hidden": ".git",
    "blank": " ",
    "ends in a dot": "amara.",
    "a report's name": "cohort.html",
    "same in capitals": "AMARA",
    "same after cleaning": "a/b",
    "same after cleaning, too": "a\\b",
}


def passed_test(name: str = "test_rows", **more: Any) -> TestGrade:
    return TestGrade(name, "Every row arrives.", "passed", 0.1, **more)


def red_test(name: str = "test_memory", **verdict: Any) -> TestGrade:
    said = {"asked": "export 4,000 rows", "expected": "at most 30 bytes", "got": "1,031 bytes"}
    said |= {"note": "A note.", "where": "exports.py:31 writes", "figures": []} | verdict
    return TestGrade(name, "Memory stays flat.", "failed", 0.2, said)


def day_grade(
    student: str,
    number: int = 6,
    status: Status = Status.PASSED,
    tests: Callable[[int], list[TestGrade]] = lambda task: [passed_test()],
    **more: Any,
) -> DayGrade:
    """A day whose tasks are earned where all their tests passed. tests: those of a task."""
    day = days.by_number(number)
    assert day is not None
    judged = status in (Status.PASSED, Status.FAILED, Status.REVIEW)
    tasks = []
    for task in day.tasks if judged else ():
        found = tests(task.number)
        green = status is not Status.REVIEW and all(test.outcome == "passed" for test in found)
        tasks.append(
            TaskGrade(task.number, task.title, task.points, task.points if green else 0, found)
        )
    more = {"seconds": 1.5, "seed": 48213, "sandbox": "bubblewrap", **more}
    return DayGrade(student, number, status, tasks, versions={"Django": "5.2.19"}, **more)


def one(name: str, *grades: DayGrade) -> StudentGrade:
    return StudentGrade(name, list(grades) or [day_grade(name)])


class Everybody:
    """A cohort with every status and every nasty name and text, made anew each time."""

    def __iter__(self) -> Iterator[StudentGrade]:
        for status in Status:
            flags = [Flag("exports.py", 4, "patches queries_log")] if status == "review" else []
            reason = "a sentence that says why" if status not in ("passed", "absent") else ""
            grade = day_grade(status, 6, status, reason=reason, flags=flags, withheld=60)
            yield one(status, grade)
        for text in NASTY.values():
            yield one(text, *self.nasty_days(text))

    def nasty_days(self, text: str) -> list[DayGrade]:
        figure = {"name": text, "unit": text, "measured": 7.0, "allowed": 3, "bar": True}
        odd = [{"measured": float("nan")}, {"measured": "1"}, {"measured": 1e400}, 5, None]
        red = red_test(
            asked=text, expected=text, got=text, note=text, where=text, figures=[figure, *odd]
        )
        grade = day_grade(
            text, 6, Status.FAILED, lambda task: [red, passed_test(figures=[figure], output=text)]
        )
        flags = [Flag(text, 3, text)]
        review = day_grade(text, 7, Status.REVIEW, reason=text, flags=flags, withheld=100)
        return [grade, review]
