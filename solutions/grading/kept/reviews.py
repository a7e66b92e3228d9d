"""The instructor's decisions on flagged answers: out/reviews.csv, a row for each.

    student,day,answer,decision,points,why
    chen,1,1f0c9a77e2b3,,100,lifecycle.py:4 patches django.db.connection.queries_log

Write `credit` or `none` into the decision and give the same command again. A decision is about one
answer: when the student hands in another, or the tests change, it is asked for again. A row with a
decision stays, whatever is graded later.
"""

import csv
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from katas.harness.files import written
from solutions.grading.kept.journal import Journal
from solutions.grading.kept.written_file import WrittenFile
from solutions.grading.submissions.whom import Whom
from solutions.grading.text import cell, uncelled
from solutions.grading.verdict.expected import reached
from solutions.grading.verdict.model import RAN, REVIEWED, DayGrade, Status, StudentGrade

HEADER = ["student", "day", "answer", "decision", "points", "why"]
CREDIT, NONE = "credit", "none"
Row = tuple[str, str, str]
SHOWN = 12  # characters of a key


class Reviews:
    """The decisions of an output folder.

    whom: those who may be meant. before: names of earlier runs, of whom some may be nobody now.
    Raises WrongFile for who is neither.
    """

    def __init__(
        self, out: Path, journal: Journal, whom: Whom, before: Collection[str] = ()
    ) -> None:
        self._whom = whom
        self._before = before
        self.path = out / "reviews.csv"
        self._journal = journal
        self._decided: dict[Row, str] = {}
        self._written: dict[Row, list[str]] = {}
        self._rows: dict[Row, list[str]] = {}  # a team's answer comes up again
        if self.path.is_file():
            file = WrittenFile.read(self.path, "file of reviews")
            for line, row in file.table(f"the columns {', '.join(HEADER)}", *HEADER[:4]):
                self._decide(row, file, line)

    @cached_property
    def _cells(self) -> set[str]:
        """The names that a row may have: only needed where there are rows."""
        return {cell(name) for name in (*self._before, *self._whom.names)}

    def _decide(self, row: dict[str, str], file: WrittenFile, line: int) -> None:
        decision = row["decision"].strip(" \t;,.").lower()
        if decision not in ("", CREDIT, NONE):
            said = f"the decision is {CREDIT} or {NONE}, not {decision!r}"
            raise file.fault(line, said)
        if decision:
            key = self._name(row["student"], file, line), row["day"], row["answer"]
            self._decided[key] = decision
            self._written[key] = [*key, decision, row.get("points", ""), row.get("why", "")]

    def _name(self, there: str, file: WrittenFile, line: int) -> str:
        if student := self._whom.find(uncelled(there)):
            return cell(student)
        if there not in self._cells:
            raise file.fault(line, self._whom.unknown(uncelled(there)))
        return there

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
        _, between, ended = day.reason.partition(RAN)
        reason = f"{REVIEWED}{decision}{between}{ended}"
        return replace(day, tasks=tasks, status=status, withheld=0, reason=reason)

    def write(self) -> None:
        """Write the rows of all that was decided, and of what is flagged in the term."""
        if self._rows or self.path.exists():
            rows = self._written | self._rows
            with written(self.path) as file:
                csv.writer(file, lineterminator="\n").writerows([HEADER, *rows.values()])
