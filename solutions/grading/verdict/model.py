"""What came of one student's day, and of all of a student's days: what every report reads.

A `DayGrade` is one line of the journal; it is made of JSON's own types only, so that reading it
back gives the same grade. Points are those of kata.toml; seconds are wall time.
"""

from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from solutions.grading.submissions.moments import Moment

REVIEWED = "reviewed: "  # before what the instructor has decided
RAN = "; the run: "  # before how the run ended, in the reason of a review


class Status(StrEnum):
    """How a day ended, from the mildest to the worst."""

    ABSENT = "absent"  # no answer handed in: no points, no run
    PASSED = "passed"  # every task earned
    FAILED = "failed"  # judged in full, and not every task earned
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out-of-memory"
    CRASHED = "crashed"
    UNGRADABLE = "ungradable"  # what was handed in cannot be examined: the reason says why
    REVIEW = "review"  # credit is withheld until the instructor has looked
    GRADER_ERROR = "grader-error"  # our own fault, never the student's loss


def worst(statuses: "list[Status]") -> Status:
    """The worst of a student's days."""
    order = list(Status)
    return max(statuses, key=order.index, default=Status.ABSENT)


@dataclass(frozen=True)
class Flag:
    """Something the instructor should look at: where (file and line, 0 if unknown) and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.reason}".strip()


@dataclass(frozen=True)
class TestGrade:
    """One test: its outcome ("passed", "failed", "not_run", ...) and, if red, the verdict."""

    __test__ = False  # no test of pytest's

    id: str
    rule: str
    outcome: str
    seconds: float = 0.0
    verdict: dict[str, Any] | None = None
    figures: list[dict[str, Any]] = field(default_factory=list)
    output: str = ""  # what the answer printed, its end


@dataclass(frozen=True)
class TaskGrade:
    """One task: it earns its points when all its tests that could be run have passed.

    outside: what the examiner has found, if it was asked: `result`, `asked`, `expected`, `got`.
    """

    number: int
    title: str
    points: int
    earned: int
    tests: list[TestGrade] = field(default_factory=list)
    outside: dict[str, str] | None = None


@dataclass(frozen=True)
class DayGrade:
    """One student's day.

    withheld: points that were reached but wait for a review. examined: the tasks that were to be
    asked about from outside as well, where their tests passed. late: the points taken off, and
    lateness, why, are found anew for each report. team, handed_in_by: of another's hand-in.
    """

    student: str
    day: int
    status: Status
    tasks: list[TaskGrade] = field(default_factory=list)
    # For every status but passed; a failed day has one if it did not load, an absent one if what
    # was handed in is the starter.
    reason: str = ""
    notes: list[str] = field(default_factory=list)  # which file was taken, and which was not
    marked_late: bool = False  # by the LMS
    moment: Moment = field(default_factory=Moment)  # when it was handed in
    flags: list[Flag] = field(default_factory=list)
    withheld: int = 0
    examined: list[int] = field(default_factory=list)
    late: int = 0
    lateness: str = ""
    team: str = ""
    handed_in_by: str = ""
    seconds: float = 0.0
    cpu: float = 0.0  # seconds of CPU time of the answer's tests, and of asking it from outside
    seed: int = 0
    versions: dict[str, str] = field(default_factory=dict)
    sandbox: str = ""
    time_limits: str = ""  # those in force when it was run

    @property
    def points(self) -> int:
        return max(0, sum(task.earned for task in self.tasks) - self.late)

    @property
    def out_of(self) -> int:
        return sum(task.points for task in self.tasks)

    def slim(self) -> "DayGrade":
        """Without its tests: what a table needs."""
        return replace(self, tasks=[replace(task, tests=[]) for task in self.tasks])

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "DayGrade":
        """Raises TypeError, KeyError or ValueError if the data is no day's grade."""
        tasks = [
            TaskGrade(**{**task, "tests": [TestGrade(**test) for test in task["tests"]]})
            for task in data["tasks"]
        ]
        flags = [Flag(**flag) for flag in data["flags"]]
        told = data.get("moment", {})  # which journals of before do not have
        moment = Moment(**{**told, "order": tuple(told.get("order", ()))})
        found = {"status": Status(data["status"]), "tasks": tasks, "flags": flags}
        return cls(**{**data, **found, "moment": moment})


@dataclass(frozen=True)
class StudentGrade:
    """All days of a student, one of each that was graded, in order."""

    student: str
    days: list[DayGrade]

    @property
    def total(self) -> int:
        return sum(day.points for day in self.days)

    @property
    def status(self) -> Status:
        return worst([day.status for day in self.days])

    @property
    def flags(self) -> list[Flag]:
        return [flag for day in self.days for flag in day.flags]
