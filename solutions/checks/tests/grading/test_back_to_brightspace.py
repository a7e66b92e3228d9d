"""What goes back to Brightspace, and that each LMS gets its own import file, and no other's."""

import csv
import zipfile
from pathlib import Path

import pytest

from katas.harness import days
from solutions.checks.support.made_up_grades import day_grade, one
from solutions.checks.support.tiny_class import HALF, ROSTER, TinyClass
from solutions.checks.support.tiny_project import RIGHT
from solutions.grading.reports import write_all
from solutions.grading.reports.import_files import ImportFiles
from solutions.grading.submissions.identity import Identity

# As its Grades, Export has it, with both key fields.
EXPORT = """\
\ufeffOrgDefinedId,Username,Last Name,First Name,Email,Day 9 Points Grade <Numeric MaxPoints:100>,\
Calculated Final Grade Numerator,End-of-Line Indicator
#S104,#bchen@uni.example,Chen,Bo,bo@uni.example,,,#
#S105,#ddiallo@uni.example,Diallo,Dana,dana@uni.example,,,#
#0120,#bchen2,Chen,Bo,bo2@uni.example,,,#
"""
DAY_9 = {
    "index.html": "",
    "301-77 - Bo Chen - Nov 9, 2026 100 PM/answer.py": RIGHT,
    "302-77 - Bo Chen - Nov 9, 2026 200 PM/answer.py": HALF,
    "303-77 - Dana Diallo - Nov 9, 2026 300 PM/answer.py": HALF,
    "303-77 - Dana Diallo - Nov 9, 2026 300 PM/notes.pdf": "no code",
}


def table(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as there:
        return list(csv.reader(there))


def imports(project: TinyClass) -> set[str]:
    return {file.name for file in project.out.glob("*.csv")} & {
        "canvas.csv",
        "moodle.csv",
        "brightspace.csv",
    }


def test_from_the_download_to_the_gradebook_and_on_to_another_lms(tmp_path: Path) -> None:
    """Two of one name are told apart once; the next assignment's run of Canvas keeps them so."""
    project = TinyClass(tmp_path)
    roster = project.write("export.csv", EXPORT)
    project.download("Day 9.zip", DAY_9)
    options = ("9", "--unsafe", "--roster", roster)
    said = " ".join(project.grade(*options).split())
    assert "In no import file, until" in said and "Bo Chen (bchen2)" in said
    whose = project.out / "whose.csv"
    text = whose.read_text().replace('PM",Bo Chen,,', 'PM",Bo Chen,#S104,', 1)
    whose.write_text(text.replace('PM",Bo Chen,,', 'PM",Bo Chen,bchen2,', 1))
    said = " ".join(project.grade(*options).split())
    assert table(project.out / "brightspace.csv") == [
        ["OrgDefinedId", "Username", "Day 9 Points Grade", "End-of-Line Indicator"],
        ["0120", "bchen2", "40", "#"],
        ["S104", "bchen@uni.example", "100", "#"],
        ["S105", "ddiallo@uni.example", "40", "#"],
    ]
    assert imports(project) == {"brightspace.csv"} and "canvas.csv" not in said
    assert "goes into Brightspace's own column, Day 9." in said
    with zipfile.ZipFile(project.out / "brightspace-feedback-Day-9.zip") as archive:
        names = [name for name in DAY_9 if name.endswith(".py")]
        assert sorted(archive.namelist()) == names
        assert archive.read(names[1]).decode().startswith("# Day 9, A tiny day: 40 of 100 points")
    # Day 8 is handed in on Canvas, whose roster has both, too.
    project.empty()
    project.download("Day 8.zip", {"chenbo_104_601_second.py": RIGHT})
    canvas = project.write("canvas-roster.csv", ROSTER + '"Chen, Bo",120,0120,bchen2,A,,\n')
    project.grade("8", "--unsafe", "--roster", canvas)
    assert imports(project) == {"canvas.csv"}
    assert project.canvas() == {"104": ["100", "100"], "105": ["", "40"], "120": ["", "40"]}
    assert len(project.points()) == 3


def test_a_groups_folder(tmp_path: Path) -> None:
    """It is the hand-in of those in groups=, and nobody of its own; feedback goes back by it."""
    project = TinyClass(tmp_path)
    name = "501-99 - Team Red - Nov 16, 2026 200 PM/answer.py"
    project.download("Day 9.zip", {"index.html": "", name: HALF})
    groups = project.write("groups.toml", '"Team Red" = ["ddiallo", "bchen2"]')
    late = project.write("late.toml", "percent_per_day = 10\n[days_late]\nbchen2 = { 9 = 2 }\n")
    more = ("--roster", project.write("export.csv", EXPORT), "--groups", groups, "--late", late)
    said = " ".join(project.grade("9", "--unsafe", *more).split())
    assert "Day 9: handed in by groups: Team Red." in said and "Not on the roster" not in said
    assert project.points() == {"Bo Chen (bchen2)": ["32"], "Dana Diallo": ["32"]}
    with zipfile.ZipFile(project.out / "brightspace-feedback-Day-9.zip") as archive:
        assert archive.read(name).decode().startswith("# Day 9, A tiny day: 40 of 100 points\n")


SEEN = {
    "nothing": ((), {"canvas.csv", "moodle.csv"}),
    "Gradescope": (("Gradescope",), {"canvas.csv", "moodle.csv"}),
    "Canvas": (("Canvas", ""), {"canvas.csv"}),
    "Moodle": (("Moodle",), {"moodle.csv"}),
    "Brightspace": (("Brightspace",), {"brightspace.csv"}),
    "two": (("Brightspace", "Canvas"), {"brightspace.csv", "canvas.csv"}),
    "Blackboard": (("Blackboard",), set()),
}


@pytest.mark.parametrize("case", SEEN)
def test_only_the_files_of_the_lms_that_was_seen(tmp_path: Path, case: str) -> None:
    """Those of an earlier run go; where none can be written, that is said."""
    seen, expected = SEEN[case]
    for name in ("canvas.csv", "moodle.csv", "brightspace.csv"):
        (tmp_path / name).write_text("an earlier run's")
    known = {"Amara": Identity("Amara", login="amara", number="7")}
    files = ImportFiles(known, seen)
    day = [each for each in days.present() if each.number == 3]
    write_all(tmp_path, [one("Amara", day_grade("Amara", 3))], day, sandbox="", imports=files)
    assert {file.name for file in tmp_path.glob("[!g]*.csv")} == expected
    told = ["There is no import file for Blackboard: see grades.csv."]
    assert files.left_out() == ([] if expected else told)
