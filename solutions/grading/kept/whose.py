"""Whose a hand-in is whose name does not say so: out/whose.csv, a row for each.

    hand_in,called,student,perhaps,until_then
    Day 7/Li Wei_90118_...,Li Wei,s1018,Li Wei (s1018); Li Wei (s1019),Li Wei_90118

What the instructor writes into the column `student` settles it from then on: a name, ID, login or
e-mail of the roster; without a roster, the name to be used. `until_then` is what the reports call
whoever it is: what was graded under that name goes to the one who is meant, too. Of who was graded
in an earlier run, and is neither in today's inbox nor on its roster, there is a row as well. Where
it says `nobody`, the hand-in, or what was graded, is left out.
"""

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from katas.harness.files import written
from solutions.grading.kept.written_file import WrittenFile
from solutions.grading.submissions.identity import UNKNOWN, Identity
from solutions.grading.submissions.inbox import HandIn
from solutions.grading.submissions.people import NOBODY
from solutions.grading.submissions.roster import Roster
from solutions.grading.submissions.whom import Whom
from solutions.grading.text import cell, uncelled

NOBODY_AT_ALL = "nobody"
HEADER = ["hand_in", "called", "student", "perhaps", "until_then"]


class Whose:
    """What the instructor has written in an output folder. Raises WrongFile for who is nobody.

    earlier: the students of earlier runs, by name. meant: whom a name of the reports stood for
    until it was settled; "" for who is not told. nobody: names that stand for nobody.
    """

    def __init__(
        self, out: Path, roster: Roster | None, earlier: Mapping[str, Identity] = NOBODY
    ) -> None:
        self.path, self._roster = out / "whose.csv", roster
        self._rows: dict[str, list[str]] = {}
        self._student: dict[str, str] = {}
        self._dropped: set[str] = set()
        self.meant: dict[str, set[str]] = {}
        if not self.path.is_file():
            return
        file = WrittenFile.read(self.path, "list of hand-ins")
        before = Whom(earlier.items())
        for line, row in file.table(f"the columns {', '.join(HEADER)}", *HEADER[:3]):
            self._rows[row["hand_in"]] = [row.get(head, "") for head in HEADER]
            student = uncelled(row["student"]).strip()
            if student.casefold() == NOBODY_AT_ALL:
                self._dropped.add(row["hand_in"])
            elif student:
                found = roster.whom.find(student) if roster else student
                if roster and not found and (name := before.find(student)):
                    # It was written by another roster, of whose people one may not be on this.
                    found = roster.whom.known(before.of(name)) or name
                if roster and not found:
                    raise file.fault(line, roster.whom.unknown(student))
                self._student[row["hand_in"]] = found or student
            if until_then := uncelled(row.get(HEADER[4], "")):
                meant = self.meant.setdefault(until_then, set())
                meant.add(self._student.get(row["hand_in"], ""))
        self._student = {name: self.student(who) or who for name, who in self._student.items()}
        self.meant = {name: {self.student(w) or w for w in who} for name, who in self.meant.items()}

    def student(self, until_then: str) -> str | None:
        """The one who is meant by such a name, in all that it stood for."""
        meant = self.meant.get(until_then, set())
        return next(iter(meant)) or None if len(meant) == 1 else None

    @property
    def nobody(self) -> set[str]:
        names = {name: uncelled(row[4]) for name, row in self._rows.items()}
        return {names[each] for each in self._dropped} - {
            until_then for name, until_then in names.items() if name not in self._dropped
        }

    def was_enrolled(self, until_then: str) -> bool:
        """Whether such a name is that of a person of an earlier run, not of a hand-in."""
        return row_of_earlier(until_then) in self._student

    @property
    def undecided(self) -> list[str]:
        """Those on the roster of whom it is open whether something graded is theirs."""
        if self._roster is None:
            return []
        open_now = [row[1] for name, row in self._rows.items() if not self._filled(name)]
        whom = self._roster.whom
        return sorted({each for who in open_now for each in whom.several(uncelled(who))})

    def settled(self, hand_ins: Sequence[HandIn]) -> list[HandIn]:
        """The hand-ins, by the name of whose they are where the instructor has said so."""
        return [
            replace(each, who=said, number="", identity=UNKNOWN, settled=each.who)
            if (said := self._student.get(row_of(each)))
            else each
            for each in hand_ins
            if row_of(each) not in self._dropped
        ]

    def _filled(self, name: str) -> bool:
        return name in self._student or name in self._dropped

    def ask(
        self,
        unsettled: Iterable[tuple[str, HandIn]],
        there: Iterable[HandIn],
        earlier: Mapping[str, str],
        graded: Collection[str],
    ) -> None:
        """Write the rows: those that are to be filled in, and those that were.

        unsettled: hand-ins, each with its name in the reports; there: all of this inbox. earlier:
        who was graded before and may be several, and what they are called. graded: all names that
        have a grade, without whom there is nothing to ask.
        """
        now = {row_of(each) for each in there}
        self._rows = {
            name: row
            for name, row in self._rows.items()
            if self._filled(name)
            or (name not in now and not is_earlier(row) and uncelled(row[4]) in graded)
        }
        asked = [(row_of(each), each.who, name) for name, each in unsettled]
        asked_of = {uncelled(row[4]) for row in self._rows.values()}
        asked += [
            (row_of_earlier(name), who, name)
            for name, who in earlier.items()
            if name not in asked_of
        ]
        for hand_in, who, until_then in asked:
            perhaps = "; ".join(self._perhaps(who))
            self._rows[hand_in] = [hand_in, cell(who), "", cell(perhaps), cell(until_then)]
        if self._rows or self.path.exists():
            with written(self.path) as file:
                rows = [self._rows[name] for name in sorted(self._rows)]
                csv.writer(file, lineterminator="\n").writerows([HEADER, *rows])

    def _perhaps(self, who: str) -> list[str]:
        if self._roster is None:
            return []
        whom, near = self._roster.whom, self._roster.whom.nearest(who)
        alike = whom.several(self._roster.names[near].name) if near else []
        return whom.several(who) or alike or ([near] if near else [])


def row_of_earlier(name: str) -> str:
    return cell(f"graded in an earlier run: {name}")


def is_earlier(row: Sequence[str]) -> bool:
    """Whether a row asks of who was graded in an earlier run; it does so as long as it is open."""
    return row[0] == row_of_earlier(uncelled(row[4]))


def row_of(hand_in: HandIn) -> str:
    """What its row begins with. In Gradescope's download several people have one hand-in."""
    who = f" ({hand_in.who})" if hand_in.lms == "Gradescope" else ""
    return cell(hand_in.name + who)
