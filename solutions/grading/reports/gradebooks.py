"""The cohort's points as CSV files: for a spreadsheet, for Canvas and for Moodle.

Canvas: header and second row as its own gradebook export has them, students found by their login.
https://github.com/instructure/canvas-lms/blob/master/lib/gradebook_importer.rb
Moodle: any columns, which the importer asks about; no grade is "-", because an empty cell of a new
grade item is stored as one, and a grade above 100 stops the whole import, so there is no total.
https://docs.moodle.org/en/Grade_import
"""

import csv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol, TextIO

from katas.harness.days import Day
from katas.harness.files import written
from solutions.grading.reports.sheet import DaySheet
from solutions.grading.text import cell, row
from solutions.grading.verdict.model import StudentGrade

CANVAS_MAXIMA = "Points Possible"


class Book(Protocol):
    """A CSV file that is written student by student."""

    file_name: str

    def heads(self, days: list[Day]) -> list[list[str]]:
        """The rows ahead of the students."""

    def line(self, name: str, student: StudentGrade, sheets: list[DaySheet]) -> list[str]:
        """A student's row."""


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
    """canvas.csv. What is not decided yet stays empty: no grade, rather than a zero."""

    file_name = "canvas.csv"

    def heads(self, days: list[Day]) -> list[list[str]]:
        who = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
        maxima = [f"    {CANVAS_MAXIMA}", "", "", "", ""]
        return [
            [*who, *(title(day) for day in days)],
            [*maxima, *(str(day.points) for day in days)],
        ]

    def line(self, name: str, student: StudentGrade, sheets: list[DaySheet]) -> list[str]:
        # A student of that name would be read as the row of the maxima.
        shown = cell(name).replace(CANVAS_MAXIMA, CANVAS_MAXIMA.lower())
        return [shown, "", "", cell(name), "", *row(sheet.decided for sheet in sheets)]


class Moodle:
    """moodle.csv."""

    file_name = "moodle.csv"

    def heads(self, days: list[Day]) -> list[list[str]]:
        return [["username", *(title(day) for day in days)]]

    def line(self, name: str, student: StudentGrade, sheets: list[DaySheet]) -> list[str]:
        points = (sheet.decided for sheet in sheets)
        return [cell(name), *("-" if point is None else str(point) for point in points)]


def title(day: Day) -> str:
    return f"Day {day.number}: {day.title}"


class Writer:
    """Rows for one open book."""

    def __init__(self, book: Book, file: TextIO, days: list[Day]) -> None:
        self._book = book
        self._rows = csv.writer(file, lineterminator="\n")
        self._rows.writerows(book.heads(days))

    def add(self, name: str, student: StudentGrade, sheets: list[DaySheet]) -> None:
        self._rows.writerow(self._book.line(name, student, sheets))


@contextmanager
def opened(out: Path, days: list[Day], books: list[Book]) -> Iterator[list[Writer]]:
    """Writers for all the books; the files take their places when the block has ended well."""
    with ExitStack() as stack:
        yield [
            Writer(book, stack.enter_context(written(out / book.file_name)), days) for book in books
        ]
