"""From a record to a grade: credit only for the exact set of tests, each once, and the end."""

import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from katas.harness.days import Day, Task
from katas.harness.run.record import Event
from solutions.grading import limits
from solutions.grading.kept.journal import InUse, Journal
from solutions.grading.kept.reviews import Reviews
from solutions.grading.reports.sheet import DaySheet
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.received_record import Record
from solutions.grading.submissions.identity import UNKNOWN
from solutions.grading.submissions.whom import Whom
from solutions.grading.verdict import reference
from solutions.grading.verdict.expected import Expected
from solutions.grading.verdict.judge import judge, ungraded
from solutions.grading.verdict.model import RAN, DayGrade, Flag, Status, StudentGrade

TASKS = tuple(Task(number, f"Task {number}", 50, "", ()) for number in (1, 2))
DAY = Day(9, "day09_tiny", "Tiny", "", ("answer.py",), TASKS, 5.0, "")
TESTS = [{"id": f"test_{n}", "task": 1 + n // 2, "rule": "It works."} for n in range(3)]
EXPECTED = Expected(DAY, TESTS)
ENDING = {"code": 0, "stopped": False, "cpu": 1.0, "memory": 2**20, "said": "", "place": ""}


def whole() -> list[Event]:
    """The events of a run in which all is right."""
    events: list[Event] = [{"event": "run", "tests": TESTS}]
    for test in TESTS:
        events.append({"event": "start", "id": test["id"]})
        events.append(
            {"event": "test", "outcome": "passed", "seconds": 0.1, "verdict": None, **test}
        )
    return [*events, {"event": "end", "status": 0, "seconds": 1.0}]


def graded(events: list[Event], expected: Expected = EXPECTED, **ending: Any) -> DayGrade:
    record = Record()
    record.feed(b"".join(json.dumps(event).encode() + b"\n" for event in events))
    return judge("amara", RunOutcome(DAY, record, {**ENDING, **ending}), expected)


def test_whole_record_earns_all() -> None:
    """Every expected test once, all passed, and the end: all points."""
    grade = graded(whole())
    assert (grade.status, grade.points, grade.out_of) == (Status.PASSED, 100, 100)


def test_task_counts_when_all_its_tests_pass() -> None:
    """One failed test costs its task, and no other."""
    events = whole()
    events[2]["outcome"] = "failed"
    assert (graded(events).status, graded(events).points) == (Status.FAILED, 50)


def drop_end(events: list[Event]) -> None:
    events.pop()


def drop_last_test(events: list[Event]) -> None:
    del events[-3:-1]


@pytest.mark.parametrize("cut", [drop_end, drop_last_test])
def test_what_is_not_whole_earns_nothing(cut: Callable[[list[Event]], None]) -> None:
    """A record without its end, or without one test, is no full marks, whatever the exit status."""
    events = whole()
    cut(events)
    grade = graded(events)
    assert (grade.status, grade.points) == (Status.CRASHED, 0)


def test_result_given_twice() -> None:
    """Two results of a test wait for a review, with the reason."""
    events = whole()
    events.insert(2, {**events[2], "outcome": "passed"})
    grade = graded(events)
    assert (grade.status, grade.points) == (Status.REVIEW, 0)
    assert "more than one result" in grade.reason


TAMPERED: dict[str, Callable[[list[Event]], None]] = {
    "goes on after its end": lambda events: events.append({"event": "start", "id": "x"}),
    "tests that the day does not have": lambda events: events[2].update(id="test_mine"),
    "announces other tests": lambda events: events[0].update(tests=TESTS[:1]),
    "does not announce": lambda events: events.__delitem__(0),
    "events that no run": lambda events: events[2].update(outcome="excellent"),
    "is no event": lambda events: events.insert(1, [1, 2]),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("reason", TAMPERED)
def test_tampered_record_waits_for_a_review(reason: str) -> None:
    """What no honest run writes is flagged and withholds the credit."""
    events = whole()
    TAMPERED[reason](events)
    grade = graded(events)
    assert grade.status == Status.REVIEW
    assert reason in " ".join(str(flag) for flag in grade.flags)
    assert grade.points == 0


def test_trip_withholds_the_credit() -> None:
    """A tripwire's event becomes a flag with file and line."""
    events = [*whole()[:-1], {"event": "trip", "file": "answer.py", "line": 4, "reason": "patches"}]
    grade = graded([*events, whole()[-1]])
    assert grade.flags == [Flag("answer.py", 4, "patches")]
    assert (grade.status, grade.points, grade.withheld) == (Status.REVIEW, 0, 100)


KEY = "ab" * 32


def sealed(events: list[Event], seal: bool = True) -> Record:
    """The record of these events with a seal at its end, or with none."""
    *lines, end = [json.dumps(event).encode() + b"\n" for event in events]
    digest = hmac.new(bytes.fromhex(KEY), b"".join(lines), "sha256").hexdigest()
    record = Record(KEY)
    record.feed(b"".join(lines))
    record.feed(json.dumps({**json.loads(end), **({"seal": digest} if seal else {})}).encode())
    record.feed(b"\n")
    return record


def test_record_without_its_seal_waits_for_a_review() -> None:
    """A whole record counts with the seal of the process that ran the tests, and only with it."""
    good = judge("amara", RunOutcome(DAY, sealed(whole()), ENDING), EXPECTED)
    bad = judge("amara", RunOutcome(DAY, sealed(whole(), seal=False), ENDING), EXPECTED)
    assert (good.status, good.points) == (Status.PASSED, 100)
    assert (bad.status, bad.points) == (Status.REVIEW, 0)
    assert "seal" in bad.reason


def test_line_slipped_in_breaks_the_seal() -> None:
    """The seal is that of all lines before it."""
    record = Record(KEY)
    record.feed(b'{"event": "start", "id": "test_0"}\n')
    digest = hmac.new(bytes.fromhex(KEY), b"", "sha256").hexdigest()
    record.feed(json.dumps({"event": "end", "seal": digest}).encode() + b"\n")
    assert record.ended and not record.sealed


ENDINGS = [
    ({"code": -11}, Status.CRASHED, "SIGSEGV"),
    ({"code": 0}, Status.CRASHED, "status 0"),
    ({"code": -9, "cpu": 10_000.0}, Status.TIMEOUT, "CPU"),
    ({"code": -9, "memory": 3 * 2**30}, Status.OUT_OF_MEMORY, "memory"),
    ({"code": 3, "said": "MemoryError"}, Status.OUT_OF_MEMORY, "memory"),
]


@pytest.mark.parametrize(("ending", "status", "reason"), ENDINGS)
def test_endings_are_told_apart(ending: dict[str, Any], status: Status, reason: str) -> None:
    """A crash, a loop and too much memory are different things."""
    grade = graded(whole()[:2], **ending)
    assert grade.status == status
    assert reason in grade.reason
    assert "test_0" in grade.reason


@pytest.mark.parametrize(("cause", "status"), [("time", "timeout"), ("memory", "out-of-memory")])
def test_cause_of_one_test(cause: str, status: str) -> None:
    """A test that ran out of time or memory names the day's status; the other tasks count."""
    events = whole()
    events[2].update(outcome="failed", verdict={"got": "still running", "cause": cause})
    assert (graded(events).status, graded(events).points) == (status, 50)


def test_own_faults_are_no_loss() -> None:
    """An unfit environment or a fault of the tests is ours, and says so."""
    events = whole()
    events[2].update(outcome="error", verdict={"note": "This is a fault of the kata"})
    assert graded(events).status == Status.GRADER_ERROR


def test_not_run_is_decided_by_the_reference() -> None:
    """What the reference could not run costs nobody; what only the answer skips fails."""
    events = whole()
    events[-2]["outcome"] = "not_run"
    assert graded(events).points == 50
    gap = Expected(DAY, TESTS, frozenset({"test_2"}))
    assert (graded(events, gap).points, graded(events, gap).out_of) == (50, 50)
    assert graded(events, gap).status == Status.PASSED


def test_starter_shows_what_cannot_be_run() -> None:
    """Where there is no reference: red tests are as they should be, and gaps are told."""
    events = whole()
    events[0]["versions"] = {}
    events[2].update(outcome="failed", verdict={"got": "nothing yet"})
    events[-2]["outcome"] = "not_run"
    record = Record()
    record.feed(b"".join(json.dumps(event).encode() + b"\n" for event in events))
    ran = RunOutcome(DAY, record, ENDING)
    shown = reference.expected(ran, starter=True)
    assert (shown.tests, shown.not_run) == (TESTS, {"test_2"})
    with pytest.raises(reference.Unsound, match="nothing yet"):
        reference.expected(ran)


def test_record_is_bounded() -> None:
    """A flood is cut off, and a line that is too long is left out."""
    record = Record()
    assert record.feed(b"x" * (limits.LINE + 1))
    assert record.feed(b'\n{"event": "end"}\n')
    assert record.ended and record.faults
    flood = Record()
    assert not all(flood.feed(b"x" * limits.LINE) for _ in range(1 + limits.RECORD // limits.LINE))


def test_hostile_values_become_plain() -> None:
    """Control characters, deep data and endless numbers never reach a report."""
    events = whole()
    events[2]["verdict"] = {"got": "\x1b[31m\x00", "expected": {"a": [1]}, "evil": 1}
    events[2]["figures"] = [{"name": 5, "measured": float("inf"), "unit": None}, "x"]
    events[2]["seconds"] = 10**400
    test = graded(events).tasks[0].tests[0]
    assert test.verdict is not None and "\x1b" not in test.verdict["got"]
    assert "evil" not in test.verdict
    assert (test.figures[0]["measured"], test.seconds) == (0.0, 0.0)


# The journal ------------------------------------------------------------------------------------


def test_torn_journal_goes_on(tmp_path: Path) -> None:
    """Cut off at any byte, the journal keeps every whole line and takes further ones."""
    keys = [f"{number:064x}" for number in range(3)]
    grades = [ungraded(f"student {number}", DAY, Status.ABSENT) for number in range(3)]
    with Journal(tmp_path) as journal:
        journal.add(zip(keys, grades, strict=True))
    data = (tmp_path / "journal.jsonl").read_bytes()
    for length in range(len(data)):
        (tmp_path / "journal.jsonl").write_bytes(data[:length])
        with Journal(tmp_path) as journal:
            known = [journal.has(g.student, 9, k) for k, g in zip(keys, grades, strict=True)]
            assert known == [data[:length].count(b"\n") > n for n in range(3)] or (
                data[length : length + 1] == b"\n"
            )
            missing = [(k, g) for k, g, has in zip(keys, grades, known, strict=True) if not has]
            journal.add(missing)
        with Journal(tmp_path) as journal:
            names = [grade.student for grade in grades]
            found = [day for student in journal.students(names, [9]) for day in student.days]
            assert found == grades


def test_one_grader_at_a_time(tmp_path: Path) -> None:
    """A second grader on the same folder is refused."""
    with Journal(tmp_path), pytest.raises(InUse, match="Another grader"):
        Journal(tmp_path)


# What the instructor adds -----------------------------------------------------------------------


def reviewed(out: Path, grade: DayGrade) -> DayGrade:
    with Journal(out) as journal:
        journal.add([("ab" * 32, grade)])
        reviews = Reviews(out, journal, Whom([(grade.student, UNKNOWN)]))
        (student,) = reviews.applied([StudentGrade(grade.student, [grade])])
        reviews.write()
    return student.days[0]


@pytest.mark.parametrize(("decision", "points"), [("credit", 100), ("none", 0)])
def test_review_is_decided_in_a_file(tmp_path: Path, decision: str, points: int) -> None:
    """A flagged answer is listed; what is written beside it holds from the next run on."""
    flagged = judge("=amara", graded_run(), EXPECTED, [Flag("answer.py", 4, "patches")])
    assert reviewed(tmp_path, flagged).status == Status.REVIEW
    file = tmp_path / "reviews.csv"
    file.write_text(file.read_text().replace(",,100,", f",{decision},100,"))
    grade = reviewed(tmp_path, flagged)
    assert grade.status == (Status.PASSED if points else Status.FAILED)
    assert grade.points == points
    assert f",{decision}," in file.read_text()


def test_a_decision_keeps_how_the_run_ended(tmp_path: Path) -> None:
    """The student reads that, and not what was decided."""
    flagged = judge("amara", graded_run(), EXPECTED, [Flag("answer.py", 4, "patches")])
    flagged = replace(flagged, reason=f"answer.py:4 patches{RAN}it does not load: line 3")
    reviewed(tmp_path, flagged)
    file = tmp_path / "reviews.csv"
    file.write_text(file.read_text().replace(",,100,", ",none,100,"))
    sheet = DaySheet(DAY, reviewed(tmp_path, flagged))
    assert sheet.reason == "it does not load: line 3" and not sheet.judged


def graded_run() -> RunOutcome:
    record = Record()
    record.feed(b"".join(json.dumps(event).encode() + b"\n" for event in whole()))
    return RunOutcome(DAY, record, ENDING)
