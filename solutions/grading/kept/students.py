"""Who is who: out/students.csv, by what an LMS finds each student, kept from run to run."""

import csv
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict, fields
from pathlib import Path

from katas.harness.files import written
from solutions.grading.kept.written_file import WrittenFile
from solutions.grading.submissions.identity import UNKNOWN, Identity
from solutions.grading.submissions.people import Submission
from solutions.grading.submissions.roster import Roster, WrongRoster
from solutions.grading.submissions.whom import NUMBER, Whom, plain
from solutions.grading.text import cell, listed, uncelled

HEADER = ["student", *(each.name for each in fields(Identity))]


class Students:
    """Those of an output folder. earlier: the students of earlier runs, by name.

    missing: who is on the roster or in the inbox only, in sentences.
    """

    def __init__(self, out: Path) -> None:
        self._file = out / "students.csv"
        self.earlier = dict(self._read())
        self.missing: list[str] = []

    def renamed(self, graded: Iterable[str], roster: Roster | None) -> dict[str, str]:
        """The names of earlier runs that are not those of today, with those of today.

        graded: all names of earlier runs. Who is on the roster has the roster's name.
        """
        old = sorted({*graded, *self.earlier})
        whom = roster.whom if roster else Whom(self.earlier.items())
        alike = Counter(plain(name) for name in old if NUMBER.search(name))
        found: dict[str, str] = {}
        first: dict[str, str] = {}  # of several with one ID, who has the roster's name
        for name, known in sorted(self.earlier.items(), key=lambda each: each[0] != each[1].name):
            first.setdefault(known.canvas_id, name)
        for name in old:
            known = self.earlier.get(name, UNKNOWN)
            now = whom.known(known) or whom.by_number(name)
            if not roster and known.canvas_id:
                now = first[known.canvas_id]
            # By name alone nobody is joined who shares it.
            if roster and not now and not (NUMBER.search(name) and alike[plain(name)] > 1):
                now = whom.find(name, known)
            if now and now != name and not (roster and name in whom):
                found[name] = now
        self.earlier = {
            name: known for name, known in self.earlier.items() if name not in found
        } | {now: self.earlier.get(now, whom.of(now)) for now in found.values()}
        return found

    def of_term(
        self, cohort: Iterable[Submission], kept: Iterable[str], roster: Roster | None
    ) -> dict[str, Identity]:
        """By what an LMS finds everybody. Who is not on a roster is found by nothing.

        kept: students of earlier runs who are not in the inbox. Raises WrongRoster if one person
        would be two students.
        """
        found = {name: self.earlier.get(name, UNKNOWN) for name in kept}
        found |= {each.student: each.identity for each in cohort}
        if roster:
            rows = roster.names
            found = {
                name: rows[name].filled(known) if name in rows else known
                for name, known in found.items()
            }
            self._note(found, roster)
        of_gradebook = {n: known for n, known in found.items() if not roster or n in roster.names}
        each_once(of_gradebook)
        self._write(found)
        return of_gradebook

    def _note(self, found: Collection[str], roster: Roster) -> None:
        strangers = sorted(name for name in found if name not in roster.names)
        silent = [name for name in roster.names if name not in found]
        if strangers:
            files = "and so in no import file"
            mend = "Who is on it under another name: say so in whose.csv"
            self.missing.append(f"Not on the roster, {files}: {listed(strangers)}. {mend}.")
        if silent:
            self.missing.append(f"On the roster, and nothing was handed in: {listed(silent)}.")

    def _read(self) -> Iterable[tuple[str, Identity]]:
        if not self._file.is_file():
            return
        file = WrittenFile.read(self._file, "list of students")
        for _, row in file.table(f"the columns {', '.join(HEADER)}", HEADER[0]):
            name, *known = (uncelled(row.get(head, "")) for head in HEADER)
            yield name, Identity(*known)

    def _write(self, found: dict[str, Identity]) -> None:
        with written(self._file) as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(HEADER)
            for name in sorted(found):
                rows.writerow([cell(name), *map(cell, asdict(found[name]).values())])


def each_once(people: dict[str, Identity]) -> None:
    """Raises WrongRoster if a gradebook would find one person in two lines."""
    for kind in ("canvas_id", "sis_id", "login"):
        lines: dict[str, str] = {}
        for name, known in people.items():
            value = getattr(known, kind)
            if value and value in lines:
                raise WrongRoster(
                    f"{lines[value]} and {name} are both {value}: one person would have two lines "
                    "in the gradebook, so nothing is written. Export the roster anew, or give "
                    "another out=DIR."
                )
            lines[value] = name
