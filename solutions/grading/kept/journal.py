"""The journal: one line for each student and day, on disk before it counts.

    {"key": "...", "grade": {"student": "amara", "day": 1, "status": "passed", ...}}

Only ever appended to. A line that a kill has cut off is left out and ended, so that the next one
stands alone; of several lines for a student's day the last one counts. What is kept in memory is
where the lines are, not what they say.
"""

import fcntl
import json
import os
import struct
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from solutions.grading.kept.line_index import Kind, Line, LineIndex
from solutions.grading.submissions.moments import Moment
from solutions.grading.verdict.model import DayGrade, Status, StudentGrade

NOT_JUDGED = (Status.ABSENT, Status.UNGRADABLE, Status.GRADER_ERROR)


class InUse(Exception):
    """Another grader works on the same folder."""


class CannotKeep(OSError):
    """A grade cannot be written down: the disk is full, for example."""


class Journal:
    """The journal of an output folder, locked as long as it is open; use it as a context.

    Raises InUse if another grader holds it.
    """

    def __init__(self, out: Path) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self.path = out / "journal.jsonl"
        self._file: BinaryIO = self.path.open("a+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise InUse(
                f"Another grader is at work on {out}. Give this one its own out=DIR."
            ) from None
        self._lines = LineIndex()
        self._called: Mapping[str, str] = {}
        self._load()

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def _load(self) -> None:
        self._file.seek(0)
        position, line = 0, b""
        for line in self._file:
            try:
                entry = json.loads(line)
                grade = DayGrade.from_json(entry["grade"])
                again = grade.status == Status.GRADER_ERROR
                self._note(grade, "" if again else entry["key"], position, len(line))
            except (ValueError, KeyError, TypeError, struct.error):
                pass  # cut off, or of another version: it is graded again
            position += len(line)
        if line and not line.endswith(b"\n"):
            self._write(b"\n")
        self._end = self._file.seek(0, os.SEEK_END)

    def _note(self, grade: DayGrade, key: str, position: int, length: int) -> None:
        line = Line(bytes.fromhex(key), position, length, Kind.of(grade))
        self._lines.note(grade.student, grade.day, line)

    def _line(self, student: str, day: int) -> Line | None:
        return self._lines.lines(student).get(day)

    def kind(self, student: str, day: int) -> Kind:
        """What was graded of the student's day."""
        found = self._line(student, day)
        return found.kind if found else Kind.NOTHING

    def handed_in(self, student: str, day: int) -> bool:
        """Whether the student has handed in an answer of their own for the day."""
        own = self.kind(student, day) == Kind.HAND_IN
        return own and self.grade(student, day).status is not Status.ABSENT

    def shared_by(self, student: str, day: int) -> str:
        """Who handed in what the student has as a member of a team; "" if nobody did."""
        if self.kind(student, day) != Kind.SHARE:
            return ""
        return self.grade(student, day).handed_in_by

    def handed_in_for(self, wanted: Mapping[str, Iterable[int]]) -> dict[tuple[str, int], str]:
        """By who handed in for others, and the day: for which team. wanted: students' days."""
        shares = (
            self.grade(name, day)
            for name, days in wanted.items()
            for day in days
            if self.kind(name, day) == Kind.SHARE
        )
        return {(share.handed_in_by, share.day): share.team for share in shares}

    def rename(self, called: Mapping[str, str]) -> None:
        """Join what one person has under several names. called: the name for each of the others.

        Of two lines for a day that with a hand-in counts, then what was judged, then the later
        hand-in, then the later line.
        """
        self._called = {**self._called, **called}
        for old, new in called.items():
            self._lines.rename(old, new, self._outweighs)

    def _outweighs(self, line: Line, other: Line) -> bool:
        if line.kind == other.kind == Kind.HAND_IN:
            grade, than = (self._read(each) for each in (line, other))
            if (judged := is_judged(grade)) != is_judged(than):
                return judged
            one, two = grade.moment, than.moment
            if one.is_before(two) or two.is_before(one):
                return two.is_before(one)
        return (line.kind, line.position) > (other.kind, other.position)

    def has_later(self, student: str, day: int, moment: Moment) -> bool:
        """Whether an answer of the student's own was judged that was handed in after that."""
        if self.kind(student, day) != Kind.HAND_IN:
            return False
        grade = self.grade(student, day)
        return is_judged(grade) and moment.is_before(grade.moment)

    def judged(self, student: str, day: int) -> bool:
        """Whether the student has a grade for the day that says something of an answer."""
        return self._line(student, day) is not None and is_judged(self.grade(student, day))

    def was_marked_late(self, student: str, day: int) -> bool:
        """Whether an LMS has marked any hand-in of the student's own for the day."""
        lines = self._lines.hand_ins(student, day)
        return any(self._read(line).marked_late for line in lines)

    def first_seen(self, student: str, day: int, moment: Moment) -> Moment:
        """It, as early as the same hand-in was before: a download's files may have its own time."""
        seen = [self._read(line).moment for line in self._lines.hand_ins(student, day)]
        times = [each.saved for each in seen if each.saved and moment.is_again(each)]
        return replace(moment, saved=min([moment.saved, *times]))

    def forget(self, names: Iterable[str]) -> None:
        """Leave out all that these have."""
        self._lines.forget(names)

    def has(self, student: str, day: int, key: str) -> bool:
        """Whether the student's day has been graded with this key, and not in vain."""
        found = self._line(student, day)
        return found is not None and found.key == bytes.fromhex(key)

    def grade(self, student: str, day: int) -> DayGrade:
        """The student's day, which has been graded."""
        return self._read(self._lines.lines(student)[day])

    def graded(self) -> dict[str, Set[int]]:
        """The days of every student that has any, of this run and of earlier ones."""
        return dict(self._lines.days())

    def key(self, student: str, day: int) -> str:
        """What the student's day was graded as; "" if it was not."""
        found = self._line(student, day)
        return found.key.hex() if found else ""

    def add(self, grades: Iterable[tuple[str, DayGrade]]) -> None:
        """Append grades with their keys. They are on disk when this returns."""
        lines = []
        for key, grade in grades:
            line = json.dumps({"key": key, "grade": grade.as_json()}).encode() + b"\n"
            self._note(grade, key, self._end, len(line))
            self._end += len(line)
            lines.append(line)
        if lines:
            self._write(b"".join(lines))

    def _write(self, data: bytes) -> None:
        """Raises CannotKeep; a line may then be cut off."""
        try:
            while data:
                data = data[os.write(self._file.fileno(), data) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            raise CannotKeep(error.errno, error.strerror, str(self.path)) from None

    def students(self, names: Iterable[str], days: Iterable[int]) -> Iterator[StudentGrade]:
        """The grades of these students on these days, one student after the other."""
        wanted = list(days)
        for name in names:
            lines = self._lines.lines(name)
            grades = [self._read(lines[day]) for day in wanted if day in lines]
            yield StudentGrade(name, grades)

    def _read(self, line: Line) -> DayGrade:
        data = os.pread(self._file.fileno(), line.length, line.position)
        grade = DayGrade.from_json(json.loads(data)["grade"])
        if not self._called:
            return grade
        student, by = (self._called.get(n, n) for n in (grade.student, grade.handed_in_by))
        return replace(grade, student=student, handed_in_by=by)


def is_judged(grade: DayGrade) -> bool:
    return grade.status not in NOT_JUDGED
