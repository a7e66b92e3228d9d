"""Writes all reports of a cohort, one student at a time."""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from katas.harness.days import Day
from katas.harness.files import write
from solutions.grading.reports import exercism, gradebooks, gradescope, junit, pages
from solutions.grading.reports.changed import Changed
from solutions.grading.reports.cohort import ROWS, Cohort
from solutions.grading.reports.feedback_zips import FeedbackZips
from solutions.grading.reports.import_files import NAMES, ImportFiles
from solutions.grading.reports.sheet import DaySheet, sheets_of
from solutions.grading.similarity.model import Similar
from solutions.grading.text import clean, folder_name
from solutions.grading.verdict.model import Status, StudentGrade

NONE = Similar()
LOGINS = ImportFiles()
REPORTS = ("results.json", "exercism.json", "junit.xml", "feedback.html")


def write_all(
    out: Path,
    students: Iterable[StudentGrade],
    days: list[Day],
    *,
    sandbox: str,
    similar: Similar = NONE,
    pseudonym: Callable[[str], str] | None = None,
    rows: int = ROWS,
    notes: Sequence[str] = (),
    imports: ImportFiles = LOGINS,
    zips: FeedbackZips | None = None,
    changed: Changed | None = None,
) -> None:
    """Write grades.csv, the import files, the cohort's page, and a folder for each student.

    students: gone through once, in their order, none of them kept. days: the columns; a student
    who lacks one of them is absent that day. sandbox: what every report says of the isolation.
    similar: what `similarity.of_cohort` found. pseudonym: the name to show for a student's; with it
    there are no import files, which would carry names that no gradebook knows.
    rows: students in the cohort's picture of all tasks. notes: what the instructor should know,
    in sentences. imports: the files of points for an LMS.
    zips: where the feedback is put that goes back to an LMS. changed: told which grades were others
    before.
    """
    shown = pseudonym or str
    books: list[gradebooks.Book] = [gradebooks.Grades()]
    books += [] if pseudonym else imports.books
    for name in set(NAMES).difference(book.file_name for book in books):
        (out / name).unlink(missing_ok=True)
    cohort = Cohort(days, rows_at_most=rows)
    folders = set()
    with gradebooks.opened(out, days, books) as writers:
        for student in students:
            name = shown(student.student)
            sheets = sheets_of(unnoted(student) if pseudonym else student, days)
            for writer in writers:
                writer.add(name, student, sheets)
            folders.add(folder_name(name))
            if changed:
                changed.take(name, sheets)
            page = write_student(out / folder_name(name), name, sheets, sandbox)
            if zips:
                zips.take(student.student, sheets, page)
            cohort.take(clean(name, 120), folder_name(name), student.status, sheets)
    if pseudonym:
        similar = similar.renamed(pseudonym)
    told = [*notes, *(changed.notes if changed else [])]
    write(out / "cohort.html", pages.cohort(cohort, similar, clean(sandbox), told))
    forget(out, folders)


def write_student(folder: Path, name: str, sheets: list[DaySheet], sandbox: str) -> str:
    """Write a student's own reports. Returns the page."""
    handed_in = [s for s in sheets if s.status is not Status.ABSENT] or sheets
    notice = f"Isolation of the answer while it ran: {clean(sandbox)}."
    write(folder / "results.json", gradescope.results(sheets, notice))
    write(folder / "exercism.json", exercism.results(handed_in))
    write(folder / "junit.xml", junit.results(name, sheets, sandbox))
    page = pages.feedback(name, sheets, clean(sandbox))
    write(folder / "feedback.html", page)
    return page


def unnoted(student: StudentGrade) -> StudentGrade:
    """Without what names the files that were handed in: an LMS has put a name into them."""
    return replace(student, days=[replace(day, notes=[]) for day in student.days])


def forget(out: Path, folders: Collection[str]) -> None:
    """Take away the reports of students who are no more, or are called otherwise now.

    What else is in their folders stays.
    """
    for folder in out.iterdir():
        ours = [folder / name for name in REPORTS]
        if folder.name in folders or folder.is_symlink() or not all(map(Path.is_file, ours)):
            continue
        for file in ours:
            file.unlink()
        with suppress(OSError):
            folder.rmdir()
