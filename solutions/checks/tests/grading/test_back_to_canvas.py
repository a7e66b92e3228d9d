"""What goes back to Canvas: into its own columns, to everybody, for each assignment."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

from solutions.checks.support.tiny_class import HALF, RED, ROSTER, SET, TinyClass
from solutions.checks.support.tiny_project import RIGHT

DAY_9 = {"diallodana_105_501_my own.py": RIGHT, "chenbo_104_502_answer.docx": "no code"}
DAY_8 = {"diallodana_105_601_second.py": HALF, "chenbo_104_602_day 8.py": RIGHT}


def names(project: TinyClass, file: str) -> set[str]:
    with zipfile.ZipFile(project.out / file) as archive:
        return set(archive.namelist())


def heads(project: TinyClass) -> list[str]:
    with (project.out / "canvas.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))[5:]


def test_two_assignments_in_one_inbox(tmp_path: Path) -> None:
    """What was taken under another name carries its feedback as well; who gets none is named."""
    project = TinyClass(tmp_path)
    project.download("Day 9.zip", DAY_9)
    project.download("Day 8.zip", DAY_8)
    said = " ".join(project.grade("--unsafe", "--roster", project.roster).split())
    assert names(project, "canvas-feedback-Day-9.zip") == {"diallodana_105_501_my own.py"}
    assert names(project, "canvas-feedback-Day-8.zip") == set(DAY_8)
    assert "no file of theirs can carry it: Chen, Bo (Day 9)." in said
    with zipfile.ZipFile(project.out / "canvas-feedback-Day-9.zip") as archive:
        entry = archive.infolist()[0]
        text = archive.read(entry).decode()
    assert text.startswith("# Day 9") and "Day 8" not in text
    assert entry.date_time[:3] == (1980, 1, 1)
    assert not (project.out / "moodle.csv").exists()


def test_the_zip_of_an_earlier_assignment_stays(tmp_path: Path) -> None:
    """Until it is made anew: it may not have been uploaded. Unpacked downloads have days' names."""
    project = TinyClass(tmp_path)
    for name, text in DAY_9.items():
        (project.inbox / name).write_text(text)
    project.grade("9", "--unsafe", "--roster", project.roster)
    before = (project.out / "canvas-feedback-day-9.zip").read_bytes()
    project.empty()
    project.download("Day 8.zip", DAY_8)
    project.grade("8", "--unsafe", "--roster", project.roster)
    assert (project.out / "canvas-feedback-day-9.zip").read_bytes() == before
    assert names(project, "canvas-feedback-Day-8.zip") == set(DAY_8)
    project.grade("8", "--unsafe", "--anonymous")
    assert not list(project.out.glob("*.zip"))


def test_points_go_into_the_column_that_is_there(tmp_path: Path) -> None:
    """If it is clearly the day's, and has its points; the screen says which."""
    project = TinyClass(tmp_path)
    project.download("Day 9.zip", DAY_9)
    said = " ".join(project.grade("9", "--unsafe", "--roster", project.roster).split())
    assert heads(project) == ["Day 9: A tiny day (901)"]
    assert "goes into Canvas' own column, Day 9: A tiny day (901)." in said
    for other, why in {
        ROSTER.replace("100.00\n", "10.00\n"): "has 10 points, the day 100",
        ROSTER.replace("Day 8: A tiny day (801)", "Day 9 again (801)"): "more than one column",
    }.items():
        roster = project.write("other.csv", other)
        assert why in " ".join(project.grade("9", "--unsafe", "--roster", roster).split())
        assert heads(project) == ["Day 9: A tiny day"]


MOODLES = "First name,Last name,ID number,Email address\nDana,Diallo,S105,ddiallo@uni.example\n"


def test_its_columns_are_known_with_another_roster(tmp_path: Path) -> None:
    """From an earlier one of the term; else it is told that each is new."""
    project = TinyClass(tmp_path)
    project.download("Day 9.zip", {"diallodana_105_501_answer.py": RIGHT})
    moodles = project.write("moodle.csv", MOODLES)
    said = " ".join(project.grade("9", "--unsafe", "--roster", moodles).split())
    assert "canvas.csv: each day is a new column, for no roster of Canvas has said" in said
    assert heads(project) == ["Day 9: A tiny day"]
    project.grade("9", "--unsafe", "--roster", project.roster)
    for options in (("--roster", moodles), ()):
        said = " ".join(project.grade("9", "--unsafe", *options).split())
        own = "Canvas' own column, Day 9: A tiny day (901), as an earlier roster had it."
        assert own in said and heads(project) == ["Day 9: A tiny day (901)"]


def test_a_students_page_counts_what_was_judged(tmp_path: Path) -> None:
    """What cannot be examined has no points yet, rather than 0 of 100; an empty file is empty."""
    project = TinyClass(tmp_path)
    project.download("Day 9.zip", {"chenbo_104_502_answer.py": " \n"})
    said = " ".join(project.grade("9", "--unsafe", "--roster", project.roster).split())
    assert "an assignment's hand-ins, of 1 student." in said
    assert "ungradable: answer.py is empty" in said
    page = " ".join((next(project.out.glob("Chen-Bo-*")) / "feedback.html").read_text().split())
    assert "No points yet for day 9." in page and "0 of 100" not in page
    assert "answer.py is empty" in page
    with zipfile.ZipFile(project.out / "canvas-feedback-Day-9.zip") as archive:
        text = archive.read("chenbo_104_502_answer.py").decode()
    assert "A tiny day: no points yet" in text and "answer.py is empty" in text


def test_a_teams_answer_counts_once_for_the_class(tmp_path: Path) -> None:
    """Three students, one answer."""
    project = TinyClass(tmp_path)
    project.download("Day 9.zip", {"diallodana_105_501_answer.py": HALF})
    groups = project.write("groups.toml", 'red = ["105", "106", "107"]')
    project.grade("9", "--unsafe", "--roster", project.roster, "--groups", groups)
    page = (project.out / "cohort.html").read_text()
    assert "3 students" in page and "a team's answer counts once" in page
    reds = page.partition('id="reds"')[2].partition("<h2")[0]
    assert "1 student: day 9, task 1" in reds and "3 students" not in reds


def packed(text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("answer.py", text)
    return file.getvalue()


GROUPS_FILES: dict[str, str | bytes] = {"answer.py": HALF, "answer.zip": packed(HALF)}
POLICY = "percent_per_day = 10\ngrace_days = 1\n[days_late]\n{}\n[extensions]\n107 = 1\n"


@pytest.mark.parametrize("file", GROUPS_FILES)
def test_a_groups_file_says_nothing_of_one_member(tmp_path: Path, file: str) -> None:
    """Canvas gives it to all: the team's points, and no other day; lateness is each one's own."""
    project = TinyClass(tmp_path)
    project.download("Day 8.zip", {"eriksenemil_106_401_second.py": RIGHT})
    project.download("Day 9.zip", {f"redteam_LATE_106_501_{file}": GROUPS_FILES[file]})
    groups, late = project.write("set.csv", SET), project.write("late.toml", "")
    options = ("--unsafe", "--roster", project.roster, "--late", late)
    # Late is said of one who has not handed it in; the days differ by what is each one's own.
    project.write("late.toml", POLICY.format("105 = { 8 = 9, 9 = 2 }\n106 = { 8 = 1 }"))
    project.grade("9", *options, "--groups", groups)
    said = " ".join(project.grade("8", *options).split())
    assert project.points() == {RED[0]: ["", "36"], RED[1]: ["100", "32"], RED[2]: ["", "40"]}
    assert "Made before these grades changed: canvas-feedback-Day-9.zip" in said
    # The team is known from before: it is not asked whether there is one.
    said = " ".join(project.grade("9", *options).split())
    assert "the number is the ID of" not in said
    with zipfile.ZipFile(project.out / "canvas-feedback-Day-9.zip") as archive:
        data = archive.read(f"redteam_LATE_106_501_{file}")
    if file.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as inner:
            data = inner.read("feedback.html")
    text = " ".join(data.decode().replace("#", " ").split())
    assert "40 of 100" in text and "before what lateness takes off" in text.replace("&#39;", "'")
    for own in ("Day 8", "32 of", "2 days late", "grace", "Emil"):
        assert own not in text, own


def test_a_run_of_one_day_leaves_the_zips_of_others(tmp_path: Path) -> None:
    """Their downloads lie in the inbox, too; what waits now was in them."""
    project = TinyClass(tmp_path)
    project.download("Day 9.zip", DAY_9)
    project.download("Day 8.zip", DAY_8)
    project.grade("9", "--unsafe", "--roster", project.roster)
    before = (project.out / "canvas-feedback-Day-9.zip").read_bytes()
    project.download("Day 8.zip", {"diallodana_105_601_second.py": f"{HALF}\nimport gc\n"})
    said = project.grade("8", "--unsafe", "--roster", project.roster)
    assert "they wait: Diallo, Dana" in " ".join(said.split())
    assert (project.out / "canvas-feedback-Day-9.zip").read_bytes() == before
