"""The second key: what the examiner outside has found of the tasks that the tests have passed.

A task that is examined keeps its points only if its answers agreed. One that was contradicted, or
broke off, beside a record that says all is well, puts the day under review: what has no second key
waits.
"""

from dataclasses import replace
from typing import Any

from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.verdict.expected import reached
from solutions.grading.verdict.model import DayGrade, Flag, Status
from solutions.grading.verdict.sanitize import number, printable

AGREED, CONTRADICTED, BROKE_OFF = "agreed", "contradicted", "broke-off"
SHOWN = 600  # characters of each part of a finding


def to_ask(grade: DayGrade, examined: frozenset[int]) -> tuple[int, ...]:
    """The tasks to be asked about: those whose tests have all passed."""
    if grade.status in (Status.GRADER_ERROR, Status.CRASHED):
        return ()
    return tuple(
        task.number for task in grade.tasks if task.number in examined and reached(task.tests)
    )


def with_second_key(grade: DayGrade, ran: RunOutcome, asked: tuple[int, ...]) -> DayGrade:
    """The grade after an examination of these tasks. What is our own fault: GRADER_ERROR."""
    told = {str(event.get("task")): event for event in ran.record.of("asked")}
    lost = ran.silent or ran.ending is None  # the answer's sandbox did not live to the end
    if faults := ran.record.of("fault"):
        return failed(grade, str(faults[0].get("text")))
    untold = [task for task in asked if str(task) not in told]
    if ran.record.faults or (untold and (ran.record.ended or not lost)):
        return failed(grade, f"the examination broke off. {ran.trouble}")
    unfinished = {"result": BROKE_OFF, "got": ran.trouble or "its process did not come to an end"}
    found = {task: finding(told.get(str(task), unfinished)) for task in asked}
    tasks = [replace(task, outside=found.get(task.number)) for task in grade.tasks]
    asking = sum(number(event.get("cpu")) for event in told.values())
    asked_too = replace(
        grade,
        tasks=tasks,
        seconds=round(grade.seconds + ran.seconds, 3),
        cpu=round(grade.cpu + ran.cpu + asking, 3),
    )
    agreed = all(each["result"] == AGREED for each in found.values())
    return asked_too if agreed else withheld(asked_too)


def withheld(grade: DayGrade) -> DayGrade:
    """Under review: only what has both keys keeps its points, if nothing else was flagged."""
    flags = [
        *grade.flags,
        *(
            Flag(f"task {task.number}", 0, sentence(task.outside))
            for task in grade.tasks
            if task.outside and task.outside["result"] != AGREED
        ),
    ]
    kept = [
        task if task.outside and task.outside["result"] == AGREED else replace(task, earned=0)
        for task in grade.tasks
    ]
    taken = sum(task.earned for task in grade.tasks) - sum(task.earned for task in kept)
    reason = grade.reason if grade.status == Status.REVIEW else printable(str(flags[0]))
    return replace(
        grade,
        status=Status.REVIEW,
        tasks=kept,
        flags=flags,
        withheld=grade.withheld + taken,
        reason=reason,
    )


def broke_off(grade: DayGrade) -> bool:
    """Whether a task of it broke off: that may be the machine's fault."""
    return any(task.outside and task.outside["result"] == BROKE_OFF for task in grade.tasks)


def failed(grade: DayGrade, why: str) -> DayGrade:
    tasks = [replace(task, earned=0, outside=None) for task in grade.tasks]
    reason = printable(f"could not be examined from outside: {why}")
    return replace(grade, status=Status.GRADER_ERROR, tasks=tasks, withheld=0, reason=reason)


def finding(event: dict[str, Any]) -> dict[str, str]:
    result = event.get("result")
    if result not in (AGREED, CONTRADICTED):
        result = BROKE_OFF
    parts = {part: printable(event.get(part), SHOWN) for part in ("asked", "expected", "got")}
    return {"result": str(result), **parts}


def sentence(outside: dict[str, str]) -> str:
    """A finding in one sentence, for the instructor."""
    if outside["result"] == BROKE_OFF:
        return f"passed its tests, but when asked from outside it broke off: {outside['got']}"
    return (
        "passed its tests, but gave something else when asked from outside. "
        f"Asked: {outside['asked']}; expected: {outside['expected']}; got: {outside['got']}"
    )
