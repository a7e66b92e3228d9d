"""exercism.json: version 3 of the results that exercism's test runners write.

https://exercism.org/docs/building/tooling/test-runners/interface
"""

import ast
import json
from functools import cache
from typing import Any

from katas.harness.days import Day
from solutions.grading.reports.evidence import message_of
from solutions.grading.reports.sheet import OUTSIDE, DaySheet
from solutions.grading.reports.task_sheet import TaskSheet
from solutions.grading.text import clean
from solutions.grading.verdict.model import TestGrade

STATUSES = {"passed": "pass", "failed": "fail", "unfit": "error", "error": "error"}
MOST_OUTPUT = 500
TRUNCATED = "\nOutput was truncated. Please limit to 500 chars"


def results(sheets: list[DaySheet]) -> str:
    """The file's text. A test that could not be run here is left out: it says nothing."""
    several = len(sheets) > 1
    tests = [test for sheet in sheets for test in cases(sheet, several)]
    passed = [test for test in tests if test["status"] == "pass"]
    if not passed and not any(sheet.judged for sheet in sheets):
        status, message = "error", "\n".join(sheet.sentence for sheet in sheets)
    else:
        whole = len(passed) == len(tests) and all(sheet.judged for sheet in sheets)
        status, message = "pass" if whole else "fail", None
    found = {"version": 3, "status": status, "message": message, "tests": tests}
    return json.dumps(found, indent=1) + "\n"


def cases(sheet: DaySheet, several: bool) -> list[dict[str, Any]]:
    """A day's tests, and the day itself where it came to no good end and no test says so."""
    found = [
        case(task, test, several)
        for task in sheet.tasks
        for test in task.tests
        if test.outcome in STATUSES
    ]
    found += [from_outside(task, several) for task in sheet.tasks if task.contradicted]
    if not sheet.judged and all(test["status"] == "pass" for test in found):
        name = f"Day {sheet.day.number} as a whole"
        said = {"status": "error", "message": sheet.sentence, "output": None, "test_code": ""}
        found.append({"name": name, **said})
    return found


def case(task: TaskSheet, test: TestGrade, several: bool) -> dict[str, Any]:
    """One test."""
    return {
        "name": clean(test.rule or test.id, 200),
        "status": STATUSES[test.outcome],
        "message": None if test.outcome == "passed" else message_of(test),
        "output": shortened(clean(test.output)),
        "test_code": sources(task.day).get(test.id.partition("[")[0], ""),
        "task_id": task_id(task, several),
    }


def from_outside(task: TaskSheet, several: bool) -> dict[str, Any]:
    """What came of a task that passed its tests and gave something else from outside."""
    said = {"status": "fail", "message": task.contradicted, "output": None, "test_code": ""}
    return {"name": OUTSIDE, **said, "task_id": task_id(task, several)}


def task_id(task: TaskSheet, several: bool) -> int:
    """Task 3 of day 6 has the id 63 where several days share the file."""
    number = task.task.number
    return task.day.number * 10 + number if several else number


def shortened(text: str) -> str:
    return text if len(text) <= MOST_OUTPUT else text[: MOST_OUTPUT - len(TRUNCATED)] + TRUNCATED


@cache
def sources(day: Day) -> dict[str, str]:
    """The source of each of a day's test functions, by its name: the hand-out has them too."""
    found = {}
    for file in sorted(day.tests.glob("test_*.py")):
        text = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[node.name] = ast.get_source_segment(text, node) or ""
    return found
