"""What the cohort's page says, gathered student by student: no grade is kept."""

from collections import Counter
from dataclasses import dataclass, field

from katas.harness.days import Day, Task
from solutions.grading.reports.charts import Distribution
from solutions.grading.reports.messages import figures_of, message_of
from solutions.grading.reports.sheet import DaySheet, Mark, TaskSheet
from solutions.grading.text import clean
from solutions.grading.verdict.model import Flag, Status, TestGrade

ROWS = 300  # students in the picture of all tasks; the spreadsheet has them all
LISTED = 200  # days that wait for the instructor, in full
COMMON = 15  # red tests, the most common ones
FIGURES_A_DAY = 12
VERSIONS = 30


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
    """A test and how many it was red for, with the first one's message."""

    day: Day
    task: Task
    rule: str
    example: str
    count: int = 0


@dataclass(frozen=True)
class ToDo:
    """A day that the instructor has to look at."""

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
    """A student in the picture of all tasks."""

    name: str
    folder: str
    total: int
    marks: list[Mark]


@dataclass
class Cohort:
    """The sums. Its size depends on the days and on the limits above, not on the students."""

    days: list[Day]
    rows: list[Row] = field(default_factory=list)
    to_do: list[ToDo] = field(default_factory=list)
    more_to_do: int = 0
    handed_in: list[HandedIn] = field(default_factory=list)
    more_handed_in: int = 0
    students: int = 0
    statuses: Counter[Status] = field(default_factory=Counter)
    reds: dict[tuple[int, str], Red] = field(default_factory=dict)
    figures: dict[tuple[int, str], Distribution] = field(default_factory=dict)
    sandboxes: Counter[str] = field(default_factory=Counter)
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
            self._take_day(name, folder, sheet)
            for task in sheet.tasks:
                self._take_task(task, sheet.judged)
        if len(self.rows) < self.rows_at_most:
            total = sum(sheet.points or 0 for sheet in sheets)
            marks = [task.mark for sheet in sheets for task in sheet.tasks]
            self.rows.append(Row(name, folder, total, marks))

    def _take_day(self, name: str, folder: str, sheet: DaySheet) -> None:
        grade = sheet.grade
        if grade is None:
            return
        waits = sheet.status in (Status.REVIEW, Status.UNGRADABLE, Status.GRADER_ERROR)
        if waits or grade.flags:
            if len(self.to_do) < LISTED:
                self.to_do.append(
                    ToDo(
                        name,
                        folder,
                        sheet.day,
                        sheet.status,
                        grade.withheld,
                        clean(grade.reason),
                        grade.flags[:LISTED],
                    )
                )
            else:
                self.more_to_do += 1
        notes = [*sheet.notes, *(["The LMS marked it late."] if grade.marked_late else [])]
        if notes and len(self.handed_in) < LISTED:
            self.handed_in.append(HandedIn(name, folder, sheet.day, notes))
        elif notes:
            self.more_handed_in += 1
        self.examined.setdefault(sheet.day.number, set()).update(grade.examined)
        if grade.sandbox:
            bounded(self.sandboxes, clean(grade.sandbox, 200))
        for program, version in grade.versions.items():
            bounded(self.versions, clean(f"{program} {version}", 80))

    def _take_task(self, task: TaskSheet, judged: bool) -> None:
        self.tallies[task.day.number, task.task.number].marks[task.mark] += 1
        for test in task.red if judged else []:
            self._take_red(task, test)
        for test in task.tests:
            for figure in figures_of(test.figures):
                unit = figure.unit
                key = (task.day.number, f"{task.number} {figure.name}")
                if key not in self.figures:
                    if sum(day == task.day.number for day, _ in self.figures) >= FIGURES_A_DAY * 4:
                        continue
                    self.figures[key] = Distribution(unit, figure.allowed)
                if self.figures[key].unit == unit:
                    self.figures[key].take(figure.measured)

    def _take_red(self, task: TaskSheet, test: TestGrade) -> None:
        key = (task.day.number, test.id)
        if key not in self.reds:
            rule = clean(test.rule or test.id, 300)
            self.reds[key] = Red(task.day, task.task, rule, clean(message_of(test), 1_500))
        self.reds[key].count += 1

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
    def hardest(self) -> list[Tally]:
        """Tasks that somebody handed in, the least often earned first."""
        judged = [tally for tally in self.tallies.values() if tally.handed_in]
        return sorted(judged, key=lambda tally: (tally.share, tally.day.number, tally.task.number))

    @property
    def common_reds(self) -> list[Red]:
        ordered = sorted(self.reds.items(), key=lambda item: (-item[1].count, item[0]))
        return [red for _, red in ordered[:COMMON]]

    def figures_of_day(self, day: Day) -> list[tuple[str, Distribution]]:
        """The day's figures by name, those that have a bound first."""
        found = [(name, s) for (number, name), s in self.figures.items() if number == day.number]
        return sorted(found, key=lambda pair: pair[1].allowed is None)[:FIGURES_A_DAY]


def bounded(counter: Counter[str], value: str) -> None:
    """Count the value, unless that made more different ones than a page can show."""
    if value in counter or len(counter) < VERSIONS:
        counter[value] += 1
