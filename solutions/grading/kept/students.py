"""Who is who: out/students.csv, by what an LMS finds each student, kept from run to run."""

import csv
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path

from katas.harness.files import written
from solutions.grading.submissions.identity import UNKNOWN, Identity
from solutions.grading.submissions.people import Submission
from solutions.grading.submissions.roster import Roster
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

    def of_term(
        self, cohort: Iterable[Submission], kept: Iterable[str], roster: Roster | None
    ) -> dict[str, Identity]:
        """By what an LMS finds everybody. Who is not on a roster is found by nothing.

        kept: students of earlier runs who are not in the inbox.
        """
        found = {name: self.earlier.get(name, UNKNOWN) for name in kept}
        found |= {each.student: each.identity for each in cohort}
        if roster:
            rows = {name: roster.find(known, name) for name, known in found.items()}
            found = {
                name: row.filled(found[name]) if row else found[name] for name, row in rows.items()
            }
            self._note(rows, roster)
        self._write(found)
        if roster:
            return {name: known for name, known in found.items() if rows[name]}
        return found

    def _note(self, rows: dict[str, Identity | None], roster: Roster) -> None:
        strangers = sorted(name for name, row in rows.items() if row is None)
        silent = [each.name for each in roster.people if each not in set(rows.values())]
        if strangers:
            files = "and so in neither canvas.csv nor moodle.csv"
            self.missing.append(f"Not on the roster, {files}: {listed(strangers)}.")
        if silent:
            self.missing.append(f"On the roster, and nothing was handed in: {listed(silent)}.")

    def _read(self) -> Iterable[tuple[str, Identity]]:
        if not self._file.is_file():
            return
        with self._file.open(encoding="utf-8-sig", newline="") as opened:
            rows = csv.reader(opened)
            if next(rows, None) != HEADER:
                return
            for name, *known in rows:
                if len(known) == len(HEADER) - 1:
                    yield uncelled(name), Identity(*map(uncelled, known))

    def _write(self, found: dict[str, Identity]) -> None:
        with written(self._file) as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(HEADER)
            for name in sorted(found):
                rows.writerow([cell(name), *map(cell, asdict(found[name]).values())])
