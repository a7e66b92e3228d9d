"""What the cohort's page says, gathered student by student: no grade is kept."""

from collections import Counter
from dataclasses import dataclass, field

from katas.harness.days import Day, Task
from solutions.grading.reports.evidence import message_of
from solutions.grading.reports.measured import Measured
from solutions.grading.reports.mistakes_met import Met, met
from solutions.grading.reports.sheet import DaySheet
from solutions.grading.reports.task_sheet import Mark, TaskSheet
from solutions.grading.text import clean
from solutions.grading.verdict.model import Flag, Status, TestGrade

ROWS = 300  # students in the picture of all tasks; the spreadsheet has them all
LISTED = 200  # days that wait for the instructor, in full
COMMON = 15  # red tests, the most common ones
VERSIONS = 30
MISTAKES = 40
WAITING = (Status.REVIEW, Status.UNGRADABLE, Status.GRADER_ERROR)


@dataclass
class Tally:
    """How often a task was earned, of the times it was judged."""

    day: Day
    task: Task
    marks: Counter[Mark] = field(default_factory=Counter)

    @property
    def handed_in(self) -> int:
        return self.marks.total() - self.marks[Mark.ABSENT]

    @property
    def share(self) -> float:
        """From 0 to 1; a task that waits for a review counts as done."""
        done = self.marks[Mark.EARNED] + self.marks[Mark.WAITS]
        return done / self.handed_in if self.handed_in else 0.0


@dataclass
class Red:
    """What a test is about, and for how many students it was red, with the first one's message."""

    day: Day
    task: Task
    rule: str
    example: str
    students: int = 0


@dataclass(frozen=True)
class ToDo:
    """A day that the instructor has to look at, or has decided on."""

    name: str
    folder: str
    day: Day
    status: Status
    withheld: int
    reason: str
    flags: list[Flag]


@dataclass(frozen=True)
class HandedIn:
    """A day of which a file was taken in the place of another, or that came late."""

    name: str
    folder: str
    day: Day
    notes: list[str]


@dataclass(frozen=True)
class Row:
    """A student in the picture of all tasks. marks, statuses, points: by the number of the day."""

    name: str
    folder: str
    total: int
    marks: dict[int, list[Mark]]
    statuses: dict[int, Status]
    points: dict[int, int]

    def filtered_by(self, days: list[Day]) -> str:
        """Number, status and points of each of the days, for the page's script."""
        return " ".join(
            f"{d.number}:{self.statuses[d.number].value}:{self.points[d.number]}" for d in days
        )


@dataclass
class Cohort:
    """The sums. Its size depends on the days and on the limits above, not on the students."""

    days: list[Day]
    rows: list[Row] = field(default_factory=list)
    to_do: list[ToDo] = field(default_factory=list)
    more_to_do: int = 0
    decided: list[ToDo] = field(default_factory=list)
    handed_in: list[HandedIn] = field(default_factory=list)
    more_handed_in: int = 0
    students: int = 0
    shared: int = 0
    statuses: Counter[Status] = field(default_factory=Counter)
    day_statuses: Counter[Status] = field(default_factory=Counter)
    reds: dict[tuple[int, int, str], Red] = field(default_factory=dict)
    mistakes: Counter[Met] = field(default_factory=Counter)
    measured: Measured = field(default_factory=Measured)
    sandboxes: Counter[str] = field(default_factory=Counter)
    time_limits: dict[int, Counter[str]] = field(default_factory=dict)
    versions: Counter[str] = field(default_factory=Counter)
    examined: dict[int, set[int]] = field(default_factory=dict)
    rows_at_most: int = ROWS

    def __post_init__(self) -> None:
        self.tallies = {(d.number, t.number): Tally(d, t) for d in self.days for t in d.tasks}

    def take(self, name: str, folder: str, status: Status, sheets: list[DaySheet]) -> None:
        """Add a student, under the name that the page shows."""
        self.students += 1
        self.statuses[status] += 1
        for sheet in sheets:
            self.day_statuses[sheet.status] += 1
            self._take_day(name, folder, sheet)
            if sheet.grade and sheet.grade.handed_in_by:
                self.shared += 1  # a team's answer is one answer
                continue
            self.mistakes.update(met(sheet))
            for task in sheet.tasks:
                self._take_task(task, sheet.judged)
        if len(self.rows) < self.rows_at_most:
            total = sum(sheet.points or 0 for sheet in sheets)
            marks = {sheet.day.number: [task.mark for task in sheet.tasks] for sheet in sheets}
            statuses = {sheet.day.number: sheet.status for sheet in sheets}
            points = {sheet.day.number: sheet.points or 0 for sheet in sheets}
            self.rows.append(Row(name, folder, total, marks, statuses, points))

    def _take_day(self, name: str, folder: str, sheet: DaySheet) -> None:
        grade = sheet.grade
        if grade is None:
            return
        waits = sheet.status in WAITING
        if waits or grade.flags:
            # A review's reason is its first flag.
            reason = "" if sheet.status is Status.REVIEW and grade.flags else clean(grade.reason)
            flags, held = grade.flags[:LISTED], grade.withheld
            item = ToDo(name, folder, sheet.day, sheet.status, held, reason, flags)
            listed = self.to_do if waits else self.decided
            self.more_to_do += waits and len(listed) >= LISTED
            if len(listed) < LISTED:
                listed.append(item)
        notes = [*sheet.notes, *(["The LMS marked it late."] if grade.marked_late else [])]
        if notes and len(self.handed_in) < LISTED:
            self.handed_in.append(HandedIn(name, folder, sheet.day, notes))
        elif notes:
            self.more_handed_in += 1
        self.examined.setdefault(sheet.day.number, set()).update(grade.examined)
        if grade.sandbox:
            bounded(self.sandboxes, clean(grade.sandbox, 200))
        if grade.time_limits:
            of_day = self.time_limits.setdefault(sheet.day.number, Counter())
            bounded(of_day, clean(grade.time_limits, 80))
        for program, version in grade.versions.items():
            bounded(self.versions, clean(f"{program} {version}", 80))

    def _take_task(self, task: TaskSheet, judged: bool) -> None:
        self.tallies[task.day.number, task.task.number].marks[task.mark] += 1
        # What several tests are about counts once for a student.
        red = {clean(t.rule or t.id, 300): t for t in reversed(task.red)} if judged else {}
        for rule, test in red.items():
            self._take_red(task, rule, test)
        self.measured.take(task)

    def _take_red(self, task: TaskSheet, rule: str, test: TestGrade) -> None:
        key = (task.day.number, task.task.number, rule)
        if key not in self.reds:
            self.reds[key] = Red(task.day, task.task, rule, clean(message_of(test), 1_500))
        self.reds[key].students += 1

    @property
    def asked_outside(self) -> list[tuple[Day, list[Task], list[Task]]]:
        """Of each day that was graded: the tasks that are asked from outside, and the others."""
        return [
            (
                day,
                [task for task in day.tasks if task.number in self.examined[day.number]],
                [task for task in day.tasks if task.number not in self.examined[day.number]],
            )
            for day in self.days
            if day.number in self.examined
        ]

    # What the page shows ------------------------------------------------------------------------

    @property
    def days_handed_in(self) -> list[Day]:
        """The days that somebody handed in: those that were set."""
        handed_in = {number for (number, _), tally in self.tallies.items() if tally.handed_in}
        return [day for day in self.days if day.number in handed_in] or self.days

    @property
    def waiting(self) -> str:
        """How many days wait for the instructor, by status."""
        found = [(status, self.day_statuses[status]) for status in WAITING]
        return ", ".join(f"{count} {status.value}" for status, count in found if count)

    @property
    def common_mistakes(self) -> list[tuple[Met, int]]:
        ordered = sorted(self.mistakes.items(), key=lambda m: (-m[1], m[0].day.number, m[0].names))
        return ordered[:MISTAKES]

    @property
    def hardest(self) -> list[Tally]:
        """Tasks that somebody handed in, the least often earned first."""
        judged = [tally for tally in self.tallies.values() if tally.handed_in]
        return sorted(judged, key=lambda tally: (tally.share, tally.day.number, tally.task.number))

    @property
    def common_reds(self) -> list[Red]:
        ordered = sorted(self.reds.items(), key=lambda item: (-item[1].students, item[0]))
        return [red for _, red in ordered[:COMMON]]


def bounded(counter: Counter[str], value: str) -> None:
    """Count the value, unless that made more different ones than a page can show."""
    if value in counter or len(counter) < VERSIONS:
        counter[value] += 1
