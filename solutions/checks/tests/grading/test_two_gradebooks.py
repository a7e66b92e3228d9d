"""A term in which the LMS changes: one person is one student, in what earlier runs graded, too."""

import csv
import re
from pathlib import Path

import pytest

from katas.harness import days
from solutions.checks.support.made_up_grades import day_grade
from solutions.checks.tests.grading.test_people import listed, put
from solutions.grading.kept.course import Course
from solutions.grading.kept.journal import Journal
from solutions.grading.kept.teams import Teams
from solutions.grading.submissions import inbox

KNOWN = days.present()
# Two of one name on each, and how its instructor would write them.
ROSTERS = {
    "Brightspace": (
        "OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator\n"
        "#16,#wli,Li,Wei,wli@uni.example,#\n#17,#wli2,Li,Wei,wli2@uni.example,#\n"
        "#18,#bek,Ek,Bo,bek@uni.example,#\n",
        ("#wli", "17"),
    ),
    "Brightspace, without logins": (
        "OrgDefinedId,Last Name,First Name,End-of-Line Indicator\n"
        "#16,Li,Wei,#\n#17,Li,Wei,#\n#18,Ek,Bo,#\n",
        ("#16", "17"),
    ),
    "Canvas": (
        "Student,ID,SIS User ID,SIS Login ID,Section\n"
        '"Li, Wei",916,16,wli,A\n"Li, Wei",917,17,wli2,A\n"Ek, Bo",918,18,bek,A\n',
        ("916", "wli2"),
    ),
    "Canvas, logins alone": (
        "Student,ID,SIS Login ID,Section\n"
        '"Li, Wei",916,wli,A\n"Li, Wei",917,wli2,A\n"Ek, Bo",918,bek,A\n',
        ("wli", "917"),
    ),
    "Moodle": (
        "First name,Last name,ID number,Email address\n"
        "Wei,Li,16,wli@uni.example\nWei,Li,17,wli2@uni.example\nBo,Ek,18,bek@uni.example\n",
        ("wli@uni.example", "17"),
    ),
    "Moodle, mails alone": (
        "First name,Last name,Email address\n"
        "Wei,Li,wli@uni.example\nWei,Li,wli2@uni.example\nBo,Ek,bek@uni.example\n",
        ("wli@uni.example", "wli2@uni.example"),
    ),
}
# Pairs that have nothing in common but the name.
NUMBERS, OTHERS = "Brightspace, without logins", {"Canvas, logins alone", "Moodle, mails alone"}
FOLDERS = "{who}_{number}_assignsubmission_file/{file}"


class Term:
    """The runs into one output folder, of which nothing is run: what is handed in gets a grade."""

    def __init__(self, root: Path) -> None:
        self.root, self.out, self.runs = root, root / "out", 0

    def run(self, roster: str, day: int, numbers: tuple[int, ...]) -> Course:
        """Two Wei Lis and Bo Ek hand in for the day, under these numbers of a download."""
        self.runs += 1
        folder = self.root / f"inbox{self.runs}"
        file = KNOWN[day - 1].answers[0]
        for who, number in zip(("Wei Li", "Wei Li", "Bo Ek"), numbers, strict=True):
            name = FOLDERS.format(who=who, number=number, file=file)
            put(folder / f"Day {day}", name)
        return self.again(roster, day, folder)

    def again(self, roster: str, day: int, folder: Path) -> Course:
        known = listed(ROSTERS[roster][0], self.root)
        with Journal(self.out) as journal:
            found = inbox.read(folder, KNOWN).hand_ins
            course = Course(self.out, journal, found, known, Teams())
            keyed = [("ab", day_grade(each.student, day)) for each in course.students]
            journal.add(keyed)
            self.graded = course.graded([each.student for each in course.students], [day], Teams())
            earlier = [n for n in self.graded if n not in [s.student for s in course.students]]
            self.identities = course.identities(course.students, earlier)
        return course

    def say(self, roster: str) -> None:
        """Fill in whose.csv: the first of the two has the odd numbers."""
        file = self.out / "whose.csv"
        with file.open(newline="") as there:
            rows = list(csv.DictReader(there))
        for row in rows:
            second = bool(re.search(r"_\d?2$|2\)$|7\)$|2@", row["until_then"]))
            row["student"] = row["student"] or ROSTERS[roster][1][second]
        with file.open("w", newline="") as there:
            writer = csv.DictWriter(there, rows[0])
            writer.writeheader()
            writer.writerows(rows)


@pytest.mark.parametrize("after", ROSTERS)
@pytest.mark.parametrize("before", ROSTERS)
def test_the_roster_changes_within_a_term(tmp_path: Path, before: str, after: str) -> None:
    """Each is one student with both days, or in no import file until whose.csv says who it is."""
    term = Term(tmp_path)
    term.run(before, 3, (1, 2, 4))
    assert [each for each in term.identities if "Wei" in each] == []
    term.say(before)
    term.again(before, 3, tmp_path / "inbox1")
    course = term.run(after, 7, (11, 12, 14))
    assert "In no import file, until" in " ".join(course.notes)
    assert [name for name in term.identities if "Ek" not in name] == []
    term.say(after)
    for _ in range(2):
        course = term.again(after, 7, tmp_path / "inbox2")
        assert "In no import file" not in " ".join(course.notes)
        assert len(term.identities) == 3 and set(term.identities) == set(term.graded)
        assert all(days == {3, 7} for days in term.graded.values()), term.graded


def test_who_was_told_apart_stays_so(tmp_path: Path) -> None:
    """The next run of another inbox has nobody who only stood for somebody; nothing is twice."""
    term = Term(tmp_path)
    course = term.run("Canvas", 3, (1, 2, 4))
    assert {"Wei Li_1", "Wei Li_2"} < set(term.graded) and "Tell them apart" in " ".join(
        course.notes
    )
    term.say("Canvas")
    course = term.run("Canvas", 7, (11, 12, 14))
    assert course.whom.find("Wei Li_1") == "Li, Wei (wli)"  # as in a decision from before
    assert set(term.graded) == {
        "Ek, Bo",
        "Li, Wei (wli)",
        "Li, Wei (wli2)",
        "Wei Li_11",
        "Wei Li_12",
    }
    assert term.graded["Li, Wei (wli)"] == {3}
    term.say("Canvas")
    term.again("Canvas", 3, tmp_path / "inbox1")
    assert {name: days for name, days in term.graded.items() if 7 not in days} == {}
    assert set(term.graded) == {"Ek, Bo", "Li, Wei (wli)", "Li, Wei (wli2)"}


def test_what_one_name_stood_for_may_be_two_persons(tmp_path: Path) -> None:
    """A stranger's two hand-ins, each somebody else's: neither gets the other's grade."""
    term = Term(tmp_path)
    folder = put(tmp_path / "in", "Day 3/sam/views.py", "Day 7/sam/queries.py")
    known = "Canvas"
    term.again(known, 3, folder)
    rows = (term.out / "whose.csv").read_text().replace("Day 3/sam,sam,", "Day 3/sam,sam,wli")
    (term.out / "whose.csv").write_text(rows.replace("Day 7/sam,sam,", "Day 7/sam,sam,wli2"))
    course = term.again(known, 3, folder)
    assert [each.student for each in course.students] == ["Li, Wei (wli)", "Li, Wei (wli2)"]
    term.run(known, 7, (1, 2, 4))
    assert "sam" not in term.graded


def test_what_is_open_is_asked_once(tmp_path: Path) -> None:
    """A line for each hand-in, whatever is graded before it is filled in."""
    term = Term(tmp_path)
    term.run("Canvas", 3, (1, 2, 4))
    term.run("Canvas", 7, (11, 12, 14))
    with (term.out / "whose.csv").open(newline="") as file:
        asked = [row["until_then"] for row in csv.DictReader(file)]
    assert asked == ["Wei Li_1", "Wei Li_2", "Wei Li_11", "Wei Li_12"]
    term.say("Canvas")
    term.again("Canvas", 7, tmp_path / "inbox2")
    assert set(term.graded) == {"Ek, Bo", "Li, Wei (wli)", "Li, Wei (wli2)"}
    assert all(days == {3, 7} for days in term.graded.values())


def test_a_roster_that_says_less_is_helped(tmp_path: Path) -> None:
    """What an earlier one said of the same people is still known: nobody is asked about again."""
    first, less = ("Brightspace", "Brightspace, without logins")
    with Journal(tmp_path) as journal:
        hand_ins = inbox.read(put(tmp_path / "in", "bek/views.py"), KNOWN).hand_ins
        course = Course(tmp_path, journal, hand_ins, listed(ROSTERS[first][0], tmp_path), Teams())
        course.identities(course.students, [])
        course = Course(tmp_path, journal, hand_ins, listed(ROSTERS[less][0], tmp_path), Teams())
    assert [each.student for each in course.students] == ["Bo Ek"]
    assert course.whom.find("bek") == course.whom.find("bek@uni.example") == "Bo Ek"


def test_a_folder_keeps_its_student_without_the_roster(tmp_path: Path) -> None:
    """Graded by the folder's name, then by the roster's, then without it: one student."""
    out = tmp_path / "out"
    runs = [(3, "views.py", None), (7, "queries.py", "Canvas"), (3, "views.py", None)]
    for number, (day, file, name) in enumerate(runs):
        folder = put(tmp_path / f"in{number}", f"bek/{file}")
        known = listed(ROSTERS[name][0], tmp_path) if name else None
        with Journal(out) as journal:
            course = Course(out, journal, inbox.read(folder, KNOWN).hand_ins, known, Teams())
            (student,) = course.students
            journal.add([("ab", day_grade(student.student, day))])
            graded = course.graded([student.student], [day], Teams())
            course.identities(course.students, [n for n in graded if n != student.student])
    assert graded == {"Ek, Bo": {3, 7}}
