"""Tripwires: who meddles with the examination waits for a review, who is right trips nothing."""

import json
from collections import deque

import pytest

from katas.harness import days
from katas.harness.days import Day
from solutions.checks.support.tampering_answers import MEDDLING, answer
from solutions.checks.support.tiny_cohort import Graded
from solutions.checks.support.tiny_project import RIGHT
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.pool import SandboxPool
from solutions.grading.sandbox.selftest import NoSandbox, found
from solutions.grading.sandbox.staging import Workplace
from solutions.grading.sandbox.work import Job, Work
from solutions.grading.verdict import reference
from solutions.grading.verdict.model import DayGrade, Status

# All in one sandbox that is warm: each run is a fork of its own. The first answer is the reference.
PROGRAM = """
import json, pathlib, sys
from collections import deque
from katas.harness import days
from solutions.grading.verdict import reference
from solutions.grading.sandbox.pool import SandboxPool
from solutions.grading.sandbox.work import Job, Work
from solutions.grading.verdict.judge import judge
from solutions.grading.sandbox.bubblewrap import Sandbox
from solutions.grading.sandbox.staging import Workplace

[day] = days.present()
answers = json.loads(pathlib.Path(sys.argv[1]).read_text())
shown, grades = [], []

def finish(task, ran):
    if shown:
        grades.append(judge("amara", ran, shown[0]).as_json())
    else:
        shown.append(reference.expected(ran))
    return False

tasks = deque(Job(day, {"answer.py": text.encode()}, 1) for text in answers)
with Workplace() as workplace:
    with SandboxPool(Sandbox("", kata=workplace.kata, etc=workplace.etc), workplace, 1) as cohort:
        cohort.run(iter([Work("amara", tasks, finish)]), lambda work: None)
print(json.dumps(grades))
"""

CAUGHT = "    try: raise KeyError(x)\n    except KeyError as error: {}\n    return 2"
HONEST = {"honest": RIGHT} | {
    what: RIGHT.replace("    return 2", CAUGHT.format(f"import logging, traceback; {what}"))
    for what in (
        "logging.exception('no')",
        "logging.error('no', exc_info=True)",
        "traceback.print_exc()",
        "''.join(traceback.format_exception(error))",
    )
}


@pytest.fixture(scope="module")
def meddlers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, DayGrade]:
    """The grades of all who meddle, and of one who does not."""
    project = Graded(tmp_path_factory.mktemp("meddlers"))
    answers = [RIGHT, *HONEST.values()]
    answers += [answer(code) for code, _ in MEDDLING.values()]
    file = project.root / "answers.json"
    file.write_text(json.dumps(answers))
    (project.root / "grades_of.py").write_text(PROGRAM)
    process = project.start("grades_of", str(file))
    output, _ = process.communicate(timeout=600)
    assert process.returncode == 0, output
    grades = [DayGrade.from_json(each) for each in json.loads(output.splitlines()[-1])]
    return dict(zip([*HONEST, *MEDDLING], grades, strict=True))


@pytest.mark.parametrize("student", HONEST)
def test_honest_answer_trips_nothing(student: str, meddlers: dict[str, DayGrade]) -> None:
    """No flag, all points."""
    grade = meddlers[student]
    assert (grade.status, grade.points, grade.flags) == (Status.PASSED, 100, [])


@pytest.mark.parametrize("student", MEDDLING)
def test_meddling_waits_for_a_review(student: str, meddlers: dict[str, DayGrade]) -> None:
    """The credit is withheld, and a flag says why."""
    grade = meddlers[student]
    reasons = "\n".join(str(flag) for flag in grade.flags)
    assert (grade.status, grade.points) == (Status.REVIEW, 0), grade.reason
    assert MEDDLING[student][1] in reasons


def test_right_answers_trip_nothing() -> None:
    """One right answer of each day in an unusual shape, in the sandbox."""
    sound: list[int] = []

    def finish(task: Job, ran: RunOutcome) -> bool:
        reference.expected(ran)  # raises Unsound for a failure or a trip
        sound.append(task.day.number)
        return False

    tasks = [Job(day, wheat(day), reference.SEED) for day in days.present()]
    with Workplace() as workplace:
        try:
            box = found(workplace, [], unsafe=False)
        except NoSandbox as error:
            pytest.skip(str(error))
        with SandboxPool(box, workplace, 2) as sandboxes:
            works = [Work("wheats", deque(tasks[start::2]), finish) for start in range(2)]
            sandboxes.run(iter(works), lambda work: None)
    assert sorted(sound) == [day.number for day in days.present()]


def wheat(day: Day) -> dict[str, bytes]:
    """The answer files of the day's first wheat; what it lacks is the reference's."""
    folders = (reference.SOLUTIONS / day.name / "wheats").iterdir()
    folder = min(each for each in folders if each.is_dir())
    own = {file.name: file.read_bytes() for file in folder.iterdir() if file.name in day.answers}
    assert own
    return reference.files_of(day) | own
