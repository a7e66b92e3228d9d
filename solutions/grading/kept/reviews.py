"""The instructor's decisions on flagged answers: out/reviews.csv, a row for each.

    student,day,answer,decision,points,why
    chen,1,1f0c9a77e2b3,,100,lifecycle.py:4 patches django.db.connection.queries_log

Write `credit` or `none` into the decision and give the same command again. A decision is about one
answer: when the student hands in another, or the tests change, it is asked for again.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from katas.harness.files import written
from solutions.grading.kept.journal import Journal
from solutions.grading.kept.written_file import WrittenFile
from solutions.grading.text import cell, uncelled
from solutions.grading.verdict.expected import reached
from solutions.grading.verdict.model import DayGrade, Status, StudentGrade

HEADER = ["student", "day", "answer", "decision", "points", "why"]
CREDIT, NONE = "credit", "none"
SHOWN = 12  # characters of a key


class Reviews:
    """The decisions of an output folder. find: who is meant by a name. Raises WrongFile."""

    def __init__(
        self, out: Path, journal: Journal, find: Callable[[str], str | None] = str
    ) -> None:
        self._find = find
        self.path = out / "reviews.csv"
        self._journal = journal
        self._decided: dict[tuple[str, str, str], str] = {}
        self._rows: dict[tuple[str, str, str], list[str]] = {}  # a team's answer comes up again
        if self.path.is_file():
            file = WrittenFile.read(self.path, "file of reviews")
            for line, row in file.table(f"the columns {', '.join(HEADER)}", *HEADER[:4]):
                self._decide(row, file, line)

    def _decide(self, row: dict[str, str], file: WrittenFile, line: int) -> None:
        decision = row["decision"].strip().lower()
        if decision not in ("", CREDIT, NONE):
            said = f"the decision is {CREDIT} or {NONE}, not {decision!r}"
            raise file.fault(line, said)
        if decision:
            student = self._find(uncelled(row["student"]))
            name = cell(student) if student else row["student"]
            self._decided[name, row["day"], row["answer"]] = decision

    def applied(self, students: Iterable[StudentGrade]) -> Iterator[StudentGrade]:
        """The students with the decisions carried out."""
        for student in students:
            days = [
                self._applied(day) if day.status == Status.REVIEW else day for day in student.days
            ]
            yield replace(student, days=days)

    def _applied(self, day: DayGrade) -> DayGrade:
        answer = self._journal.key(day.student, day.day)[:SHOWN]
        row = (cell(day.student), str(day.day), answer)
        decision = self._decided.get(row, "")
        why = "; ".join(str(flag) for flag in day.flags)
        self._rows[row] = [*row, decision, str(day.withheld), cell(why)]
        if not decision:
            return day
        tasks = day.tasks
        if decision == CREDIT and day.withheld:
            tasks = [replace(t, earned=t.points if reached(t.tests) else 0) for t in tasks]
        whole = all(task.earned == task.points for task in tasks)
        status = Status.PASSED if whole else Status.FAILED
        return replace(day, tasks=tasks, status=status, withheld=0, reason=f"reviewed: {decision}")

    def write(self) -> None:
        """Write the rows of what was flagged this time, decided or not."""
        if self._rows or self.path.exists():
            with written(self.path) as file:
                csv.writer(file, lineterminator="\n").writerows([HEADER, *self._rows.values()])
