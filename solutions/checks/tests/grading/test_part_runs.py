"""A run of a part: a straggler's file adds to the term, and takes nothing from anybody."""

import io
import os
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from solutions.checks.support.made_up_grades import day_grade
from solutions.checks.support.tiny_class import HALF, TinyClass
from solutions.checks.support.tiny_project import RIGHT
from solutions.grading.kept.journal import Journal
from solutions.grading.reports.earlier_zips import names_in
from solutions.grading.submissions.moments import Moment
from solutions.grading.verdict.model import Status

FLAGGED = RIGHT + "\nimport gc\ngc.collect()\n"
OLD, NEW = 1_700_000_000, 1_700_090_000  # when a file was saved
POLICY = "percent_per_day = 10\ngrace_days = 1\n[days_late]\n"


@pytest.fixture
def project(tmp_path: Path) -> TinyClass:
    """Two days graded by name, with a decision on Dana's day 9."""
    project = TinyClass(tmp_path)
    project.download(
        "Day 9.zip", {"chenbo_104_501_answer.py": RIGHT, "diallodana_105_502_answer.py": FLAGGED}
    )
    project.download("Day 8.zip", {"chenbo_104_601_second.py": HALF})
    project.grade(*graded_by(project))
    decisions = project.out / "reviews.csv"
    decisions.write_text(decisions.read_text().replace(",,", ",credit,"))
    project.grade(*graded_by(project))
    assert project.points() == {"Chen, Bo": ["40", "100"], "Diallo, Dana": ["", "100"]}
    return project


def graded_by(project: TinyClass, *more: str) -> tuple[str, ...]:
    return ("--unsafe", "--roster", project.roster, *more)


def test_a_straggler_alone(project: TinyClass) -> None:
    """Grades, reports, import files and decisions of all others stay, of that day, too."""
    decided = (project.out / "reviews.csv").read_text()
    page = next(project.out.glob("Diallo-Dana-*/feedback.html"))
    before = page.read_text()
    project.empty()
    project.download("Day 9.zip", {"fuchsfarid_107_503_answer.py": RIGHT})
    said = " ".join(project.grade("9", *graded_by(project)).split())
    assert project.points() == {
        "Chen, Bo": ["40", "100"],
        "Diallo, Dana": ["", "100"],
        "Fuchs, Farid": ["", "100"],
    }
    assert project.canvas() == {"104": ["40", "100"], "105": ["", "100"], "107": ["", "100"]}
    assert (project.out / "reviews.csv").read_text() == decided and page.read_text() == before
    assert "canvas-feedback-Day-9 (2).zip: feedback files to upload: 1." in said
    assert "feedback of earlier runs for others: 2 in canvas-feedback-Day-9.zip." in said
    told = (
        "Kept from earlier runs, with no answer here: Chen, Bo (days 8, 9); Diallo, Dana (day 9)."
    )
    assert told in said and told in (project.out / "cohort.html").read_text()
    assert "Is one of these" not in said
    # Another answer of hers is asked about; what was decided of the first is kept.
    project.download("Day 9.zip", {"diallodana_105_504_answer.py": FLAGGED + "# mine\n"})
    project.grade("9", *graded_by(project))
    rows = (project.out / "reviews.csv").read_text()
    assert project.points()["Diallo, Dana"] == ["", "0"]
    assert decided.splitlines()[1] in rows and len(rows.splitlines()) == 3


def test_nothing_for_a_day_takes_no_grade(project: TinyClass) -> None:
    """Neither a folder that has another day alone, nor the starter; what is newer counts."""
    project.empty()
    starter = f"{RIGHT}\n# yours\n"
    project.download(
        "both.zip",
        {
            "chenbo_104_701_second.py": RIGHT,
            "diallodana_105_702_answer.py": starter,
            "fuchsfarid_107_703_answer.py": HALF,
        },
    )
    said = " ".join(project.grade("8,9", *graded_by(project)).split())
    assert project.points() == {
        "Chen, Bo": ["100", "100"],
        "Diallo, Dana": ["", "100"],
        "Fuchs, Farid": ["", "40"],
    }
    assert "with no answer here: Chen, Bo (day 9); Diallo, Dana (day 9)." in said


OLDER = "Handed in before what counts already, and not taken: Diallo, Dana (day 9)."


@pytest.mark.parametrize("before", [HALF, b"\xff"], ids=["red", "ungradable"])
def test_an_old_download_graded_again(tmp_path: Path, before: str | bytes) -> None:
    """The newest hand-in counts, whatever is graded last; a copy that is saved anew is newer."""
    project = TinyClass(tmp_path)
    old = {"chenbo_104_501_answer.py": RIGHT, "diallodana_105_502_answer.py": before}
    new = {"diallodana_LATE_105_603_answer.py": RIGHT}
    grades = {"Chen, Bo": ["100"], "Diallo, Dana": ["100"]}
    for files in (old, new, old) if before == HALF else (new, old):
        project.empty()
        project.download("Day 9.zip", files)
        said = " ".join(project.grade("9", *graded_by(project)).split())
    assert project.points() == grades and OLDER in said and "Earlier grades" not in said
    assert OLDER in (project.out / "cohort.html").read_text()
    assert project.grades()["Diallo, Dana"].marked_late
    # What does not count has no feedback.
    zips = [names_in(file) for file in project.out.glob("canvas-feedback-Day-9*.zip")]
    assert sorted(zips) == [["chenbo_104_501_answer.py"], list(new)]
    project.empty()
    project.hand_in("Dana Diallo", HALF)
    said = " ".join(project.grade("9", *graded_by(project)).split())
    assert OLDER not in said and "Diallo, Dana, day 9: 100 -> 40" in said
    assert project.points() == {**grades, "Diallo, Dana": ["40"]}


DOWNLOADS = {
    "Canvas": "Day 9/diallodana_105_502_answer.py",
    "Moodle": "Day 9/Dana Diallo_47_assignsubmission_file/answer.py",
}
LAST = NEW + 90_000


def laid(project: TinyClass, name: str, text: str | bytes, saved: float) -> str:
    """What is told when that is all the inbox has."""
    shutil.rmtree(project.inbox)
    file = project.inbox / name
    file.parent.mkdir(parents=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    os.utime(file, (saved, saved))
    return " ".join(project.grade("9", *graded_by(project)).split())


@pytest.mark.parametrize("lms", DOWNLOADS)
def test_downloaded_again_it_is_as_old_as_before(tmp_path: Path, lms: str) -> None:
    """A download's files may have its own time; a .zip that is saved anew counts all the same."""
    project = TinyClass(tmp_path)
    laid(project, DOWNLOADS[lms], HALF, OLD)
    laid(project, DOWNLOADS[lms], HALF, LAST)
    assert project.points() == {"Diallo, Dana": ["40"]}
    laid(project, "Dana Diallo/answer.py", RIGHT, NEW)
    said = laid(project, DOWNLOADS[lms], HALF, LAST)
    assert project.points() == {"Diallo, Dana": ["100"]} and OLDER in said
    assert "if it is a .zip, the .zip" in said
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("answer.py", (2020, 1, 1, 0, 0, 0)), HALF)
    said = laid(project, "Dana Diallo/old.zip", packed.getvalue(), LAST)
    assert project.points() == {"Diallo, Dana": ["40"]} and OLDER not in said


@pytest.mark.parametrize("before", [HALF, b"\xff"], ids=["red", "ungradable"])
def test_feedback_on_what_counts_no_more(tmp_path: Path, before: str | bytes) -> None:
    """A zip that still has it is told, with whose it is; it loses that when it is made anew."""
    project = TinyClass(tmp_path)
    zipped = project.out / "canvas-feedback-Day-9.zip"
    laid(project, DOWNLOADS["Canvas"], before, OLD)
    told = (
        "canvas-feedback-Day-9.zip still has feedback on an answer that counts no more, of Diallo"
    )
    said = laid(project, "Dana Diallo/answer.py", RIGHT, NEW)
    assert told in said and len(names_in(zipped)) == 1
    said = laid(project, DOWNLOADS["Canvas"], before, OLD)
    assert told not in said and not zipped.exists()


@pytest.mark.parametrize("before", [HALF, b"\xff"], ids=["red", "ungradable"])
def test_a_page_of_moodle_on_what_counts_no_more(tmp_path: Path, before: str | bytes) -> None:
    """A zip that still has it is told, with whose it is; made anew, it says what counts."""
    project = TinyClass(tmp_path)
    told = "moodle-feedback-Day-9.zip still has an older page of Diallo, Dana: send them"
    assert told not in laid(project, DOWNLOADS["Moodle"], before, OLD)
    assert told in laid(project, "Dana Diallo/answer.py", RIGHT, NEW)
    assert told not in laid(project, DOWNLOADS["Moodle"], before, OLD)
    assert told not in laid(project, "Dana Diallo/answer.py", RIGHT, NEW)
    assert told in laid(project, "Dana Diallo/answer.py", HALF, LAST)
    # Of somebody else's nothing is said.
    said = laid(project, "Bo Chen/answer.py", RIGHT, LAST)
    assert "feedback-Day-9.zip still has" not in said


def test_a_mended_file_sheds_no_mark_in_silence(tmp_path: Path) -> None:
    """It was marked late, and by mail nothing is: the late policy has to say so."""
    project = TinyClass(tmp_path)
    laid(project, DOWNLOADS["Canvas"].replace("_105", "_LATE_105"), HALF, OLD)
    told = "marked late, and is not charged: Diallo, Dana (day 9)."
    assert told in laid(project, "Dana Diallo/answer.py", RIGHT, NEW)
    late = project.write("late.toml", "percent_per_day = 10\n[days_late]\n105 = { 9 = 1 }\n")
    said = " ".join(project.grade("9", *graded_by(project, "--late", late)).split())
    assert "is not charged" not in said and project.points() == {"Diallo, Dana": ["90"]}


def test_what_cannot_be_examined_takes_no_grade_away(tmp_path: Path) -> None:
    """Whichever was handed in later, and whichever is graded last."""
    project = TinyClass(tmp_path)
    laid(project, DOWNLOADS["Canvas"], b"\xff", NEW)
    laid(project, "Dana Diallo/answer.py", RIGHT, OLD)
    told = "the grade of an earlier hand-in stays: Diallo, Dana (day 9: answer.py is not UTF-8"
    assert told in laid(project, DOWNLOADS["Canvas"], b"\xff", NEW)
    assert told in (project.out / "cohort.html").read_text()
    assert project.points() == {"Diallo, Dana": ["100"]}


def test_an_old_download_of_a_group(tmp_path: Path) -> None:
    """A member's own newer answer is not taken away by what the group had handed in."""
    project = TinyClass(tmp_path)
    for name, text, saved in (
        ("Red-Dana Diallo_1", HALF, OLD),
        ("Red-Emil Eriksen_2", HALF, OLD),
        ("Emil Eriksen_2", RIGHT, NEW),
    ):
        folder = project.root / f"{name}_assignsubmission_file"
        folder.mkdir()
        (folder / "answer.py").write_text(text)
        os.utime(folder / "answer.py", (saved, saved))
    for name in ("Red", "Emil", "Red"):
        shutil.rmtree(project.inbox)
        for folder in project.root.glob(f"{name}*_file"):
            shutil.copytree(folder, project.inbox / "Day 9" / folder.name)
        said = " ".join(project.grade("9", *graded_by(project)).split())
    assert project.points() == {"Diallo, Dana": ["40"], "Eriksen, Emil": ["100"]}
    assert OLDER.replace("Diallo, Dana", "Eriksen, Emil") in said


def test_of_one_person_under_two_names_the_newest_counts(tmp_path: Path) -> None:
    """Whichever was graded last."""
    with Journal(tmp_path) as journal:
        for name, saved in (("bo", NEW), ("Bo Ek", OLD)):
            grade = day_grade(name, moment=Moment("Moodle", (), saved))
            journal.add([("ab", grade)])
        journal.rename({"bo": "Bo Ek"})
        assert journal.grade("Bo Ek", 6).moment.saved == NEW
        assert journal.has_later("Bo Ek", 6, Moment("Moodle", (), OLD))


def test_of_one_person_under_two_names_what_was_judged_counts(tmp_path: Path) -> None:
    """Whichever is newer; and it is known when the other one was handed in."""
    other = Moment("Canvas", (1,), OLD + 9)
    with Journal(tmp_path) as journal:
        journal.add([("ab", day_grade("bo", status=Status.UNGRADABLE, moment=other))])
        journal.add([("cd", day_grade("Bo Ek", moment=Moment("", (), OLD)))])
        journal.rename({"bo": "Bo Ek"})
        assert journal.key("Bo Ek", 6) == "cd" and journal.judged("Bo Ek", 6)
        assert journal.first_seen("Bo Ek", 6, replace(other, saved=NEW)) == other
        assert journal.first_seen("Bo Ek", 5, replace(other, saved=NEW)).saved == NEW


def test_an_output_folder_is_no_inbox(project: TinyClass) -> None:
    """Its feedback zips look like downloads."""
    project.inbox = project.out
    said = project.refused("--roster", project.roster)
    assert f"{project.out} is where grades were written: journal.jsonl is in it." in said


def test_grades_that_change_are_told(project: TinyClass) -> None:
    """On the screen and the page, with the zips that say the old ones; an assignment has one."""
    late = project.write("late.toml", POLICY + "104 = { 8 = 1, 9 = 2 }\n")
    (project.inbox / "Day 9.zip").rename(project.root / "Day 9.zip")
    said = " ".join(project.grade("8", *graded_by(project, "--late", late)).split())
    told = "Earlier grades that changed: Chen, Bo, day 9: 100 -> 80 (late)."
    assert told in said and told.replace(">", "&gt;") in (project.out / "cohort.html").read_text()
    assert "Made before these grades changed: canvas-feedback-Day-9.zip. Grade" in said
    project.empty()
    (project.root / "Day 9.zip").rename(project.inbox / "first try day 9.zip")
    said = " ".join(project.grade("9", *graded_by(project, "--late", late)).split())
    assert "Earlier grades" not in said
    assert "Removed, with older feedback on the same files: canvas-feedback-Day-9.zip." in said
    assert sorted(file.name for file in project.out.glob("*.zip")) == [
        "canvas-feedback-Day-8.zip",
        "canvas-feedback-first-try-day-9.zip",
    ]


def test_who_is_nobody_any_more(project: TinyClass) -> None:
    """One word in whose.csv, for who was graded before and for a hand-in of this inbox."""
    project.empty()
    project.download("Day 9.zip", {"fuchsfarid_107_503_answer.py": RIGHT, "x_1_2_answer.py": HALF})
    said = " ".join(project.grade("9", "--unsafe").split())
    whose = project.out / "whose.csv"
    # A path that is longer than the screen is wide is broken.
    told = f"nobody any more: Chen, Bo; Diallo, Dana? {whose} has a line for each"
    assert told.replace(" ", "") in said.replace(" ", "")
    for name, row in {
        "Diallo, Dana": '"graded in an earlier run: Diallo, Dana","Diallo, Dana",',
        "Chen, Bo": '"graded in an earlier run: Chen, Bo","Chen, Bo",',
    }.items():
        text = whose.read_text()
        assert row in text, text
        whose.write_text(text.replace(row, f"{row}nobody"))
        project.grade("9", "--unsafe")
        assert name not in project.points()
    assert set(project.points()) == {"fuchsfarid_107", "x_1"}
    project.grade("9", *graded_by(project))
    text = whose.read_text()
    whose.write_text(text.replace("Day 9/x_1_2_answer.py,x_1,", "Day 9/x_1_2_answer.py,x_1,nobody"))
    project.grade("9", *graded_by(project))
    assert project.points() == {"Fuchs, Farid": ["100"]}
