"""The roster: the gradebook export of Canvas or Moodle, a CSV file that says who takes the course.

Canvas: Grades, Export. Columns "Student" ("Doe, Jane"), "ID", "SIS User ID", "SIS Login ID",
"Section", as its lib/gradebook_exporter.rb writes them; or "LastName" and "FirstName".
Moodle: Grades, Export, Plain text file. Columns "First name", "Last name" (or "Surname"),
"ID number", "Email address"; "Username" where the site exports it.
"""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from solutions.grading.submissions.identity import Identity, squeezed

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
    "section": "section",
}
SEPARATORS = ",;\t:"
MAXIMA, TEST_STUDENT = "points possible", "student, test"
EXPECTED = (
    "Expected is a first line with the columns of Canvas (Student, ID, SIS User ID, SIS Login ID)\n"
    "or of Moodle (First name, Last name, ID number, Email address; Username), as the gradebook\n"
    "exports it. Canvas: Grades, Export. Moodle: Grades, Export, Plain text file, in English."
)


class WrongRoster(Exception):
    """The file is no roster. The text names the file, what was found and what is expected."""


@dataclass
class Roster:
    """Everybody on it, to be found by any of what an LMS knows them by."""

    people: list[Identity] = field(default_factory=list)
    given: bool = True

    def __post_init__(self) -> None:
        self._by_key: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        for place, person in enumerate(self.people):
            for kind in ("canvas_id", "sis_id", "login", "email", "number"):
                if value := getattr(person, kind).casefold():
                    self._by_key[kind, value].add(place)
            for form in forms(person.name):
                self._by_key["name", form].add(place)

    def find(self, known: Identity, label: str) -> Identity | None:
        """Who that is: by what the LMS says of them, else by the name of their folder or file.

        None if nobody is, or more than one.
        """
        told = [(kind, getattr(known, kind)) for kind in ("canvas_id", "login", "email")]
        told += [(kind, known.number) for kind in ("number", "sis_id")]
        told += [(kind, label) for kind in ("login", "email", "sis_id", "number")]
        keys = [(kind, value.casefold()) for kind, value in told if value]
        keys += [("name", squeezed(name)) for name in (known.name, label) if squeezed(name)]
        for key in keys:
            if len(found := self._by_key.get(key, set())) == 1:
                return self.people[next(iter(found))]
        return None


def forms(name: str) -> set[str]:
    """The ways to write a name: "Doe, Jane" is Jane Doe, Doe Jane, and Canvas' doejane."""
    last, _, first = name.partition(",")
    words = [*first.split(), *last.split()]
    turned = (words[start:] + words[:start] for start in range(len(words)))
    return {squeezed("".join(each)) for each in turned} - {""}


def read(file: Path) -> Roster:
    """Raises WrongRoster."""
    try:
        text = decoded(file.read_bytes())
    except OSError as error:
        raise WrongRoster(f"{file} cannot be read: {error.strerror}.\n{EXPECTED}") from None
    except UnicodeDecodeError:
        raise WrongRoster(f"{file} is not UTF-8: save it as CSV UTF-8.\n{EXPECTED}") from None
    rows = table(text)
    kinds = [COLUMNS.get(head.strip().lower(), "") for head in rows[0]] if rows else []
    if not {"name", "last"} & set(kinds):
        found = ", ".join(rows[0])[:200] if rows else ""
        raise WrongRoster(f"{file}, line 1: {found or 'it is empty'}.\n{EXPECTED}")
    people = [person for row in rows[1:] if (person := identity(kinds, row)).name]
    if not people:
        raise WrongRoster(f"{file} has nobody in it.\n{EXPECTED}")
    return Roster(list(dict.fromkeys(people)))


def table(text: str) -> list[list[str]]:
    """The rows, by the separator that finds most of the columns."""
    tables = [
        list(csv.reader(text.splitlines(keepends=True), delimiter=each)) for each in SEPARATORS
    ]
    return max(
        tables, key=lambda rows: sum(h.strip().lower() in COLUMNS for h in rows[0]) if rows else 0
    )


def identity(kinds: Sequence[str], row: Sequence[str]) -> Identity:
    """Of one row; without a name for Canvas' rows of points and its test student."""
    values: dict[str, str] = {}
    for kind, value in zip(kinds, row, strict=False):
        if kind and value.strip():
            values.setdefault(kind, value.strip())
    first, last = values.pop("first", ""), values.pop("last", "")
    values.setdefault("name", f"{first} {last}".strip())
    if values["name"].lower().startswith((MAXIMA, TEST_STUDENT)):
        values["name"] = ""
    return Identity(**values)


def decoded(data: bytes) -> str:
    """Spreadsheets save UTF-8 with a mark, or UTF-16. Raises UnicodeDecodeError."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    return data.decode("utf-8-sig")
