"""Whose a hand-in is whose name does not say so: out/whose.csv, a row for each.

    hand_in,called,student,perhaps
    Day 7/Li Wei_90118_assignsubmission_file,Li Wei,s1018,Li Wei (s1018); Li Wei (s1019)

What the instructor writes into the column `student` settles it from then on: a name, ID, login or
e-mail of the roster; without a roster, the name to be used.
"""

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from katas.harness.files import written
from solutions.grading.kept.written_file import WrittenFile
from solutions.grading.submissions.identity import UNKNOWN
from solutions.grading.submissions.inbox import HandIn
from solutions.grading.submissions.roster import Roster
from solutions.grading.text import cell, uncelled

HEADER = ["hand_in", "called", "student", "perhaps"]


class Whose:
    """What the instructor has written in an output folder. Raises WrongFile for who is nobody."""

    def __init__(self, out: Path, roster: Roster | None) -> None:
        self.path, self._roster = out / "whose.csv", roster
        self._rows: dict[str, list[str]] = {}
        self._student: dict[str, str] = {}
        if not self.path.is_file():
            return
        file = WrittenFile.read(self.path, "list of hand-ins")
        for line, row in file.table(f"the columns {', '.join(HEADER)}", *HEADER[:3]):
            if student := uncelled(row["student"]).strip():
                found = roster.whom.find(student) if roster else student
                if roster and found is None:
                    raise file.fault(line, roster.whom.unknown(student))
                self._student[row["hand_in"]] = found or student
                self._rows[row["hand_in"]] = [row.get(head, "") for head in HEADER]

    def settled(self, hand_ins: Sequence[HandIn]) -> list[HandIn]:
        """The hand-ins, by the name of whose they are where the instructor has said so."""
        return [
            replace(each, who=said, number="", identity=UNKNOWN, settled=True)
            if (said := self._student.get(row_of(each)))
            else each
            for each in hand_ins
        ]

    def ask(self, hand_ins: Sequence[HandIn]) -> None:
        """Write the rows: those that are to be filled in, and those that were."""
        for each in hand_ins:
            called, perhaps = cell(each.who), cell("; ".join(self._perhaps(each.who)))
            self._rows[row_of(each)] = [row_of(each), called, "", perhaps]
        if self._rows or self.path.exists():
            with written(self.path) as file:
                rows = [self._rows[name] for name in sorted(self._rows)]
                csv.writer(file, lineterminator="\n").writerows([HEADER, *rows])

    def _perhaps(self, who: str) -> list[str]:
        if self._roster is None:
            return []
        near = self._roster.whom.nearest(who)
        return self._roster.whom.several(who) or ([near] if near else [])


def row_of(hand_in: HandIn) -> str:
    """What its row begins with. In Gradescope's download several people have one hand-in."""
    who = f" ({hand_in.who})" if hand_in.lms == "Gradescope" else ""
    return cell(hand_in.name + who)
