"""The roster: a gradebook's export, a CSV file that says who takes the course.

Canvas: Grades, Export. Columns "Student" ("Doe, Jane"), "ID", "SIS User ID", "SIS Login ID",
"Section", as its lib/gradebook_exporter.rb writes them; or "LastName" and "FirstName".
Moodle: Grades, Export, Plain text file. Columns "First name", "Last name" (or "Surname"),
"ID number", "Email address"; "Username" where the site exports it. An assignment's grading
worksheet has "Full name" and, as "Identifier", the number that the folders of its download have.
Brightspace: Grades, Export. Columns "OrgDefinedId" and "Username", with a # before each value, and
"Last Name", "First Name", "Email" where asked for; "Day 3 Points Grade <Numeric MaxPoints:100>".
"""

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from solutions.grading.submissions.identity import Identity, squeezed
from solutions.grading.submissions.whom import Whom

COLUMNS = {
    "student": "name",
    "full name": "name",
    "name": "name",
    "lastname": "last",
    "last name": "last",
    "surname": "last",
    "firstname": "first",
    "first name": "first",
    "id": "canvas_id",
    "sis user id": "sis_id",
    "sis login id": "login",
    "username": "login",
    "email address": "email",
    "email": "email",
    "id number": "number",
    "orgdefinedid": "number",
    "org defined id": "number",
    "section": "section",
    "identifier": "participant",
}
PARTICIPANT = re.compile(r"\d+$")
ASSIGNMENT = re.compile(r" \(\d+\)$")
ITEM = re.compile(r"(?P<item>.+) Points Grade <.*MaxPoints:(?P<points>[\d.]+).*>")
FOUND_BY = {"canvas_id", "sis_id", "login", "email", "number", "participant"}
# The columns that only one LMS's export has.
LMS = {
    "Brightspace": {"orgdefinedid", "end-of-line indicator"},
    "Canvas": {"sis user id", "sis login id", "id"},
    "Moodle": {"email address", "id number", "identifier", "surname"},
    "Blackboard": {"last access", "availability"},
}
SEPARATORS = ",;\t:"
MAXIMA, TEST_STUDENT = "points possible", "student, test"
EXPECTED = (
    "Expected is a first line with the columns of Canvas (Student, ID, SIS User ID, SIS Login\n"
    "ID), of Moodle (First name, Last name, ID number, Email address; Username) or of Brightspace\n"
    "(OrgDefinedId, Username, Last Name, First Name), as the gradebook exports it. Canvas:\n"
    "Grades, Export. Moodle: Grades, Export, Plain text file, in English. Brightspace: Grades,\n"
    "Export, with both as the key field, and with last and first name."
)


class WrongRoster(Exception):
    """The file is no roster. The text names the file, what was found and what is expected."""


@dataclass
class Roster:
    """Everybody on it. names: each by the one name that all reports have; whom: to find them.

    assignments: of the columns that are assignments, the most points. participants: by their
    number in an assignment of Moodle. lms: whose gradebook has exported it, "" if nothing says so.
    """

    people: list[Identity] = field(default_factory=list)
    assignments: dict[str, float] = field(default_factory=dict)
    participants: dict[str, Identity] = field(default_factory=dict)
    lms: str = ""

    def __post_init__(self) -> None:
        count = Counter(squeezed(person.name) for person in self.people)
        self.names: dict[str, Identity] = {}
        for person in self.people:
            name = person.name
            if count[squeezed(name)] > 1 or name in self.names:
                known = (person.login, person.sis_id, person.canvas_id, person.number, person.email)
                name = f"{name} ({next(filter(None, known), len(self.names))})"
            self.names[name] = person
        self._told = dict(self.names)
        self.whom = Whom(self.names.items())

    def learn(self, earlier: Mapping[str, Identity]) -> None:
        """Take in what earlier rosters and downloads said of the same people, by name."""
        self.names = {
            name: told.filled(earlier[name])
            if name in earlier and told.agrees(earlier[name])
            else told
            for name, told in self.names.items()
        }
        self.whom = Whom(self.names.items())

    def participant(self, number: str) -> str | None:
        """The name of whom a grading worksheet of Moodle's gives that number."""
        who = self.participants.get(number)
        return next((name for name, known in self._told.items() if known == who), None)


def read(file: Path) -> Roster:
    """Raises WrongRoster."""
    try:
        text = decoded(file.read_bytes())
    except OSError as error:
        raise WrongRoster(f"{file} cannot be read: {error.strerror}.\n{EXPECTED}") from None
    except UnicodeDecodeError:
        raise WrongRoster(f"{file} is not UTF-8: save it as CSV UTF-8.\n{EXPECTED}") from None
    try:
        rows = table(text)
    except csv.Error as error:
        raise WrongRoster(f"{file} is no CSV file: {error}.\n{EXPECTED}") from None
    heads = [head.strip().lower() for head in rows[0]] if rows else []
    kinds = [COLUMNS.get(head, "") for head in heads]
    if not {"name", "last"} & set(kinds) or not FOUND_BY & set(kinds):
        found = ", ".join(rows[0])[:200] if rows else "it is empty"
        teams = any(word in head for head in heads for word in ("group", "team"))
        mend = " Is it for groups=?" if teams else ""
        raise WrongRoster(f"{file}, line 1: {found}.{mend}\n{EXPECTED}")
    told = [each for row in rows[1:] if (each := identity(kinds, row))[0].name]
    if not told:
        raise WrongRoster(f"{file} has nobody in it.\n{EXPECTED}")
    participants = {number: person for person, number in told if number}
    lms = next((name for name, columns in LMS.items() if columns & set(heads)), "")
    return Roster(once([person for person, _ in told]), assignments(rows), participants, lms)


def once(people: Sequence[Identity]) -> list[Identity]:
    """One of each: who has a line for each section is one person."""
    found: dict[object, Identity] = {}
    for person in people:
        found.setdefault(person.canvas_id or person, person)
    return list(found.values())


def assignments(rows: Sequence[Sequence[str]]) -> dict[str, float]:
    """The columns of assignments, and the points of each.

    Canvas' end with their ID; Brightspace's say what they are, and the most points, in each.
    """
    items = (match for head in rows[0] if (match := ITEM.fullmatch(head.strip())))
    found = {match["item"]: float(match["points"]) for match in items}
    points = next((row for row in rows[1:] if row and MAXIMA in row[0].lower()), [])
    for place, head in enumerate(rows[0]):
        if ASSIGNMENT.search(head) and place < len(points):
            with suppress(ValueError):
                found[head] = float(points[place])
    return found


def table(text: str) -> list[list[str]]:
    """The rows, by the separator that finds most of the columns."""
    tables = [
        list(csv.reader(text.splitlines(keepends=True), delimiter=each)) for each in SEPARATORS
    ]
    return max(
        tables, key=lambda rows: sum(h.strip().lower() in COLUMNS for h in rows[0]) if rows else 0
    )


def identity(kinds: Sequence[str], row: Sequence[str]) -> tuple[Identity, str]:
    """Of one row, and the participant's number; Canvas' rows of points have no name."""
    values: dict[str, str] = {}
    for kind, value in zip(kinds, row, strict=False):
        if kind and value.strip():
            marked = kind in ("login", "number")
            values.setdefault(kind, value.strip().removeprefix("#" if marked else ""))
    first, last = values.pop("first", ""), values.pop("last", "")
    values.setdefault("name", f"{first} {last}".strip())
    if values["name"].lower().startswith((MAXIMA, TEST_STUDENT)):
        values["name"] = ""
    number = PARTICIPANT.search(values.pop("participant", ""))
    return Identity(**values), number[0] if number else ""


def decoded(data: bytes) -> str:
    """Spreadsheets save UTF-8 with a mark, or UTF-16. Raises UnicodeDecodeError."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    return data.decode("utf-8-sig")
