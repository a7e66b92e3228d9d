"""The feedback zips of earlier runs: what stays of them once an inbox is graded anew.

What they have of others is not lost: a zip of the same name is made beside them, "... (2).zip".
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from katas.harness.files import half_of
from solutions.grading.reports.feedback_files import encoded, whose
from solutions.grading.reports.sheet import DaySheet
from solutions.grading.submissions.file_names import days_named
from solutions.grading.text import listed

ALL = "*-feedback*.zip"
NUMBERED = re.compile(r" \(\d+\)(?=\.zip$)")


class EarlierZips:
    """Those of an output folder, as they are before new ones are written.

    now: by the name of a zip, the files that this inbox can have in it. void: those of this inbox
    that do not count. kept: whether what is of others stays.
    """

    def __init__(
        self,
        out: Path,
        now: Mapping[str, Collection[str]],
        void: Collection[str] = (),
        kept: bool = True,
    ) -> None:
        self._out = out
        files = {*void, *(name for names in now.values() for name in names)}
        people = {base: {whose(name) for name in names} for base, names in now.items()}
        self._had = {file.name: names_in(file) for file in sorted(out.glob(ALL))}
        self._left = {
            file: [
                name
                for name in names
                if kept and name not in files and whose(name) not in people.get(base_of(file), ())
            ]
            for file, names in self._had.items()
        }
        self._bases = set(now)
        self._written: Collection[str] = ()
        self._outdone = defaultdict[str, list[str]](list)
        self._older = defaultdict[str, list[str]](list)

    def beside(self, base: str) -> str:
        """What a new zip of that name is called: in the place of none that still has something."""
        return next(name for name in numbered(base) if not self._left.get(name))

    def end(self, written: Collection[str]) -> None:
        """Leave in them what is of others. written: the new ones, by name."""
        self._written = written
        for name, left in self._left.items():
            if name in written:
                continue
            if not left:
                (self._out / name).unlink()
            elif left != self._had[name]:
                only(self._out / name, left)

    def outdone(self, student: str, number: str, sheets: Iterable[DaySheet], page: str) -> None:
        """Note which have feedback on an answer that counts no more, as another one came by mail.

        number: the student's in the names of Canvas. Moodle has another one in each assignment,
        and feedback there is a page, of which page is the newest.
        """
        mine = set(mailed(sheets))
        for name, left in self._left.items():
            days = (days_named([name]) or mine) & mine
            if not name.startswith("moodle"):
                if days and number in map(whose, left):
                    self._outdone[name].append(student)
            elif days and has_older(self._out / name, left, encoded(page), days):
                self._older[name].append(student)

    def there(self, own: bool) -> list[str]:
        """Those that still have something. own: also of the assignments of this inbox."""
        return [
            name
            for name, left in self._left.items()
            if left and name not in self._written and (own or base_of(name) not in self._bases)
        ]

    @property
    def notes(self) -> list[str]:
        """What became of them, in sentences."""
        gone = [name for name, left in self._left.items() if not left and name not in self._written]
        there = [
            f"{len(self._left[name])} in {name}"
            for name in self.there(own=True)
            if self._left[name] != self._had[name] or base_of(name) in self._bases
        ]
        found = []
        if gone:
            found.append(f"Removed, with older feedback on the same files: {listed(gone)}.")
        if there:
            found.append(f"Still there, with feedback of earlier runs for others: {listed(there)}.")
        for name, students in self._outdone.items():
            found.append(
                f"{name} still has feedback on an answer that counts no more, of "
                f"{listed(students)}: send them their feedback.html. Grade that inbox again, and "
                "it is taken out."
            )
        for name, students in self._older.items():
            found.append(
                f"{name} still has an older page of {listed(students)}: send them their "
                "feedback.html, or grade that inbox again."
            )
        return found


def mailed(sheets: Iterable[DaySheet]) -> Iterator[int]:
    """The days for which an answer of the student's own counts that no LMS has named."""
    for sheet in sheets:
        grade = sheet.grade
        by_mail = grade is not None and grade.moment.saved and not grade.moment.lms
        if grade and by_mail and not grade.handed_in_by:
            yield sheet.day.number


def has_older(archive: Path, names: Iterable[str], page: bytes, days: Iterable[int]) -> bool:
    """Whether the same student's page in a .zip says something else of these days."""
    head = b"".join(page.partition(b"</title>")[:2])
    with zipfile.ZipFile(archive) as found:
        for name in names:
            with found.open(name) as file:
                if file.read(len(head)) == head:
                    before = file.read()
                    return any(of_day(before, day) != of_day(page, day) for day in days)
    return False


def of_day(page: bytes, day: int) -> bytes:
    """What a page says of a day."""
    return page.partition(b'<section id="day%d">' % day)[2].partition(b"</section>")[0]


def base_of(name: str) -> str:
    """The name without the number of a further one."""
    return NUMBERED.sub("", name)


def numbered(base: str) -> Iterator[str]:
    yield base
    for number in range(2, 10_000):
        yield base.replace(".zip", f" ({number}).zip")


def names_in(archive: Path) -> list[str]:
    """The names in a .zip; none where it is no such file."""
    with suppress(zipfile.BadZipFile, OSError), zipfile.ZipFile(archive) as found:
        return found.namelist()
    return []


def only(file: Path, names: Collection[str]) -> None:
    """Leave nothing else in a .zip."""
    with zipfile.ZipFile(file) as old, half_of(file) as half, zipfile.ZipFile(half, "w") as new:
        for name in names:
            new.writestr(old.getinfo(name), old.read(name))
