"""Whatever a sandbox says, and whoever handed it in: a grade, a journal and reports come of it."""

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from katas.harness.days import Day, Hint, Task
from katas.harness.run.record import Event
from solutions.grading.kept.journal import Journal
from solutions.grading.kept.reviews import Reviews
from solutions.grading.reports import write_all
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.received_record import Record
from solutions.grading.submissions.identity import UNKNOWN
from solutions.grading.submissions.whom import Whom
from solutions.grading.verdict.examined import to_ask, with_second_key
from solutions.grading.verdict.expected import Expected
from solutions.grading.verdict.judge import judge
from solutions.grading.verdict.model import Status, StudentGrade

TASKS = tuple(Task(n, f"Task {n}", 50, "a rule", (Hint("a"), Hint("b"), Hint("c"))) for n in (1, 2))
DAY = Day(9, "day09_tiny", "Tiny", "", ("answer.py",), TASKS, 5.0, "")
TESTS = [{"id": f"test_{n}", "task": 1 + n // 2, "rule": "It works."} for n in range(3)]
EXPECTED = Expected(DAY, TESTS, examined=frozenset({1, 2}))
TIMES = settings(
    max_examples=100,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
TEXTS = some.text(some.characters(categories=None), max_size=40) | some.sampled_from(
    ["\ud800", "\x00", "=1+1", "</script>", "\u202e", "\ufffe", "\r\n", "]]>", "a" * 5_000]
)
NUMBERS = (
    some.integers()
    | some.floats()
    | some.sampled_from([10**400, -(10**400), float("nan"), float("inf"), -0.0, 2**63])
)
PLAIN = some.none() | some.booleans() | NUMBERS | TEXTS
ANYTHING = some.recursive(
    PLAIN, lambda parts: some.lists(parts, max_size=4) | some.dictionaries(TEXTS, parts, max_size=4)
)
VERDICTS = some.fixed_dictionaries(
    {},
    optional={
        part: ANYTHING for part in ("asked", "expected", "got", "note", "where", "cause", "figures")
    },
)
FIGURES = some.lists(
    some.fixed_dictionaries(
        {"name": ANYTHING, "measured": ANYTHING},
        optional={"unit": ANYTHING, "allowed": ANYTHING, "bar": ANYTHING},
    ),
    max_size=3,
)


def results(outcome: some.SearchStrategy[Any]) -> some.SearchStrategy[Event]:
    return some.fixed_dictionaries(
        {"event": some.just("test"), "outcome": outcome},
        optional={
            "verdict": VERDICTS | ANYTHING,
            "figures": FIGURES | ANYTHING,
            "output": ANYTHING,
            "seconds": ANYTHING,
        },
    )


OTHERS = some.fixed_dictionaries(
    {"event": some.sampled_from(["trip", "stopped", "asked", "fault", "end", "run"]) | TEXTS},
    optional={
        name: ANYTHING
        for name in ("file", "line", "reason", "text", "task", "result", "asked", "got", "tests")
    },
)


def graded(lines: bytes, name: str) -> None:
    """Judge the record, keep it, write all reports; any exception is a failure of the test."""
    record = Record()
    record.feed(lines)
    ran = RunOutcome(DAY, record, {"code": 0, "cpu": 1.0, "memory": 0, "said": "", "place": ""})
    grade = judge(name, ran, EXPECTED)
    if asked := to_ask(grade, EXPECTED.examined):
        grade = with_second_key(grade, ran, asked)
    assert grade.status in Status
    with tempfile.TemporaryDirectory() as folder, Journal(out := Path(folder)) as journal:
        journal.add([("00ff", grade)])
        reviews = Reviews(out, journal, Whom([(name, UNKNOWN)]))
        students = list(journal.students([name], [9]))
        assert students == [StudentGrade(name, [grade])]
        write_all(out, reviews.applied(students), [DAY], sandbox="none")
        reviews.write()
        for file in out.rglob("*"):
            if file.is_file():
                file.read_text(encoding="utf-8")


@TIMES
@given(
    some.lists(results(some.sampled_from(["passed", "failed", "error"])), min_size=3, max_size=3),
    TEXTS,
)
def test_whatever_a_test_says(events: list[Event], name: str) -> None:
    """Verdicts, figures, output and names of any kind."""
    told = [{**event, **test} for event, test in zip(events, TESTS, strict=True)]
    whole = [{"event": "run", "tests": TESTS}, *told, {"event": "end"}]
    graded(b"".join(json.dumps(event).encode() + b"\n" for event in whole), name)


@TIMES
@given(some.lists(OTHERS | ANYTHING, max_size=6), some.binary(max_size=60))
def test_whatever_a_record_is(events: list[Any], noise: bytes) -> None:
    """Events of any kind in any order, and bytes that are none."""
    passed = [{"event": "test", "outcome": "passed", **test} for test in TESTS]
    told: list[Any] = [{"event": "run", "tests": TESTS}, *passed, *events, {"event": "end"}]
    graded(b"".join(json.dumps(event).encode() + b"\n" for event in told) + noise + b"\n", "amara")


def test_depth_is_bounded() -> None:
    """A line nested deeper than Python reads is a fault of the record, not of the grading."""
    graded(b"[" * 100_000 + b"]" * 100_000 + b"\n", "amara")
    graded(b'{"event": "end", "x": ' + b"[" * 900 + b"]" * 900 + b"}\n", "amara")
