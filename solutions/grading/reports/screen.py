"""What the instructor sees while a cohort is graded, and the table at the end."""

import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from textwrap import shorten
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from katas.harness.days import Day
from solutions.grading.reports.import_files import NAMES
from solutions.grading.text import by_letter, clean
from solutions.grading.verdict.model import DayGrade, Status, StudentGrade

ROWS = 40
NOTES = 8  # of what was taken for what
PLAIN_LINES = 20  # at most, where there is no terminal
QUIET = (Status.PASSED, Status.FAILED, Status.ABSENT)  # each says enough by itself
STYLES = {Status.PASSED: "green", Status.REVIEW: "yellow", Status.GRADER_ERROR: "red"}


class ProgressBar:
    """Students done, and about how long the rest will take. Use it as a context."""

    def __init__(self, out: Console, total: int, jobs: int) -> None:
        self.out, self.total, self.jobs = out, total, jobs
        self._started = time.monotonic()
        self._count = self._ran = 0
        columns = (MofNCompleteColumn(separator=" of "), BarColumn(bar_width=28))
        text = TextColumn("{task.description}")
        self._bar = Progress(*columns, text, console=out, transient=True)
        self._task = self._bar.add_task(f"jobs {jobs}", total=total)

    def __enter__(self) -> "ProgressBar":
        if self.out.is_terminal:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.out.is_terminal:
            self._bar.stop()

    def done(self, student: str, ran: bool) -> None:
        """A student is done. ran: now, rather than in an earlier run of the grader."""
        self._count += 1
        self._ran += ran
        text = f"jobs {self.jobs}   {self._left()}   {student[:24]}"
        if self.out.is_terminal:
            self._bar.update(self._task, advance=1, description=Text(text).plain)
        elif self._count == self.total or self._count % max(1, self.total // PLAIN_LINES) == 0:
            self.out.print(f"{self._count} of {self.total}   {text}", markup=False)

    def _left(self) -> str:
        left = self.total - self._count
        if not self._ran or not left:
            return ""
        seconds = (time.monotonic() - self._started) / self._ran * left
        return (
            f"about {seconds / 60:.0f} min left" if seconds > 90 else f"about {seconds:.0f} s left"
        )


class Summary:
    """The table of screens, filled student by student; only its rows are kept."""

    def __init__(self, days: list[Day]) -> None:
        self.days = days
        self.statuses: Counter[Status] = Counter()
        self.students = self.reviews = self.faults = self.noted = self.late = 0
        self._plain: list[StudentGrade] = []
        self._noted: list[StudentGrade] = []
        self._notes: list[str] = []

    def take(self, students: Iterable[StudentGrade]) -> Iterable[StudentGrade]:
        """Hand the students on, one by one."""
        for student in students:
            self.students += 1
            statuses = [day.status for day in student.days]
            self.statuses.update(statuses)
            self.reviews += Status.REVIEW in statuses
            self.faults += Status.GRADER_ERROR in statuses
            self.noted += sum(bool(day.notes) for day in student.days)
            self.late += sum(day.marked_late for day in student.days)
            for day in student.days:
                if len(self._notes) < NOTES:
                    self._notes += [f"{student.student}, day {day.day}: {n}" for n in day.notes]
            rows = self._plain if student.status in QUIET else self._noted
            if len(rows) < ROWS:
                rows.append(slim(student))
            yield student

    def show(self, out: Console, folder: Path) -> None:
        table = Table(box=None, pad_edge=False, header_style="dim")
        table.add_column("student", max_width=24, no_wrap=True)
        for day in self.days:
            table.add_column(str(day.number), justify="right", no_wrap=True)
        table.add_column("total", justify="right", no_wrap=True)
        table.add_column("status", ratio=1)
        shown = sorted(
            [*self._plain, *self._noted][-ROWS:], key=lambda each: by_letter(each.student)
        )
        for student in shown:
            table.add_row(*self.row(student))
        out.print(table)
        if self.students > len(shown):
            out.print(f"... and {self.students - len(shown):,} more in grades.csv")
        verdict = (
            f"{self.students:,} graded, {self.reviews:,} to review, {self.faults} of our own faults"
        )
        out.print(verdict)
        out.print(f"in {folder}/: {files(folder)}", markup=False)
        if self.noted:
            out.print(
                f"{self.noted:,} taken under another name, or in the place of another file;"
                ' see "What was taken for what" in cohort.html',
            )
            for note in self._notes[:NOTES]:
                out.print(f"  {clean(note, 300)}", markup=False)
        if self.late:
            out.print(f"{self.late:,} {'day' if self.late == 1 else 'days'} marked late by the LMS")
        if self.reviews:
            out.print(
                f"Decide in {folder}/reviews.csv: credit or none for each; then the same command.",
                markup=False,
            )

    def row(self, student: StudentGrade) -> list[Text]:
        days = {day.day: day for day in student.days}
        cells = [points(days.get(day.number)) for day in self.days]
        style = STYLES.get(student.status, "")
        about = Text(str(student.status), style=style)
        if reason := reason_of(student, alone=len(self.days) == 1):
            about.append(f": {reason}", style="")
        if late := late_of(student):
            about.append(f"; {late}" if reason else f", {late}", style="")
        return [Text(student.student), *cells, Text(str(student.total)), about]


def files(folder: Path) -> str:
    names = ["grades.csv", *NAMES, "cohort.html", "students.csv"]
    names += ["journal.jsonl"]
    return " · ".join(name for name in names if (folder / name).exists())


def points(day: DayGrade | None) -> Text:
    if day is None or day.status in (Status.ABSENT, Status.GRADER_ERROR):
        return Text("-" if day is None or day.status == Status.ABSENT else "?")
    return Text(str(day.points))


def reason_of(student: StudentGrade, alone: bool) -> str:
    """The first line of why the worst day is what it is; others that are not judged, by status.

    alone: there is one day only, so that it need not be named.
    """
    told = [day for day in student.days if day.status not in QUIET and day.reason]
    worst = next((day for day in told if day.status == student.status), None)
    if worst is None:
        return ""
    line = shorten(worst.reason.splitlines()[0].rstrip("."), 160, placeholder=" ...")
    others = [f"day {day.day}: {day.status}" for day in told if day is not worst]
    return "; ".join([line if alone else f"day {worst.day}: {line}", *others])


def late_of(student: StudentGrade) -> str:
    """Which days were late, and what that costs."""
    late = [day for day in student.days if day.lateness or day.marked_late]
    return f"late: day {', '.join(map(costs_of, late))}" if late else ""


def costs_of(day: DayGrade) -> str:
    """The number of a late day, with what is off, or what has spared it."""
    spared = [word for word in ("extension", "grace") if f" of {word}" in day.lateness]
    said = f"-{day.late}" if day.late else " and ".join(spared)
    return f"{day.day} ({said})" if said else str(day.day)


def slim(student: StudentGrade) -> StudentGrade:
    """Without the tests, of which a row shows nothing."""
    return StudentGrade(student.student, [day.slim() for day in student.days])
