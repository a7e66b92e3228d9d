"""The verdict: from the record of a run to a grade.

A task earns its points when all its tests that could be run have passed (`reached` in expected.py).
Credit needs the exact set of expected tests, each once, and the end of the record; a flag withholds
it. What the process printed and its exit status are no verdict: they only help to say how it ended.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from katas.harness.days import Day
from katas.harness.run.record import Event
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.verdict.expected import (
    OUR_FAULTS,
    OUTCOMES,
    UNREACHED,
    Expected,
    bounds,
    missing,
    tests_of,
)
from solutions.grading.verdict.model import RAN, DayGrade, Flag, Status, TaskGrade, TestGrade
from solutions.grading.verdict.sanitize import figures, number, printable
from solutions.grading.verdict.termination import broken

EVENTS = {"run", "start", "test", "stopped", "trip", "end"}

FAULTS = 3  # told, of what was measured
# Of the reference's CPU time, less a start's: right answers take about as much as it does.
LEAST, SLACK = 0.2, 0.3


def ungraded(student: str, day: Day, status: Status, reason: str = "") -> DayGrade:
    """The grade of a day that is not run."""
    tasks = [TaskGrade(task.number, task.title, task.points, 0) for task in day.tasks]
    return DayGrade(student, day.number, status, tasks, reason=printable(reason))


def judge(
    student: str, ran: RunOutcome, expected: Expected, flags: Sequence[Flag] = ()
) -> DayGrade:
    """The grade of a run. flags: what the answer's source has shown already."""
    record = ran.record
    tampered = anomalies(ran, expected)
    trips = [flag_of(event) for event in record.of("trip")]
    odd = [*tampered, *oddities(ran, expected)]
    found = [*flags, *trips, *(Flag(ran.day.name, 0, text) for text in odd)]
    complete = record.ended and not tampered and not missing(ran, expected)
    stopped = next(iter(record.of("stopped")), None)
    tests = tests_of(ran, expected, "" if complete else UNREACHED)
    status, reason = status_of(ran, tests, complete, stopped)
    # What is our own fault gives no points yet: it is tried again.
    credit = complete and stopped is None and status != Status.GRADER_ERROR
    tasks = expected.task_grades(tests, credit)
    withheld = 0
    if found and (complete or status != Status.GRADER_ERROR):
        withheld = sum(task.earned for task in tasks)
        tasks = [replace(task, earned=0) for task in tasks]
        ended = f"{RAN}{reason}" if reason else ""
        status, reason = Status.REVIEW, f"{found[0]}{more(len(found) - 1)}{ended}"
    return DayGrade(
        student,
        ran.day.number,
        status,
        tasks,
        reason=printable(reason),
        flags=found,
        withheld=withheld,
        seconds=round(ran.seconds, 3),
        cpu=round(ran.cpu, 3),
        versions=expected.versions,
    )


def anomalies(ran: RunOutcome, expected: Expected) -> list[str]:
    """What only a record that somebody meddled with has."""
    record, found = ran.record, list(ran.record.faults)
    wanted = {test["id"]: test["task"] for test in expected.tests}
    kinds = [event["event"] for event in record.events]
    tests = record.of("test")
    announced = [test_ids(event) for event in record.of("run")]
    if any(ids != list(wanted.items()) for ids in announced) or len(announced) > 1:
        found.append("the record announces other tests than the day has")
    if tests and not announced:
        found.append("the record has results of tests that it does not announce")
    if any(
        wanted.get(str(e.get("id"))) != e.get("task") or str(e.get("id")) not in wanted
        for e in tests
    ):
        found.append("the record has results of tests that the day does not have")
    if any(count > 1 for count in Counter(str(event.get("id")) for event in tests).values()):
        found.append("the record has more than one result of a test")
    if set(kinds) - EVENTS or any(event.get("outcome") not in OUTCOMES for event in tests):
        found.append("the record has events that no run of the tests writes")
    if "end" in kinds and kinds.index("end") != len(kinds) - 1:
        found.append("the record goes on after its end")
    if record.ended and not record.sealed:
        found.append("the record does not carry the seal of the process that ran the tests")
    return found


def oddities(ran: RunOutcome, expected: Expected) -> list[str]:
    """What no run of the tests measures. It is looked at; the record counts as whole."""
    tests = ran.record.of("test")
    found = [f"{name}: {fault}" for name, fault in measured(tests, expected)][:FAULTS]
    used = ran.cpu
    wanted = expected.cpu if ran.reference_cpu is None else ran.reference_cpu
    passed = [event for event in tests if event.get("outcome") == "passed"]
    if len(passed) == len(expected.tests) and used < LEAST * wanted - SLACK:
        found.append(f"all tests passed in {used:.2f} s of CPU time; the reference took more")
    return found


def measured(tests: Sequence[Event], expected: Expected) -> Iterator[tuple[str, str]]:
    """The passed tests whose figures are not those of a passed test."""
    for event in tests:
        name = str(event.get("id"))
        if event.get("outcome") != "passed" or name in expected.not_run:
            continue
        if name in expected.figures and bounds(event) != expected.figures[name]:
            yield name, "what it has measured is not what the test holds against a bound"
        for figure in figures(event.get("figures")):
            if figure["allowed"] is not None and figure["measured"] > figure["allowed"]:
                yield name, f"passed with {figure['name']} beyond the bound"


def test_ids(event: Event) -> list[tuple[str, int]] | None:
    try:
        return [(str(test["id"]), int(test["task"])) for test in event["tests"]]
    except (KeyError, TypeError, ValueError):
        return None


def status_of(
    ran: RunOutcome, tests: dict[str, TestGrade], complete: bool, stopped: Event | None
) -> tuple[Status, str]:
    """How the day ended, and why."""
    if stopped is not None:
        text = printable(stopped.get("text"), 2000)
        loads = stopped.get("reason") != "does-not-load"
        return (Status.GRADER_ERROR if loads else Status.FAILED), text
    if not complete:
        return broken(ran)
    for cause, status, words in CAUSES:
        for test in tests.values():
            if (test.verdict or {}).get("cause") == cause:
                return status, f"{test.id}: {words}{place(test)}"
    outcomes = {test.outcome for test in tests.values()}
    if faults := sorted(test.id for test in tests.values() if test.outcome in OUR_FAULTS):
        text = (tests[faults[0]].verdict or {}).get("note", "")
        return Status.GRADER_ERROR, f"{faults[0]} could not be judged: {text}"[:2000]
    return (Status.FAILED if "failed" in outcomes else Status.PASSED), ""


CAUSES = [
    ("memory", Status.OUT_OF_MEMORY, "it took more memory than it may"),
    ("time", Status.TIMEOUT, "it was still running when its time was up"),
]


def flag_of(event: Event) -> Flag:
    """A trip as the tests' process tells it."""
    return Flag(
        printable(event.get("file"), 100),
        int(number(event.get("line"))),
        printable(event.get("reason"), 400),
    )


def place(test: TestGrade) -> str:
    got = str((test.verdict or {}).get("got", ""))
    where = str((test.verdict or {}).get("where", "")) or got.partition("still running in ")[2]
    return f" ({where})" if where else ""


def more(count: int) -> str:
    return f" (and {count} more)" if count else ""
