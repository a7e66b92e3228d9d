"""results.json, as Gradescope reads it.

https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

import json
from typing import Any

from solutions.grading.reports.evidence import figures_of, message_of
from solutions.grading.reports.sheet import DaySheet
from solutions.grading.reports.task_sheet import Mark, TaskSheet

# "text" everywhere: the default of the output above all tests is HTML.
PLAIN = "text"
LEADERS_A_DAY = 3


def results(sheets: list[DaySheet], notice: str = "") -> str:
    """The file's text. notice: what every report has to say, on the sandbox for example."""
    lines = [
        f"Day {sheet.day.number}, {sheet.day.title}: {sheet.sentence} {sheet.outside}".rstrip()
        for sheet in sheets
    ]
    found: dict[str, Any] = {
        "score": sum(sheet.points or 0 for sheet in sheets),
        "execution_time": round(sum(s.grade.seconds for s in sheets if s.grade), 3),
        "output": "\n".join(lines + ([notice] if notice else [])),
        "output_format": PLAIN,
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [entry(sheet, task) for sheet in sheets for task in sheet.tasks],
        "leaderboard": [leader for sheet in sheets for leader in leaders(sheet)],
    }
    return json.dumps(found, indent=1, allow_nan=False) + "\n"


def entry(sheet: DaySheet, task: TaskSheet) -> dict[str, Any]:
    """A task as one test case."""
    return {
        "name": task.task.title,
        "name_format": PLAIN,
        "number": task.number,
        "score": task.earned,
        "max_score": task.task.points,
        "status": "passed" if task.mark in (Mark.EARNED, Mark.WAITS) else "failed",
        "output": output(sheet, task),
        "output_format": PLAIN,
        "visibility": "visible",
    }


def output(sheet: DaySheet, task: TaskSheet) -> str:
    """What the student reads below a task."""
    parts = [task.task.rule]
    if task.mark in (Mark.ABSENT, Mark.UNJUDGED, Mark.WAITS):
        parts.append(sheet.sentence)
    parts += [task.contradicted] if task.contradicted else []
    parts += [f"x {test.rule}\n\n{message_of(test)}" for test in task.red]
    if task.unreached and sheet.ran:
        parts.append(not_reached(task))
    unseen = [test.rule for test in task.tests if test.outcome in ("not_run", "unfit", "error")]
    parts += [f"? {rule}\n\nThis test could not be run here." for rule in unseen]
    return "\n\n".join(parts)


def not_reached(task: TaskSheet) -> str:
    count = len(task.unreached)
    return "One test was not reached." if count == 1 else f"{count} tests were not reached."


def leaders(sheet: DaySheet) -> list[dict[str, Any]]:
    """Figures that have a bound, of tasks that are done: a wrong answer may well be frugal."""
    found: dict[str, float] = {}
    for task in sheet.tasks:
        if task.mark is not Mark.EARNED:
            continue
        for test in task.tests:
            for figure in figures_of(test.figures):
                if figure.allowed is not None:
                    unit = f", {figure.unit}" if figure.unit else ""
                    name = f"{task.number} {figure.name}{unit}"
                    found[name] = max(figure.measured, found.get(name, figure.measured))
    return [
        {"name": name, "value": round(value, 3), "order": "asc"}
        for name, value in list(found.items())[:LEADERS_A_DAY]
    ]
