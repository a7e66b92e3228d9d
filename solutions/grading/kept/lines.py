"""Where a line of the journal is, and what it is of: what is kept of it in memory."""

import struct
from enum import IntEnum
from typing import NamedTuple

from solutions.grading.verdict.model import DayGrade, Status

PACKED = struct.Struct(">33pQIB")  # a line's key (SHA-256), position, length and kind


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

    @property
    def packed(self) -> bytes:
        """In a third of the memory: there is one for each day of each student."""
        return PACKED.pack(*self)

    @classmethod
    def of(cls, packed: bytes) -> "Line":
        key, position, length, kind = PACKED.unpack(packed)
        return cls(key, position, length, Kind(kind))
