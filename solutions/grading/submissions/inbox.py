"""What was handed in, and for which assignment: the hand-ins of a folder, or .zip, of submissions.

amara/...            amara.zip               a folder or a .zip for each student
doejane_47_88_views.py                       what an LMS lets one download (lms_names.py)
Day 3/amara/...      Day 7/...               a folder for each assignment, with either in it
Day 3.zip            submissions.zip         its download, not unpacked
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from katas.harness.days import Day
from solutions.grading.submissions import lms_names
from solutions.grading.submissions.assignments import JUNK, is_day, shared_by_many
from solutions.grading.submissions.entries import CannotRead
from solutions.grading.submissions.file_names import ARCHIVE, clean, days_named
from solutions.grading.submissions.identity import UNKNOWN, Identity
from solutions.grading.submissions.lms_names import GRADESCOPE, METADATA, Named
from solutions.grading.submissions.places import Place

OUTPUT = "journal.jsonl"
ONE_PROJECT = ("katas", "kata.toml")
EXPECTED = (
    "Expected is a folder with a folder or a .zip for each student; what Canvas, Moodle,\n"
    "Blackboard, Brightspace or Gradescope let you download; or a folder, or such a .zip, for\n"
    "each assignment."
)


class WrongInbox(Exception):
    """There is nobody's submission in it. The text says what was found and what is expected."""


@dataclass(frozen=True, slots=True)
class HandIn:
    """Something that one student handed in at one time.

    who: as its name says; number: what tells people of one name apart there. file: a single
    file's name without what the LMS put around it; "" for a folder. assignment: its folder's or
    download's name; days: those that this names, none for any. order: the greater, the later;
    () if the name does not say. late: the LMS marked it. typed: a text that was typed in.
    group: whose group handed it in; for_all: once for all of them. settled: its own name, where the
    instructor has said whose it is.
    """

    who: str
    place: Place
    number: str = ""
    file: str = ""
    assignment: str = ""
    days: frozenset[int] = frozenset()
    lms: str = ""
    order: tuple[int, ...] = ()
    late: bool = False
    typed: bool = False
    identity: Identity = UNKNOWN
    group: str = ""
    for_all: bool = False
    settled: str = ""

    @property
    def name(self) -> str:
        """What the instructor sees in the inbox."""
        return f"{self.assignment}/{clean(self.place.name)}".lstrip("/")


@dataclass
class Inbox:
    """What was found. strays: what is nobody's, and why. notes: what else is to be known."""

    hand_ins: list[HandIn] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def take(self, place: Place, assignment: str, known: Sequence[Day]) -> None:
        """Everything that lies there. assignment: "" at the top, where others may lie beside."""
        children = place.children()
        told = lms_names.read(children, [clean(child.name) for child in children])
        alone = sum(child.is_folder or child.is_zip for child in children) == 1
        for child, named in zip(children, told, strict=True):
            if JUNK.match(child.name) or named is None:
                continue
            if named:
                self.hand_ins += [of_lms(child, each, assignment) for each in named]
            elif not assignment and (shared := shared_by_many(child, known, alone)):
                name = ARCHIVE.sub("", clean(child.name))
                before = len(self.hand_ins)
                self.take(shared, name, known)
                many = len({(each.who, each.number) for each in self.hand_ins[before:]})
                students = "1 student" if many == 1 else f"{many} students"
                self.notes.append(f"{clean(child.name)}: an assignment's hand-ins, of {students}.")
            else:
                self._take_student(child, assignment, known)

    def _take_student(self, place: Place, assignment: str, known: Sequence[Day]) -> None:
        name = clean(place.name)
        stem = ARCHIVE.sub("", name)
        where = f"{assignment}/{name}".lstrip("/")
        if place.is_link and not place.path.exists():
            self.strays.append(f"{where} (a link that leads nowhere)")
        elif not place.is_folder and not place.path.is_dir() and stem == name:
            self.strays.append(where)
        elif GRADESCOPE.fullmatch(name):
            self.strays.append(f"{where} (which {METADATA} does not name)")
        elif not assignment and is_day(stem, known):
            self.strays.append(
                f"{where} (answers, but whose? A folder named as the student is missing)"
            )
        else:
            days = days_of(assignment)
            self.hand_ins.append(
                HandIn(stem, place, "", "" if place.is_folder else name, assignment, days)
            )


@cache
def days_of(assignment: str) -> frozenset[int]:
    """The days that its name names; one object for all of its hand-ins."""
    return frozenset(days_named([assignment]))


def read(root: Path, known: Sequence[Day]) -> Inbox:
    """All hand-ins. known: all days there are. Raises WrongInbox."""
    found = Inbox()
    if (root / OUTPUT).exists():
        raise WrongInbox(f"{root} is where grades were written: {OUTPUT} is in it.\n{EXPECTED}")
    if own := [name for name in ONE_PROJECT if (root / name).exists()]:
        raise WrongInbox(f"{root} is one student's project: {own[0]} is in it.\n{EXPECTED}")
    try:
        if root.is_dir():
            found.take(Place.of(root), "", known)
        elif download := shared_by_many(Place.of(root), known, alone=True):
            found.take(download, ARCHIVE.sub("", clean(root.name)), known)
        else:
            raise CannotRead("it has no hand-ins of several students in it")
    except CannotRead as error:
        raise WrongInbox(f"{root}: {error}.\n{EXPECTED}") from None
    if not found.hand_ins:
        there = f"only {', '.join(found.strays)[:300]}" if found.strays else "it is empty"
        raise WrongInbox(f"There is nobody's submission in {root}: {there}.\n{EXPECTED}")
    return found


def of_lms(place: Place, named: Named, assignment: str) -> HandIn:
    return HandIn(
        named.who,
        place,
        named.number,
        named.file or "",
        assignment,
        days_of(named.assignment or assignment),
        named.lms,
        named.order,
        named.late,
        named.typed,
        named.identity,
    )
