"""Feedback that goes back: Moodle and Canvas know whose it is by the names they gave."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from katas.harness import days
from solutions.checks.support import report_schemas
from solutions.checks.support.made_up_grades import day_grade, one, red_test
from solutions.grading.reports import write_all
from solutions.grading.reports.feedback_zips import FeedbackZips
from solutions.grading.submissions.inbox import HandIn, read
from solutions.grading.submissions.people import Submission, joined
from solutions.grading.submissions.places import Place
from solutions.grading.verdict.model import Status, StudentGrade

ANSWER = "# mine\n"


def put(inbox: Path, *names: str) -> None:
    for name in names:
        file = inbox / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(ANSWER)


def sent(
    tmp_path: Path, waits: tuple[str, ...] = (), only: list[str] | None = None
) -> tuple[dict[str, dict[str, bytes]], list[str]]:
    """The files of each zip that comes of the inbox, and what is said of it."""
    inbox, out = tmp_path / "inbox", tmp_path / "out"
    people = joined(read(inbox, days.present()).hand_ins)
    cohort = {each.student: each for each in people.students}

    def graded(name: str) -> StudentGrade:
        if name in waits:
            return one(name, day_grade(name, 6, Status.REVIEW))
        return one(name, day_grade(name, 6, Status.FAILED, lambda task: [red_test()]))

    days_set = [day for day in days.present() if day.number in (6, 7)]
    with FeedbackZips(out, inbox, cohort, only) as zips:
        write_all(out, map(graded, cohort), days_set, sandbox="a sandbox", zips=zips)
    found = {}
    for file in out.glob("*.zip"):
        with zipfile.ZipFile(file) as archive:
            assert archive.testzip() is None
            found[file.name] = {name: archive.read(name) for name in archive.namelist()}
    return found, zips.notes


MOODLE = {
    "a folder for each": "Amara Diallo_4711_assignsubmission_file/exports.py",
    "before Moodle 4.1": "Amara Diallo_4711_assignsubmission_file_/exports.py",
    "no folders": "Amara Diallo_4711_assignsubmission_file_exports.py",
}


@pytest.mark.parametrize("shape", MOODLE)
def test_moodle_knows_whose_each_file_is(tmp_path: Path, shape: str) -> None:
    """By the folder's name, or that of the file, as it came."""
    put(tmp_path / "inbox", MOODLE[shape], "Bo Ek_4712_assignsubmission_file_/my/exports.py")
    found, _ = sent(tmp_path)
    files = found.pop("moodle-feedback.zip")
    assert not found
    whose = [report_schemas.moodle_feedback(name, {"4711", "4712"}) for name in files]
    assert sorted(whose) == ["4711", "4712"]
    assert all(b"<title>Feedback" in page for page in files.values())


def test_canvas_gives_each_student_their_own_file_with_feedback(tmp_path: Path) -> None:
    """It shows what comes back under the name that was handed in, so it is that file."""
    names = "diallo_LATE_11_501_exports-1.py", "ek_12_502_answers.zip", "li_13_503_queries.py"
    beside = "diallo_11_504_notes.txt", "rao_14_505_exports.pdf"
    # Texts that were typed in: alone, and beside a file that carries it.
    put(tmp_path / "inbox", *names, *beside, "zorn_15_text.html", "ek_12_text.html")
    found, notes = sent(tmp_path)
    files = found.pop("canvas-feedback.zip")
    assert not found and sorted(files) == sorted(names)
    users = {"501": "11", "502": "12", "503": "13"}
    assert {report_schemas.canvas_feedback(name, users) for name in files} == {"11", "12", "13"}
    text = files[names[0]].decode()
    assert text.startswith("# Day 6, Streaming exports: 0 of 100 points\n")
    assert text.endswith(ANSWER) and "# expected  at most 30 bytes" in text and "Day 7" not in text
    compile(text, "exports.py", "exec")
    with zipfile.ZipFile(io.BytesIO(files[names[1]])) as inner:
        assert inner.namelist() == ["feedback.html"]
    assert any("no file of theirs can carry it: rao_14, zorn_15." in note for note in notes)


def test_who_waits_for_the_instructor_is_left_out(tmp_path: Path) -> None:
    """And told; release= leaves out everybody else; without anybody there is no zip any more."""
    put(tmp_path / "inbox", "diallo_11_501_exports.py", "ek_12_502_exports.py", "li/exports.py")
    found, notes = sent(tmp_path, waits=("ek_12",))
    assert list(found["canvas-feedback.zip"]) == ["diallo_11_501_exports.py"]
    assert "Not in the feedback zips, for they wait: ek_12." in notes
    found, notes = sent(tmp_path, only=["ek_12", "li", "rao"])
    assert list(found["canvas-feedback.zip"]) == ["ek_12_502_exports.py"]
    assert "In release=, but with no hand-in here that takes feedback back: li, rao." in notes
    assert sent(tmp_path, only=[])[0] == {}


def zip_of(tmp_path: Path, waits: tuple[str, ...], *names: str) -> dict[str, list[str]]:
    """What all zips have once an inbox of these names is graded."""
    shutil.rmtree(tmp_path / "inbox", ignore_errors=True)
    put(tmp_path / "inbox", *names)
    found, _ = sent(tmp_path, waits)
    return {name: sorted(files) for name, files in found.items()}


def test_a_stragglers_zip_takes_nothing_from_others(tmp_path: Path) -> None:
    """It lies beside the class's, which loses what is graded anew, and nothing else."""
    base, second = "canvas-feedback.zip", "canvas-feedback (2).zip"
    ek, li, rao = "ek_12_502_exports.py", "li_13_503_exports.py", "rao_14_505_exports.py"
    anew = "ek_LATE_12_507_exports-1.py"
    assert zip_of(tmp_path, (), ek, li) == {base: [ek, li]}
    for _ in range(2):
        assert zip_of(tmp_path, (), rao) == {base: [ek, li], second: [rao]}
    assert zip_of(tmp_path, (), anew) == {
        base: [li],
        second: [rao],
        "canvas-feedback (3).zip": [anew],
    }
    assert zip_of(tmp_path, ("li_13",), li, rao) == {
        base: [rao],
        "canvas-feedback (3).zip": [anew],
    }
    assert zip_of(tmp_path, (), anew, li, rao) == {base: [anew, li, rao]}
    # Another assignment's, of the same people.
    (tmp_path / "out" / base).rename(tmp_path / "out" / "canvas-feedback-Day-7.zip")
    there = {"canvas-feedback-Day-7.zip": [anew, li, rao]}
    assert zip_of(tmp_path, (), ek) == {**there, base: [ek]}
    assert zip_of(tmp_path, (), li) == {
        "canvas-feedback-Day-7.zip": [anew, rao],
        base: [ek],
        second: [li],
    }


def test_each_assignment_has_a_zip_of_its_own(tmp_path: Path) -> None:
    """A folder of the inbox, as Moodle's numbers differ from assignment to assignment."""
    out, name = tmp_path / "out", "Amara Diallo_{}_assignsubmission_file"
    there = [Place(f"{tmp_path}/Day {day}", name.format(day)) for day in (6, 7)]
    amara = Submission("amara", [HandIn("Amara Diallo", place) for place in there])
    with FeedbackZips(out, tmp_path, {"amara": amara}) as zips:
        chosen = [day for day in days.present() if day.number in (6, 7)]
        write_all(out, [one("amara")], chosen, sandbox="a sandbox", zips=zips)
    assert sorted(file.name for file in out.glob("*.zip")) == [
        "moodle-feedback-Day-6.zip",
        "moodle-feedback-Day-7.zip",
    ]


def test_an_inbox_of_folders_makes_no_zip(tmp_path: Path) -> None:
    """What came from no LMS goes back to none."""
    put(tmp_path / "inbox", "amara/exports.py")
    assert sent(tmp_path) == ({}, [])


def test_the_same_feedback_makes_the_same_bytes(tmp_path: Path) -> None:
    """A zip tells no moment."""
    put(tmp_path / "inbox", "diallo_11_501_exports.py", *list(MOODLE.values())[1:2])
    made = []
    for _ in range(2):
        sent(tmp_path)
        made.append([file.read_bytes() for file in sorted((tmp_path / "out").glob("*.zip"))])
    assert len(made[0]) == 2 and made[0] == made[1]
