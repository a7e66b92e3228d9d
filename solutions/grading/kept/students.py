"""Who is who: out/students.csv, by what an LMS finds each student, kept from run to run.

The journal keeps the names that students had when they were graded; the column `before` has those
that are another one now. `emails_before` are those of other exports: an older one is of the same
people.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, fields, replace
from pathlib import Path

from katas.harness.files import written
from solutions.grading.kept.whose import Whose
from solutions.grading.kept.written_file import WrittenFile
from solutions.grading.submissions.identity import UNKNOWN, Identity
from solutions.grading.submissions.people import Submission
from solutions.grading.submissions.roster import Roster, WrongRoster
from solutions.grading.submissions.whom import NUMBER, Whom, plain
from solutions.grading.text import cell, listed, uncelled

HEADER = ["student", *(each.name for each in fields(Identity)), "before", "emails_before"]
BETWEEN = " | "


class Students:
    """Those of an output folder. earlier: the students of earlier runs, by name.

    missing: who is on the roster or in the inbox only, in sentences.
    """

    def __init__(self, out: Path) -> None:
        self._file = out / "students.csv"
        self.earlier: dict[str, Identity] = {}
        self._before: dict[str, str] = {}
        self._emails = defaultdict[str, set[str]](set)  # of each, those of before, too
        self._read()
        self.missing: list[str] = []

    def renamed(
        self,
        graded: Iterable[str],
        roster: Roster | None,
        whose: Whose | None = None,
    ) -> dict[str, str]:
        """The names of earlier runs that are not those of today, with those of today.

        graded: all names of earlier runs. whose: who the instructor has said is meant by one. Who
        is on the roster has the roster's name.
        """
        said = {
            name: now
            for name in {*graded, *self.earlier, *self._before}
            if whose and (now := whose.student(name))
        }
        old = sorted({*graded, *self.earlier} - set(self._before))
        whom = roster.whom if roster else Whom(self.earlier.items())
        alike = Counter(plain(name) for name in old if NUMBER.search(name))
        found: dict[str, str] = {}
        first: dict[str, str] = {}  # of several with one ID, who has the roster's name
        for name, known in sorted(self.earlier.items(), key=lambda each: each[0] != each[1].name):
            first.setdefault(known.canvas_id, name)
        for name in old:
            known = self.earlier.get(name, UNKNOWN)
            if name in said:
                continue
            now = whom.known(known) or whom.by_number(name) or self._by_email(name, whom)
            if not roster and known.canvas_id:
                now = first[known.canvas_id]
            # By name alone nobody is joined who shares it.
            if roster and not now and not (NUMBER.search(name) and alike[plain(name)] > 1):
                now = whom.find(name, known)
            if now and now != name and not (roster and name in whom):
                found[name] = now
        for name, one in self._before.items():
            now = said.get(one) or found.get(one, one)
            if now != name and name not in said and not (roster and name in whom):
                found[name] = now
        self._before = dict(found)
        found |= {name: now for name, now in said.items() if now != name}
        for name, now in found.items():
            known = self.earlier.setdefault(now, whom.of(now))
            was = self.earlier.pop(name, UNKNOWN)
            if name not in said or (whose and whose.was_enrolled(name)):
                self.earlier[now] = known.filled(was)
                self._emails[now] |= self._emails.pop(name, set())
        return found

    def _by_email(self, name: str, whom: Whom) -> str | None:
        """Who has an e-mail that was somebody's, and is nobody else by an ID or of earlier runs."""
        known = replace(self.earlier.get(name, UNKNOWN), email="")
        for now in (whom.known(Identity(email=each)) for each in sorted(self._emails[name])):
            if now and now not in self.earlier and whom.of(now).agrees(known):
                return now
        return None

    def of_term(
        self, cohort: Iterable[Submission], kept: Iterable[str], roster: Roster | None
    ) -> dict[str, Identity]:
        """By what an LMS finds everybody. Who is not on a roster is found by nothing.

        kept: students of earlier runs who are not in the inbox. Raises WrongRoster if one person
        would be two students.
        """
        now = {each.student: each.identity for each in cohort}
        found = {
            name: now.get(name, UNKNOWN).filled(self.earlier.get(name, UNKNOWN))
            for name in [*kept, *now]
        }
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
            mend = "Who is on it under another name: say so in whose.csv. A group needs groups=FILE"
            self.missing.append(f"Not on the roster, {files}: {listed(strangers)}. {mend}.")
        if silent:
            self.missing.append(f"On the roster, and nothing was handed in: {listed(silent)}.")

    def _read(self) -> None:
        if not self._file.is_file():
            return
        file = WrittenFile.read(self._file, "list of students")
        for _, row in file.table(f"the columns {', '.join(HEADER)}", HEADER[0]):
            name, *known, before, emails = (uncelled(row.get(head, "")) for head in HEADER)
            self.earlier[name] = Identity(*known)
            self._before |= dict.fromkeys(filter(None, before.split(BETWEEN)), name)
            own = [*emails.split(BETWEEN), self.earlier[name].email]
            self._emails[name].update(filter(None, own))

    def _write(self, found: dict[str, Identity]) -> None:
        with written(self._file) as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(HEADER)
            for name in sorted(found):
                before = [old for old, now in self._before.items() if now == name]
                told = BETWEEN.join(old for old in sorted(before) if old not in found)
                emails = BETWEEN.join(sorted(self._emails[name] - {found[name].email}))
                known = [*asdict(found[name]).values(), told, emails]
                rows.writerow([cell(name), *map(cell, known)])


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
