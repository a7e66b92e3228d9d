"""One student's day as every report shows it: all tasks of kata.toml, graded or not."""

from dataclasses import dataclass, replace
from functools import cached_property

from katas.harness.days import Day, Task
from solutions.grading.reports.evidence import contradiction, unreached
from solutions.grading.reports.task_sheet import Mark, TaskSheet
from solutions.grading.text import clean
from solutions.grading.verdict.model import (
    RAN,
    REVIEWED,
    DayGrade,
    Status,
    StudentGrade,
    TaskGrade,
    TestGrade,
)

OUTSIDE = "asked from outside the tests"  # what a finding is called among the names of tests

# What a student reads. Why a day waits for a review is between the instructor and the student.
SENTENCES = {
    Status.ABSENT: "No answer was handed in.",
    Status.PASSED: "Every task is done.",
    Status.FAILED: "Not every task is done yet.",
    Status.TIMEOUT: "The answer did not come to an end in time.",
    Status.OUT_OF_MEMORY: "The answer needed more memory than there was.",
    Status.CRASHED: "The answer ended the process that ran the tests.",
    Status.UNGRADABLE: "What was handed in could not be examined.",
    Status.REVIEW: "Your instructor looks at this answer before its points are given.",
    Status.GRADER_ERROR: "The grader failed here, not you. Nothing is lost: it will be run again.",
}
EACH = (
    "These are the team's points, before what lateness takes off: that is each member's own, and "
    "stands in the gradebook."
)
LATER = "What lateness takes off is counted once there are points"
SPOKEN = {
    Status.FAILED,  # has a reason if the answer did not load
    Status.TIMEOUT,
    Status.OUT_OF_MEMORY,
    Status.CRASHED,
    Status.UNGRADABLE,
}

JUDGED = (Status.PASSED, Status.FAILED, Status.REVIEW)


@dataclass(frozen=True)
class DaySheet:
    """One day of a student; `grade` is None if the day was not graded."""

    day: Day
    grade: DayGrade | None

    @property
    def status(self) -> Status:
        return self.grade.status if self.grade else Status.ABSENT

    @property
    def points(self) -> int | None:
        """Points earned; None where there is nothing that could have earned some."""
        nothing = (Status.ABSENT, Status.UNGRADABLE, Status.GRADER_ERROR)
        if self.grade is None or self.status in nothing:
            return None
        return self.grade.points

    @property
    def decided(self) -> int | None:
        """Points for a gradebook: None also while the instructor has still to look."""
        return None if self.status is Status.REVIEW else self.points

    @property
    def open(self) -> bool:
        """Whether its points are not decided: nobody has judged it to the end."""
        return self.status in (Status.REVIEW, Status.UNGRADABLE, Status.GRADER_ERROR)

    def for_team(self) -> "DaySheet":
        """The same for all of a team to read: without what lateness takes off of one of them."""
        if self.grade is None or not self.grade.lateness:
            return self
        grade = replace(self.grade, late=0, lateness="", notes=[*self.grade.notes, EACH])
        return DaySheet(self.day, grade)

    @property
    def summary(self) -> str:
        """The status in words for the student."""
        begun = self.grade.reason if self.grade and self.status is Status.ABSENT else ""
        said = [clean(begun) or SENTENCES[self.status]]
        if self.grade and self.grade.team:
            said.append(f"It was handed in for team {clean(self.grade.team, 80)}.")
        if self.grade and self.grade.lateness:
            off = f"{self.grade.late} points are" if self.grade.late else "Nothing is"
            what = f"{off} off for lateness" if not self.open else LATER
            said.append(f"{what}: {self.grade.lateness}.")
        return " ".join(said)

    @property
    def reason(self) -> str:
        """Why, in one or more lines, if that is for the student to know."""
        told = self.grade.reason if self.grade and self.status in SPOKEN else ""
        return clean(told.partition(RAN)[2] if told.startswith(REVIEWED) else told)

    @property
    def notes(self) -> list[str]:
        """Which file was taken, and which was not."""
        return [clean(note, 600) for note in self.grade.notes] if self.grade else []

    @property
    def sentence(self) -> str:
        """All of it, as plain text."""
        return " ".join([self.summary, self.reason, *self.notes]).replace("  ", " ").strip()

    @property
    def judged(self) -> bool:
        """Whether the tests ran to their end on an answer that loads."""
        if self.grade is None or self.status not in JUDGED:
            return False
        return self.status is not Status.FAILED or not self.reason

    @property
    def ran(self) -> bool:
        """Whether any test was reached: none is where the answer does not load."""
        return any(not unreached(test) for task in self.tasks for test in task.tests)

    @cached_property
    def tasks(self) -> list[TaskSheet]:
        graded = {task.number: task for task in self.grade.tasks} if self.grade else {}
        return [self._task(task, graded.get(task.number)) for task in self.day.tasks]

    def _task(self, task: Task, grade: TaskGrade | None) -> TaskSheet:
        tests = grade.tests if grade else []
        earned = grade.earned if grade and self.points is not None else 0
        said = contradiction(grade.outside) if grade else ""
        return TaskSheet(self.day, task, self._mark(tests, earned), earned, tests, said)

    @property
    def outside(self) -> str:
        """Which tasks were asked from outside, in a sentence; "" for a day that was not run."""
        if self.grade is None or not any(task.tests for task in self.grade.tasks):
            return ""
        asked = [str(task.number) for task in self.grade.tasks if task.outside]
        if asked:
            return (
                f"Beside the tests, the grader asked your answer itself: task {', '.join(asked)}."
            )
        if self.grade.examined:
            return (
                "Beside the tests, the grader asks an answer itself about green tasks: none here."
            )
        return "The tests alone have judged it."

    def _mark(self, tests: list[TestGrade], earned: int) -> Mark:
        outcomes = {test.outcome for test in tests}
        if self.status is Status.ABSENT:
            return Mark.ABSENT
        if self.status is Status.GRADER_ERROR:
            return Mark.UNJUDGED
        if earned:
            return Mark.EARNED
        if "failed" in outcomes or (self.status is Status.FAILED and not outcomes):
            return Mark.RED
        if self.status is Status.REVIEW:
            return Mark.WAITS
        if outcomes & {"unfit", "error", "not_run"} or not outcomes:
            return Mark.UNJUDGED
        return Mark.RED


def sheets_of(student: StudentGrade, days: list[Day]) -> list[DaySheet]:
    """A sheet for each of the days, in their order."""
    graded = {grade.day: grade for grade in student.days}
    return [DaySheet(day, graded.get(day.number)) for day in days]
