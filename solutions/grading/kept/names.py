"""Whom the instructor means: a name in a policy, in a file of groups, in a list of students."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches

from solutions.grading.kept.written_file import WrongFile

# What the downloads of Canvas and Moodle have behind a name.
NUMBER = re.compile(r"_(\d+)$")


class Names:
    """The students of a cohort, to be found by what the instructor wrote.

    A name means who bears it; else the only one whom it fits but for capitals, spaces and the
    number that an LMS puts behind a name (Amara Diallo_4711); else the only one with that number.
    """

    def __init__(self, students: Iterable[str]) -> None:
        self._students = set(students)
        self._near: defaultdict[str, set[str]] = defaultdict(set)
        for student in self._students:
            self._near[plain(student)].add(student)
            if number := NUMBER.search(student):
                self._near[number[1]].add(student)

    def __contains__(self, student: str) -> bool:
        return student in self._students

    def find(self, written: str) -> str | None:
        """The student, or None if nobody or more than one is called so."""
        if written in self._students:
            return written
        found = self._near.get(plain(written), set())
        return next(iter(found)) if len(found) == 1 else None

    def sure(self, written: str, where: str) -> str:
        """The student. where: in what it was written. Raises WrongFile if nobody is called so."""
        student = self.find(written)
        if student is None:
            raise WrongFile(f"{where}{written}: {self.unknown(written)}")
        return student

    def nearest(self, written: str) -> str:
        """The name that is most like it; "" if none is."""
        found = get_close_matches(plain(written), self._near, 1, 0.6)
        return min(self._near[found[0]]) if found else ""

    def unknown(self, written: str) -> str:
        """A sentence: nobody is called so, but perhaps somebody else is meant."""
        near = self.nearest(written)
        return f"nobody is called {written!r}" + (f": is it {near!r}?" if near else "")


def plain(name: str) -> str:
    """The name without what people and systems write now in one way, now in another."""
    text = unicodedata.normalize("NFC", name)
    return " ".join(NUMBER.sub("", text).split()).casefold()
