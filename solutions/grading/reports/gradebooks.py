"""The cohort's points as CSV files: for a spreadsheet, for Canvas and for Moodle.

Canvas: header and second row as its own gradebook export has them.
https://github.com/instructure/canvas-lms/blob/master/lib/gradebook_importer.rb
Moodle: any columns, which the importer asks about; no grade is "-", because an empty cell of a new
grade item is stored as one, and a grade above 100 stops the whole import, so there is no total.
https://docs.moodle.org/en/Grade_import
"""

import csv
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol, TextIO

from katas.harness.days import Day
from katas.harness.files import written
from solutions.grading.reports.sheet import DaySheet
from solutions.grading.submissions.identity import UNKNOWN, Identity
from solutions.grading.text import cell, row
from solutions.grading.verdict.model import StudentGrade

CANVAS_MAXIMA = "Points Possible"
MOODLE_COLUMNS = ("username", "email address", "ID number")


class Book(Protocol):
    """A CSV file that is written student by student."""

    file_name: str

    def heads(self, days: list[Day]) -> list[list[str]]:
        """The rows ahead of the students."""

    def line(self, name: str, student: StudentGrade, sheets: list[DaySheet]) -> list[str] | None:
        """A student's row; None for who is not in it."""


class Grades:
    """grades.csv. An empty cell: not handed in, or not graded through a fault of ours."""

    file_name = "grades.csv"

    def heads(self, days: list[Day]) -> list[list[str]]:
        return [["student", *(f"day{day.number:02}" for day in days), "total", "status", "flags"]]

    def line(self, name: str, student: StudentGrade, sheets: list[DaySheet]) -> list[str]:
        points = [sheet.points for sheet in sheets]
        flags = "; ".join(f"day {day.day}: {flag}" for day in student.days for flag in day.flags)
        return row([name, *points, sum(p or 0 for p in points), student.status, flags])


class Canvas:
    """canvas.csv. What is not decided yet stays empty: no grade, rather than a zero.

    Canvas looks for the ID, then the SIS User ID, then the SIS Login ID. identities: by what it
    finds each student; without them a student's name is the login. columns: what the gradebook
    calls the assignment of a day, with its ID; what it does not know becomes a new one.
    """

    file_name = "canvas.csv"

    def __init__(
        self,
        identities: Mapping[str, Identity] | None = None,
        columns: Mapping[int, str] | None = None,
    ) -> None:
        self._identities = identities
        self._columns = columns or {}

    @property
    def finds_any(self) -> bool:
        found = self._identities
        return found is None or any(map(self._finds, found.values()))

    def _of(self, student: str) -> Identity:
        if self._identities is None:
            return Identity(login=student)
        return self._identities.get(student, UNKNOWN)

    def finds(self, student: str) -> bool:
        """Whether the student has a line."""
        return self._finds(self._of(student))

    @staticmethod
    def _finds(known: Identity) -> bool:
        return bool(known.canvas_id or known.sis_id or known.login)

    def heads(self, days: list[Day]) -> list[list[str]]:
        who = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
        maxima = [f"    {CANVAS_MAXIMA}", "", "", "", ""]
        return [
            [*who, *(self._columns.get(day.number, title(day)) for day in days)],
            [*maxima, *(str(day.points) for day in days)],
        ]

    def line(self, name: str, student: StudentGrade, sheets: list[DaySheet]) -> list[str] | None:
        known = self._of(student.student)
        if not self._finds(known):
            return None
        # A student of that name would be read as the row of the maxima.
        shown = cell(known.name or name).replace(CANVAS_MAXIMA, CANVAS_MAXIMA.lower())
        who = (known.canvas_id, known.sis_id, known.login, known.section)
        return [shown, *map(cell, who), *row(sheet.decided for sheet in sheets)]


class Moodle:
    """moodle.csv, with those of username, e-mail and ID number that every row of it has.

    In Moodle's importer a row without the value that it looks for is taken for the student of the
    row before: there is none. Where no column has everybody, the fullest one decides who is in it.
    A class that has Canvas' IDs has no use for it, unless Moodle was seen.
    """

    file_name = "moodle.csv"

    def __init__(
        self, identities: Mapping[str, Identity] | None = None, seen: bool = False
    ) -> None:
        self._identities = identities
        known = [Identity(login="x")] if identities is None else list(identities.values())
        of_canvas = any(each.canvas_id for each in known) and not seen
        known = [each for each in known if any(values(each)) and not of_canvas]
        counts = [sum(map(bool, column)) for column in zip(*map(values, known), strict=True)]
        most = max(counts, default=0)
        self._columns = [place for place, count in enumerate(counts) if count == most]
        if most < len(known):
            self._columns = self._columns[:1]

    @property
    def finds_any(self) -> bool:
        return bool(self._columns)

    @property
    def by(self) -> str:
        """By what it finds everybody."""
        return " and ".join(MOODLE_COLUMNS[place] for place in self._columns)

    def finds(self, student: str) -> bool:
        """Whether the student has a line."""
        return bool(self._columns) and all(self.key(student))

    def heads(self, days: list[Day]) -> list[list[str]]:
        who = [MOODLE_COLUMNS[place] for place in self._columns]
        return [[*who, *(title(day) for day in days)]]

    def line(self, name: str, student: StudentGrade, sheets: list[DaySheet]) -> list[str] | None:
        who = self.key(student.student)
        if not all(who):
            return None
        points = (sheet.decided for sheet in sheets)
        return [*map(cell, who), *("-" if point is None else str(point) for point in points)]

    def key(self, student: str) -> list[str]:
        """What the student's row begins with; an empty part if the student is not in the file."""
        if self._identities is None:
            return [student]
        known = values(self._identities.get(student, UNKNOWN))
        return [known[place] for place in self._columns]


def values(known: Identity) -> tuple[str, str, str]:
    """By what Moodle finds somebody, as in MOODLE_COLUMNS."""
    return known.login, known.email, known.number


def title(day: Day) -> str:
    return f"Day {day.number}: {day.title}"


class Writer:
    """Rows for one open book."""

    def __init__(self, book: Book, file: TextIO, days: list[Day]) -> None:
        self._book = book
        self._rows = csv.writer(file, lineterminator="\n")
        self._rows.writerows(book.heads(days))

    def add(self, name: str, student: StudentGrade, sheets: list[DaySheet]) -> None:
        if line := self._book.line(name, student, sheets):
            self._rows.writerow(line)


@contextmanager
def opened(out: Path, days: list[Day], books: list[Book]) -> Iterator[list[Writer]]:
    """Writers for all the books; the files take their places when the block has ended well."""
    with ExitStack() as stack:
        yield [
            Writer(book, stack.enter_context(written(out / book.file_name)), days) for book in books
        ]
