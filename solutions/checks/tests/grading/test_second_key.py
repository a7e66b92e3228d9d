"""The second key: what is asked from outside decides, and our own faults cost nobody anything."""

import json
from pathlib import Path
from typing import Any

import pytest

from solutions.checks.support.tiny_cohort import Graded
from solutions.checks.support.tiny_project import RIGHT
from solutions.checks.tests.grading.test_verdict import DAY, ENDING, graded, whole
from solutions.grading.kept.secret import exam_seed, secret_of
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.received_record import Record
from solutions.grading.verdict.examined import to_ask, with_second_key
from solutions.grading.verdict.model import DayGrade, Status

BOTH = frozenset({1, 2})


def examined(grade: DayGrade, *events: dict[str, Any], **ran: Any) -> DayGrade:
    record = Record()
    record.feed(b"".join(json.dumps(event).encode() + b"\n" for event in events))
    outcome = RunOutcome(DAY, record, ENDING)
    for name, value in ran.items():
        setattr(outcome, name, value)
    return with_second_key(grade, outcome, to_ask(grade, BOTH))


def asked(task: int, result: str) -> dict[str, Any]:
    found = {"asked": "2 + 2", "expected": "4", "got": "5"} if result != "agreed" else {}
    return {"event": "asked", "task": task, "result": result, **found}


END = {"event": "end"}


def test_both_keys_give_the_points() -> None:
    """All that agreed is earned, and nothing is flagged."""
    grade = examined(graded(whole()), asked(1, "agreed"), asked(2, "agreed"), END)
    assert (grade.status, grade.points, grade.flags) == (Status.PASSED, 100, [])


@pytest.mark.parametrize("result", ["contradicted", "broke-off", "anything else"])
def test_one_key_gives_none(result: str) -> None:
    """The task waits for a review and says what was asked; what agreed keeps its points."""
    grade = examined(graded(whole()), asked(1, "agreed"), asked(2, result), END)
    assert (grade.status, grade.points, grade.withheld) == (Status.REVIEW, 50, 50)
    assert grade.tasks[1].outside is not None and grade.tasks[1].outside["got"] == "5"
    assert "task 2" in grade.reason and "5" in grade.reason


def test_what_is_inside_only_waits_beside_a_contradiction() -> None:
    """A record that lies about one task is not believed about another that nobody can ask about."""
    before = graded(whole())
    record = Record()
    for event in (asked(2, "contradicted"), END):
        record.feed(json.dumps(event).encode() + b"\n")
    grade = with_second_key(before, RunOutcome(DAY, record, ENDING), (2,))
    assert (grade.status, grade.points, grade.withheld) == (Status.REVIEW, 0, 100)


def test_red_tasks_are_not_asked_about() -> None:
    """A wrong answer costs no examination."""
    events = whole()
    events[2].update(outcome="failed", verdict={"got": "nothing"})
    assert to_ask(graded(events), BOTH) == (2,)
    assert to_ask(graded(events), frozenset({1})) == ()


@pytest.mark.parametrize(
    "events", [[{"event": "fault", "task": 1, "text": "KeyError"}, END], [asked(1, "agreed")], []]
)
def test_faults_of_the_examiner_are_ours(events: list[dict[str, Any]]) -> None:
    """An examination that did not end is no verdict: grader-error, tried again."""
    assert examined(graded(whole()), *events).status == Status.GRADER_ERROR


@pytest.mark.parametrize("ran", [{"ending": None, "trouble": "it ended"}, {"silent": True}])
def test_sandbox_that_ends_under_the_examination_is_the_answers(ran: dict[str, Any]) -> None:
    """What had agreed by then is earned, the rest is not."""
    grade = examined(graded(whole()), asked(1, "agreed"), **ran)
    assert (grade.status, grade.points) == (Status.REVIEW, 50)


def test_secret_is_kept(tmp_path: Path) -> None:
    """The same folder asks the same answer the same; another folder asks otherwise."""
    (tmp_path / "other").mkdir()
    assert secret_of(tmp_path) == secret_of(tmp_path) != secret_of(tmp_path / "other")
    assert (tmp_path / ".secret").stat().st_mode & 0o077 == 0
    secret = secret_of(tmp_path)
    assert exam_seed(secret, "ab") != exam_seed(secret, "cd")


# Right as often as the tests ask.
FIRST_CALLS = """
calls = []

def double(x):
    calls.append(x)
    return 2 * x if len(calls) < 10 else 3 * x

def shout(x):
    return x.upper()
"""
ENDS_ITSELF = FIRST_CALLS.replace("3 * x", "__import__('signal').raise_signal(9)")
SILENT = FIRST_CALLS.replace("3 * x", "sum(iter(int, 1))")


@pytest.fixture(scope="module")
def grades(tmp_path_factory: pytest.TempPathFactory, sandboxed: None) -> dict[str, DayGrade]:
    """Four students, graded by the command."""
    project = Graded(tmp_path_factory.mktemp("second-key"))
    answers = {"right": RIGHT, "inside": FIRST_CALLS, "ends": ENDS_ITSELF, "silent": SILENT}
    for student, text in answers.items():
        project.hand_in(student, text)
    project.grade("--jobs", "2")
    lines = (project.out / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    found = [DayGrade.from_json(json.loads(line)["grade"]) for line in lines]
    pages = {each.name: each for each in project.out.iterdir() if each.is_dir()}
    for grade in found:
        page = (pages[grade.student] / "feedback.html").read_text(encoding="utf-8")
        assert ("the grader ask" in page) == bool(grade.examined)
    return {grade.student: grade for grade in found}


def test_right_answer_agrees(grades: dict[str, DayGrade]) -> None:
    """It is asked about both tasks, and keeps its points."""
    grade = grades["right"]
    assert (grade.status, grade.points, grade.examined) == (Status.PASSED, 100, [1, 2])
    assert [task.outside and task.outside["result"] for task in grade.tasks] == ["agreed"] * 2


@pytest.mark.parametrize(("student", "points"), [("inside", 40), ("silent", 40), ("ends", 0)])
def test_right_only_while_it_is_tested(
    student: str, points: int, grades: dict[str, DayGrade]
) -> None:
    """All its tests are green, and the first task waits; all do if the source is flagged."""
    grade = grades[student]
    assert {test.outcome for task in grade.tasks for test in task.tests} == {"passed"}
    assert (grade.status, grade.points, grade.withheld) == (Status.REVIEW, points, 100 - points)
