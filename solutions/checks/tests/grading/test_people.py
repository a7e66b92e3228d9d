"""Who is who: rosters, the same person in several assignments, and what gradebooks look up."""

import csv
import io
from pathlib import Path

import pytest

from katas.harness import days
from solutions.checks.support.made_up_grades import day_grade, one
from solutions.checks.tests.grading.test_inboxes import A, taken, zipped
from solutions.grading.kept import term
from solutions.grading.kept.students import Students
from solutions.grading.reports import write_all
from solutions.grading.reports.gradebooks import left_out
from solutions.grading.submissions import roster
from solutions.grading.submissions.identity import Identity
from solutions.grading.submissions.people import People, Submission

KNOWN = days.present()
# As lib/gradebook_exporter.rb of Canvas writes it, with a row of what is posted by hand.
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Day 3 (901),Current Score
,,,,,Manual Posting,
    Points Possible,,,,,100,(read only)
"Doe, Jane",47,S0042,jdoe,Group A,,
"Ek, Bo",48,S0043,bek@example.edu,Group B,80,80
"Li, Chen",49,S0044,cli,Group A,,
"Student, Test",99,,,Group A,,
"""
# As grade/export/txt of Moodle writes it.
MOODLE = """\
First name,Last name,ID number,Institution,Department,Email address,Assignment: Day 3 (Real),Last \
downloaded from this course
Jane,Doe,S0042,,,jane@example.edu,-,1793900000
Bo,Ek,,,,bo@example.edu,80.00,1793900000
Chen,van Li,S0044,,,chen@example.edu,-,1793900000
"""
LOGINS = "Username,First name,Surname,Email address\njdoe,Jane,Doe,jane@example.edu\n"


def listed(text: str, folder: Path) -> roster.Roster:
    (folder / "roster.csv").write_text(text, encoding="utf-8")
    return roster.read(folder / "roster.csv")


def put(root: Path, *files: str) -> Path:
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(A)
    return root


def books(out: Path, people: People, known: roster.Roster | None) -> tuple[list[str], ...]:
    """The lines of canvas.csv and moodle.csv, without what is ahead, and what is told."""
    identities = Students(out).of_term(people.students, [], known)
    grades = [one(each.student, day_grade(each.student, 3)) for each in people.students]
    day = [each for each in KNOWN if each.number == 3]
    write_all(out, grades, day, sandbox="none", identities=identities)
    found = []
    for name in ("canvas.csv", "moodle.csv"):
        file = out / name
        found.append(file.read_text().splitlines() if file.exists() else [])
    return found[0][2:], found[1], left_out(identities)


def test_canvas_finds_its_own_ids(tmp_path: Path) -> None:
    """The user's ID stands in the names of its download: no roster is needed."""
    people, _ = taken(put(tmp_path / "in", "doejane_47_88_views.py", "ekbo_LATE_48_89_views.py"))
    canvas, moodle, told = books(tmp_path / "out", people, None)
    assert canvas == ["doejane,47,,,,100", "ekbo,48,,,,100"]
    assert moodle == [] and told == []


def test_canvas_roster_fills_what_it_has(tmp_path: Path) -> None:
    """Names as the gradebook has them, SIS ids, logins and sections; by ID, or by login."""
    known = listed(CANVAS, tmp_path)
    people, _ = taken(put(tmp_path / "in", "doejane_47_88_views.py", "cli/views.py"), known)
    canvas, moodle, _ = books(tmp_path / "out", people, known)
    assert canvas == [
        '"Doe, Jane",47,S0042,jdoe,Group A,100',
        '"Li, Chen",49,S0044,cli,Group A,100',
    ]
    assert moodle == []  # a class of Canvas'
    assert [each.student for each in people.students] == ["Doe, Jane", "Li, Chen"]


def test_moodle_roster_fills_what_it_has(tmp_path: Path) -> None:
    """Only columns that every row has: Moodle would give an empty one to the student before."""
    known = listed(MOODLE, tmp_path)
    root = put(
        tmp_path / "in",
        "Jane Doe_47_assignsubmission_file/views.py",
        "Bo Ek_48_assignsubmission_file/views.py",
        "van Li Chen_49_assignsubmission_file/views.py",
    )
    people, _ = taken(root, known)
    canvas, moodle, told = books(tmp_path / "out", people, known)
    assert moodle == [
        "email address,Day 3: Class-based views",
        "bo@example.edu,100",
        "chen@example.edu,100",
        "jane@example.edu,100",
    ]
    assert canvas == [] and told == []


def test_moodle_by_username_and_mail(tmp_path: Path) -> None:
    """Where the site exports usernames, they are there as well."""
    known = listed(LOGINS, tmp_path)
    people, _ = taken(put(tmp_path / "in", "jdoe/views.py"), known)
    _, moodle, _ = books(tmp_path / "out", people, known)
    assert (
        moodle[0].startswith("username,email address,") and moodle[1] == "jdoe,jane@example.edu,100"
    )


def test_without_a_roster_folders_are_logins(tmp_path: Path) -> None:
    """As the guide says; a download that knows nobody's is in no file, and says so."""
    people, _ = taken(
        put(tmp_path / "in", "amara/views.py", "Bo Ek_48_assignsubmission_file/views.py")
    )
    canvas, moodle, told = books(tmp_path / "out", people, None)
    assert (canvas, moodle[1:]) == (["amara,,,amara,,100"], ["amara,100"])
    assert told == [
        "In neither canvas.csv nor moodle.csv, because nothing says by what they are found: Bo Ek."
        " roster=FILE does."
    ]


def test_who_is_on_no_roster_is_listed(tmp_path: Path) -> None:
    """The others are written; who handed in nothing is named, too."""
    known = listed(CANVAS, tmp_path)
    people, _ = taken(put(tmp_path / "in", "jdoe/views.py", "stranger/views.py"), known)
    students = Students(tmp_path)
    identities = students.of_term(people.students, [], known)
    assert students.missing == [
        "Not on the roster, and so in no import file: stranger.",
        "On the roster, and nothing was handed in: Ek, Bo; Li, Chen.",
    ]
    assert left_out(identities) == []
    assert [each.student for each in people.students] == ["Doe, Jane", "stranger"]


def test_one_person_never_has_two_lines(tmp_path: Path) -> None:
    """Should two students ever be one person of the gradebook, nothing is written."""
    people = [Submission(name, [], Identity(canvas_id="47")) for name in ("jane", "doejane_47")]
    with pytest.raises(roster.WrongRoster, match="jane and doejane_47 are both 47"):
        Students(tmp_path).of_term(people, [], None)
    assert not (tmp_path / "students.csv").exists()


def test_two_of_one_name_are_not_guessed(tmp_path: Path) -> None:
    """A name that two on the roster have finds neither of them."""
    known = listed(CANVAS + '"Doe, Jane",50,S0050,jdoe2,,,\n', tmp_path)
    people, _ = taken(put(tmp_path / "in", "Jane Doe/views.py", "jdoe2/views.py"), known)
    assert [each.on_roster for each in people.students] == [True, False]


def test_people_are_joined_by_the_roster(tmp_path: Path) -> None:
    """Over assignments that name them otherwise, under one name."""
    known = listed(CANVAS, tmp_path)
    root = put(tmp_path / "in", "Day 3/doejane_47_88_views.py", "Day 7/jdoe/queries.py")
    people, told = taken(root, known)
    assert [(each.student, len(each.hand_ins)) for each in people.students] == [("Doe, Jane", 2)]
    assert "doejane_47 and jdoe: one person, by the roster." in told


def test_a_name_stays_once_it_was_graded(tmp_path: Path) -> None:
    """Another download, with another name of the same person, adds to what is there."""
    known = listed(CANVAS, tmp_path)
    people, _ = taken(put(tmp_path / "first", "Day 3/jdoe/views.py"), known)
    Students(tmp_path).of_term(people.students, [], known)
    earlier = Students(tmp_path).earlier
    people, _ = taken(put(tmp_path / "next", "doejane_47_88_queries.py"), None, earlier)
    assert [each.student for each in people.students] == ["Doe, Jane"]


WRONG = {
    "no header": ("jdoe,Jane,Doe\n", "line 1: jdoe, Jane, Doe.\nExpected is a first line"),
    "empty": ("", "line 1: it is empty."),
    "nobody": ("Student,ID\n", "has nobody in it"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_roster_is_told(tmp_path: Path, name: str) -> None:
    """What was found, and what both gradebooks export."""
    text, said = WRONG[name]
    with pytest.raises(roster.WrongRoster) as raised:
        listed(text, tmp_path)
    assert said in str(raised.value) and "roster.csv" in str(raised.value)


def test_spreadsheets_ways_of_saving_it(tmp_path: Path) -> None:
    """With semicolons or tabs, with a mark at the front, or in UTF-16."""
    file = tmp_path / "roster.csv"
    for text, encoding in (
        (LOGINS.replace(",", ";"), "utf-8-sig"),
        (LOGINS.replace(",", "\t"), "utf-16"),
    ):
        file.write_text(text, encoding=encoding)
        assert roster.read(file).people[0] == Identity(
            "Jane Doe", login="jdoe", email="jane@example.edu"
        )


def test_students_csv_comes_back(tmp_path: Path) -> None:
    """With names that a spreadsheet would run, too."""
    people, _ = taken(put(tmp_path / "in", "=1+1/views.py", "-x/views.py"))
    found = Students(tmp_path).of_term(people.students, [], None)
    assert Students(tmp_path).earlier == found
    rows = list(csv.reader(io.StringIO((tmp_path / "students.csv").read_text())))
    assert [row[0] for row in rows] == ["student", "'-x", "'=1+1"]


def test_a_run_adds_to_the_term() -> None:
    """Other days and other students stay; who was renamed between two runs is one student."""
    graded = {"amara": {3, 7}, "bo": {3}, "old name": {7}}
    found = term.of(graded, ["amara", "new name"], [KNOWN[6]], KNOWN)
    assert [day.number for day in found.days] == [3, 7]
    assert found.students == {"amara": [3, 7], "bo": [3], "new name": []}
    assert found.earlier == ["bo"]


def test_nested_downloads_keep_their_names(tmp_path: Path) -> None:
    """What goes back to the LMS needs the names that it gave, from within a .zip as well."""
    inner = {"Jane Doe_47_assignsubmission_file/views.py": A}
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "DJ-Day 3-11.zip").write_bytes(zipped(inner))
    people, _ = taken(tmp_path / "in")
    (place,) = people.students[0].places
    assert place.name == "Jane Doe_47_assignsubmission_file"


def test_two_rows_of_an_older_run_are_joined(tmp_path: Path) -> None:
    """By the ID that both have, under the roster's name, without a roster as well."""
    both = {"Doe, Jane": Identity("Doe, Jane", "47"), "doejane_47": Identity("doejane", "47")}
    for known in (None, listed(CANVAS, tmp_path)):
        students = Students(tmp_path)
        students.earlier = dict(both)
        called = students.renamed([*both, "ekbo_48"], known)
        assert called == {"doejane_47": "Doe, Jane"} | ({"ekbo_48": "Ek, Bo"} if known else {})
        assert "doejane_47" not in students.earlier
