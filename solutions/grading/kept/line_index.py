"""Where the journal's lines are, and what they are of: a student's rows are one piece of bytes.

As objects they would take ten times the memory, for each day of each student.
"""

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from solutions.grading.verdict.model import DayGrade, Status

ROW = struct.Struct(">H33pQIB")  # the day, the line's key (SHA-256), position, length and kind


class Kind(IntEnum):
    """What a line is of, the less telling first."""

    NOTHING = 0
    SHARE = 1
    HAND_IN = 2

    @classmethod
    def of(cls, grade: DayGrade) -> "Kind":
        if grade.handed_in_by:
            return cls.SHARE
        return cls.NOTHING if grade.status is Status.ABSENT and not grade.reason else cls.HAND_IN


class Line(NamedTuple):
    """Where one is, and what it is of. key: "" in bytes for a grade that was no use."""

    key: bytes
    position: int
    length: int
    kind: Kind


class LineIndex:
    """Of each student's days the line that counts, and the hand-ins that it has replaced."""

    def __init__(self) -> None:
        self._rows: dict[str, bytes] = {}
        self._replaced: dict[str, bytes] = {}

    def lines(self, student: str) -> dict[int, Line]:
        """By day; empty for who has none."""
        return dict(lines_of(self._rows.get(student, b"")))

    def hand_ins(self, student: str, day: int) -> list[Line]:
        """All of the student's own for the day, those that were replaced first."""
        rows = self._replaced.get(student, b"") + self._rows.get(student, b"")
        return [line for of, line in lines_of(rows) if of == day and line.kind == Kind.HAND_IN]

    def note(self, student: str, day: int, line: Line) -> None:
        """In the place of the one that the day has had. Raises struct.error for what is no day."""
        self._keep(student, {day: line})

    def _keep(self, student: str, lines: Mapping[int, Line]) -> None:
        """Enter lines in the place of those that their days have had."""
        there = self.lines(student)
        self._replace(student, {day: there[day] for day in lines if day in there})
        self._rows[student] = packed({**there, **lines})

    def _replace(self, student: str, lines: Mapping[int, Line]) -> None:
        own = {day: line for day, line in lines.items() if line.kind == Kind.HAND_IN}
        if own:
            self._replaced[student] = self._replaced.get(student, b"") + packed(own)

    def rename(self, old: str, new: str, outweighs: Callable[[Line, Line], bool]) -> None:
        """Of two lines for a day that counts which outweighs the other."""
        if old not in self._rows:
            return
        found, there = self.lines(old), self.lines(new)
        better = {
            day: line
            for day, line in found.items()
            if day not in there or outweighs(line, there[day])
        }
        if old in self._replaced:
            self._replaced[new] = self._replaced.get(new, b"") + self._replaced.pop(old)
        self._replace(new, {day: line for day, line in found.items() if day not in better})
        self._keep(new, better)
        del self._rows[old]

    def forget(self, names: Iterable[str]) -> None:
        for name in names:
            self._rows.pop(name, None)
            self._replaced.pop(name, None)

    def days(self) -> Iterator[tuple[str, frozenset[int]]]:
        """Those of every student that has any."""
        for student, rows in self._rows.items():
            yield student, shared(tuple(day for day, *_ in ROW.iter_unpack(rows)))


def packed(lines: Mapping[int, Line]) -> bytes:
    return b"".join(ROW.pack(day, *line) for day, line in lines.items())


def lines_of(rows: bytes) -> Iterator[tuple[int, Line]]:
    for day, key, at, length, kind in ROW.iter_unpack(rows):
        yield day, Line(key, at, length, Kind(kind))


@lru_cache(maxsize=1024)
def shared(days: tuple[int, ...]) -> frozenset[int]:
    """One object for all who have these days."""
    return frozenset(days)
