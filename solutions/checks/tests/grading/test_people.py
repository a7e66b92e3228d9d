"""Who is who: rosters, the same person in several assignments, and what gradebooks look up."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from katas.harness import days
from solutions.checks.support.made_up_grades import day_grade, one
from solutions.checks.tests.grading.test_inboxes import A, taken, zipped
from solutions.grading.kept import term
from solutions.grading.kept.course import Course
from solutions.grading.kept.journal import Journal
from solutions.grading.kept.students import Students
from solutions.grading.kept.teams import Teams
from solutions.grading.kept.whose import Whose
from solutions.grading.kept.written_file import WrongFile
from solutions.grading.reports import write_all
from solutions.grading.reports.import_files import ImportFiles
from solutions.grading.submissions import inbox, roster
from solutions.grading.submissions.identity import Identity
from solutions.grading.submissions.moodle_groups import by_person
from solutions.grading.submissions.people import People, Submission, is_name_of

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
    imports = ImportFiles(identities, {known.lms} if known else ())
    write_all(out, grades, day, sandbox="none", imports=imports)
    found = []
    for name in ("canvas.csv", "moodle.csv"):
        file = out / name
        found.append(file.read_text().splitlines() if file.exists() else [])
    return found[0][2:], found[1], imports.left_out()


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
        "Not on the roster, and so in no import file: stranger. "
        "Who is on it under another name: say so in whose.csv. A group needs groups=FILE.",
        "On the roster, and nothing was handed in: Ek, Bo; Li, Chen.",
    ]
    assert ImportFiles(identities).left_out() == []
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


# The rosters of one run after the other, of Moodle's gradebook or a worksheet, and what she who was
# Amara Obi on the first is called after the last.
NUMBERED, MAILED = "First name,Last name,ID number,Email address\n", "Full name,Email address\n"
OLD_BOOK = f"{NUMBERED}Amara,Obi,S12,obi@x.example\n"
NEW_BOOK = f"{NUMBERED}Amara,Fischer,S12,fischer@x.example\n"
OLD_SHEET = f"{MAILED}Amara Obi,obi@x.example\n"
NEW_SHEET = f"{MAILED}Amara Fischer,fischer@x.example\n"
CHANGED = {
    "an old sheet again": ([OLD_BOOK, NEW_BOOK, OLD_SHEET], "Amara Obi"),
    "back and forth": ([OLD_BOOK, NEW_BOOK, OLD_SHEET, NEW_SHEET, OLD_SHEET], "Amara Obi"),
    "by the number in the end": ([OLD_BOOK, NEW_BOOK, OLD_SHEET, NEW_BOOK], "Amara Fischer"),
    "the number comes later": ([OLD_SHEET, OLD_BOOK, NEW_BOOK, OLD_SHEET], "Amara Obi"),
    "her e-mail is another one's now": (
        [OLD_BOOK, NEW_BOOK, f"{NUMBERED}Ann,Obi,S13,obi@x.example\n"],
        "Amara Fischer",
    ),
    "her e-mail was another one's": (
        [
            f"{OLD_BOOK}Ann,Ek,S13,ek@x.example\n",
            f"{NEW_BOOK}Ann,Ek,S13,obi@x.example\n",
            f"{MAILED}Ann Ek,obi@x.example\n",
        ],
        "Amara Fischer",
    ),
}


@pytest.mark.parametrize("case", CHANGED)
def test_an_email_that_was_theirs_joins(tmp_path: Path, case: str) -> None:
    """As an ID has said that it is the same person; not who has another ID, or was another one."""
    rosters, expected = CHANGED[case]
    name, graded = "Amara Obi", {"Amara Obi", "Ann Ek"}
    for text in rosters:
        known, students = listed(text, tmp_path), Students(tmp_path)
        called = students.renamed(graded, known)
        name = called.get(name, name)
        graded.add(name)
        students.of_term([], {called.get(each, each) for each in graded}, known)
    assert name == expected


WRONG = {
    "no header": ("jdoe,Jane,Doe\n", "line 1: jdoe, Jane, Doe.\nExpected is a first line"),
    "empty": ("", "line 1: it is empty."),
    "nobody": ("Student,ID\n", "has nobody in it"),
    "teams": ("group,student\nred,Bo Ek\n", "line 1: group, student. Is it for groups=?\nExp"),
    "names alone": ("First name,Last name\nBo,Ek\n", "line 1: First name, Last name.\nExpected"),
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
    """Other days and other students stay, of the days that are graded now, too; and are named."""
    graded = {"amara": {3, 7}, "bo": {3}, "cy": {3, 7}, "dana": {7}}
    found = term.of(graded, ["amara", "dana", "eve"], [KNOWN[6]], KNOWN, {"amara": [7]})
    assert [day.number for day in found.days] == [3, 7]
    students = {"amara": (3, 7), "bo": (3,), "cy": (3, 7), "dana": (7,), "eve": ()}
    assert found.students == students and found.earlier == ["bo", "cy"]
    assert found.notes([KNOWN[6]]) == [
        "The term: with day 3, graded in earlier runs.",
        "Kept from earlier runs, with no answer here: amara (day 7); bo (day 3); cy (days 3, 7).",
    ]


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


# Whose each hand-in is, as which group's: by names of folders, the roster's people, teams.
GROUPS = {
    "a folder for each member": (
        ["Team-Red-Jane Doe_1", "Team-Red-Bo Ek_2", "Blue-Chen van Li_3"],
        {},
        {"Jane Doe": "Team-Red", "Bo Ek": "Team-Red", "Chen van Li": "Blue"},
        "Day 3: handed in by groups: Blue, Team-Red.",
    ),
    "a stranger beside them": (
        ["Red-Jane Doe_1", "Red-Bo Ek_2", "Red-Jean-Luc P_3"],
        {},
        {"Jane Doe": "Red", "Bo Ek": "Red", "Jean-Luc P": "Red"},
        "handed in by groups: Red.",
    ),
    "a folder for a group": (
        ["Team Red_771", "Chen van Li_3"],
        {"team red": ["Bo Ek", "Jane Doe"]},
        {"Bo Ek": "team red", "Chen van Li": ""},
        "handed in by groups: team red.",
    ),
    "a group of which nobody is told": (
        ["Team Red_771", "Team Blue_772"],
        {},
        {"Team Red": "", "Team Blue": ""},
        "nobody on the roster is called Team Blue, Team Red. Is that a group assignment?",
    ),
    "people with hyphens": (
        ["Anna-Jane Doe_1", "Jane Doe_2", "Eva-Bo Ek_3"],
        {},
        {"Anna-Jane Doe": "", "Jane Doe": "", "Eva-Bo Ek": ""},
        "",
    ),
    "strangers alone in a group": (
        ["Red-Jane Doe_1", "Red-Bo Ek_2", "Blue-Tom Ng_3", "Blue-Kim Oh_4"],
        {},
        {"Jane Doe": "Red", "Bo Ek": "Red", "Tom Ng": "Blue", "Kim Oh": "Blue"},
        "handed in by groups: Blue, Red.",
    ),
}


def in_groups(
    root: Path,
    folders: Sequence[str],
    teams: Mapping[str, Sequence[str]],
    said_whose: Mapping[str, str],
) -> tuple[dict[str, str], str]:
    """Who is in which group, by Moodle's folders of Day 3, and what is told.

    said_whose: by folder, what stands in whose.csv.
    """
    put(root / "in" / "Day 3", *(f"{each}_assignsubmission_file/views.py" for each in folders))
    put(root / "in" / "Day 7", "Jane Doe_9_assignsubmission_file/queries.py")
    rows = (f"Day 3/{folder}_assignsubmission_file,,{who}" for folder, who in said_whose.items())
    (root / "whose.csv").write_text("\n".join(["hand_in,called,student", *rows]))
    known = listed(MOODLE, root)
    hand_ins = Whose(root, known).settled(inbox.read(root / "in", KNOWN).hand_ins)
    own, notes = by_person(hand_ins, known.whom, teams, True)
    return {each.who: each.group for each in own if each.assignment == "Day 3"}, " ".join(notes)


@pytest.mark.parametrize("case", GROUPS)
def test_group_assignments_of_moodle(tmp_path: Path, case: str) -> None:
    """Each member is the person of the roster, whichever way Moodle names the group."""
    folders, teams, expected, said = GROUPS[case]
    found, told = in_groups(tmp_path, folders, teams, {})
    assert found == expected
    assert said in told if said else not told


# The same, where whose.csv says whose some of them are: by folders, what it says, and teams.
SAID_WHOSE = {
    "one of a group": (
        ["Red-Jane Doe_1", "Red-Bo Ek_2", "Red-Chen Li_3"],
        {"Red-Chen Li_3": "S0044"},
        {},
        {"Jane Doe": "Red", "Bo Ek": "Red", "Chen van Li": "Red"},
        "handed in by groups: Red.",
    ),
    "one with a hyphen": (
        ["Team-Red-Jane Doe_1", "Team-Red-Bo Ek_2", "Team-Red-Chen-Li_3"],
        {"Team-Red-Chen-Li_3": "S0044"},
        {},
        {"Jane Doe": "Team-Red", "Bo Ek": "Team-Red", "Chen van Li": "Team-Red"},
        "handed in by groups: Team-Red.",
    ),
    "all but one, each by the name that Moodle has": (
        ["Red-Jane Doe_1", "Red-Bo Ek_2", "Blue-Chen van Li_3"],
        {"Red-Jane Doe_1": "S0042", "Red-Bo Ek_2": "bo@example.edu"},
        {},
        {"Jane Doe": "Red", "Bo Ek": "Red", "Chen van Li": "Blue"},
        "handed in by groups: Blue, Red.",
    ),
    "a group's folder": (
        ["Team Red_771", "Team Blue_772"],
        {"Team Red_771": "S0042"},
        {},
        {"Jane Doe": "", "Team Blue": ""},
        "nobody on the roster is called Team Blue. Is that a group assignment?",
    ),
    "a group's folder, that is a team's, too": (
        ["Team Red_771", "Team Blue_772"],
        {"Team Red_771": "S0042", "Team Blue_772": "bo@example.edu"},
        {"Team Red": ["Chen van Li"]},
        {"Jane Doe": "", "Bo Ek": ""},
        "",
    ),
    "people with hyphens": (
        ["Anna-Jane Doe_1", "Eva-Bo Ek_2", "Chen van Li_3"],
        {"Anna-Jane Doe_1": "S0042", "Eva-Bo Ek_2": "bo@example.edu"},
        {},
        {"Jane Doe": "", "Bo Ek": "", "Chen van Li": ""},
        "",
    ),
}


@pytest.mark.parametrize("case", SAID_WHOSE)
def test_whose_it_is_takes_nobody_out_of_a_group(tmp_path: Path, case: str) -> None:
    """What the folder has ahead is the group, and whose it is has the instructor said."""
    folders, said_whose, teams, expected, said = SAID_WHOSE[case]
    found, told = in_groups(tmp_path, folders, teams, said_whose)
    assert found == expected
    assert said in told if said else not told


WORKSHEET = """\
Identifier,Full name,ID number,Email address,Status,Grade
Participant 901,Li Wei,s1018,li1@example.edu,Submitted for grading,
Participant 902,Li Wei,s1019,li2@example.edu,Submitted for grading,
"""


def test_a_grading_worksheet_tells_two_of_one_name_apart(tmp_path: Path) -> None:
    """Its numbers are those of the folders."""
    root = put(
        tmp_path / "in",
        "Li Wei_902_assignsubmission_file/views.py",
        "Li Wei_901_assignsubmission_file/views.py",
    )
    people, told = taken(root, listed(WORKSHEET, tmp_path))
    assert [(each.student, each.identity.email) for each in people.students] == [
        ("Li Wei (s1018)", "li1@example.edu"),
        ("Li Wei (s1019)", "li2@example.edu"),
    ]
    assert not told


def test_the_instructor_tells_two_of_one_name_apart(tmp_path: Path) -> None:
    """Once, in whose.csv, in any of the roster's ways, for several days; nobody is refused."""
    root = put(
        tmp_path / "in",
        *(f"Day 3/Li Wei_{number}_assignsubmission_file/views.py" for number in (11, 12)),
        *(f"Day 7/Li Wei_{number}_assignsubmission_file/queries.py" for number in (21, 22)),
    )
    out, known = tmp_path / "out", listed(WORKSHEET, tmp_path)

    def course() -> Course:
        with Journal(out) as journal:
            return Course(out, journal, inbox.read(root, KNOWN).hand_ins, known, Teams())

    told = " ".join(course().notes)
    assert (
        f"Tell them apart: more than one is called Li Wei. {out / 'whose.csv'} has a line" in told
    )
    file = out / "whose.csv"
    head, *rows = file.read_text().splitlines()
    assert len(rows) == 4 and all("Li Wei (s1018); Li Wei (s1019)" in row for row in rows)
    who = ["s1018", "li2@example.edu", "Li Wei (s1019)", "S1018"]
    filled = [
        row.replace(",Li Wei,,", f",Li Wei,{who},") for row, who in zip(rows, who, strict=True)
    ]
    file.write_text("\n".join([head, *filled]))
    for _ in range(2):
        found = {each.student: [h.place.name for h in each.hand_ins] for each in course().students}
        assert found == {
            "Li Wei (s1018)": [f"Li Wei_{n}_assignsubmission_file" for n in (11, 22)],
            "Li Wei (s1019)": [f"Li Wei_{n}_assignsubmission_file" for n in (12, 21)],
        }
        assert "Tell them apart" not in " ".join(course().notes)
    file.write_text("\n".join([head, rows[0].replace(",Li Wei,,", ",Li Wei,s1020,")]))
    with pytest.raises(WrongFile, match=r"whose.csv, line 2: nobody is called 's1020'"):
        course()


def test_it_is_still_asked_whose_a_groups_folder_was(tmp_path: Path) -> None:
    """When another day is graded, too; until then nobody's grade is told as none."""
    out, known = tmp_path / "out", listed(WORKSHEET, tmp_path)
    names = ("Red-Li Wei_21", "Blue-Li Wei_22")
    put(tmp_path / "7", *(f"Day 7/{each}_assignsubmission_file/queries.py" for each in names))
    put(tmp_path / "3", "Day 3/s1018/views.py", "Day 3/s1019/views.py")
    for day in ("7", "3", "3"):
        with Journal(out) as journal:
            hand_ins = inbox.read(tmp_path / day, KNOWN).hand_ins
            course = Course(out, journal, hand_ins, known, Teams())
            for each in course.students if day == "7" else ():
                grade = day_grade(each.student, 7, handed_in_by="Bo Ek", team="Red")
                journal.add([("ab", grade)])
    said = " ".join(course.notes)
    assert "says what is whose: Li Wei (s1018), Li Wei (s1019)." in said
    assert len((out / "whose.csv").read_text().splitlines()) == 3


NAMES = {
    ("smithjohnjr", "John Smith, Jr."): True,
    ("diallodana", "Dana Diallo"): True,
    ("redteam", "Emil Eriksen"): False,
    ("bergasa", "\u00c5sa Lind"): False,
}


@pytest.mark.parametrize("case", NAMES)
def test_what_is_a_persons_name_and_no_groups(case: tuple[str, str]) -> None:
    """All of its words, in whatever order an LMS has put them."""
    assert is_name_of(*case) is NAMES[case]
