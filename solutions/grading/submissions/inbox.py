"""What was handed in, and for which assignment: the hand-ins of a folder, or .zip, of submissions.

amara/...            amara.zip               a folder or a .zip for each student
doejane_47_88_views.py                       what an LMS lets one download (lms_names.py)
Day 3/amara/...      Day 7/...               a folder for each assignment, with either in it
Day 3.zip            submissions.zip         its download, not unpacked
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from katas.harness.days import Day
from solutions.grading.submissions import lms_names
from solutions.grading.submissions.entries import CannotRead
from solutions.grading.submissions.file_names import ARCHIVE, DAY, days_named, fits
from solutions.grading.submissions.identity import UNKNOWN, Identity, squeezed
from solutions.grading.submissions.lms_names import Named
from solutions.grading.submissions.places import Place

JUNK = re.compile(r"\.|__MACOSX$|Thumbs\.db$|desktop\.ini$|submission_metadata\.yml$|index\.html$")
PROJECT = {"katas", "solutions", "starter", "tests", "newsroom", "harness"}
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
    group: whose group handed it in; for_all: once for all of them. settled: the instructor has said
    whose it is.
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
    settled: bool = False

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
                many = len({hand_in.who for hand_in in self.hand_ins[before:]})
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


def shared_by_many(place: Place, known: Sequence[Day], alone: bool) -> Place | None:
    """Where in it the hand-ins of many students lie; None if it is one student's.

    alone: there is nothing beside it in the inbox.
    """
    if not place.is_folder and not place.is_zip:
        return None
    try:
        levels = [place]
        inner = visible(place)
        if len(inner) == 1 and inner[0].is_folder:
            levels.append(inner[0])
        for level in levels:
            if is_download(level.children()):
                return level
        for level in reversed(levels) if place.is_zip else levels:
            folders = [
                each for each in visible(level) if each.is_folder or ARCHIVE.search(each.name)
            ]
            own = any(is_own(clean(each.name), known) for each in visible(level))
            many = alone and len(folders) > 1
            named = is_day(ARCHIVE.sub("", clean(place.name)), known)
            day = named or (len(folders) > 1 and DAY.search(clean(place.name)))
            if folders and not own and (many or day):
                return level
    except CannotRead:
        return None
    return None


def visible(place: Place) -> list[Place]:
    """What lies in it, without what systems leave behind."""
    return [child for child in place.children() if not JUNK.match(child.name)]


def is_download(children: Sequence[Place]) -> bool:
    """Whether an LMS has named what lies there."""
    if any(child.name == lms_names.METADATA for child in children):
        return True
    there = [child for child in children if not JUNK.match(child.name)]
    found = [lms_names.named(clean(child.name), child.is_folder) for child in there]
    # Names like Canvas' may be a student's own: there all files have them.
    return any(each and each.lms != "Canvas" for each in found) or (bool(found) and all(found))


def is_day(name: str, known: Sequence[Day]) -> bool:
    """Whether it is a day's name, and has nothing of a student's in it."""
    titles = (form for day in known for form in (day.name, f"Day {day.number} {day.title}"))
    return bool(DAY.fullmatch(name)) or squeezed(name) in map(squeezed, titles)


def is_own(name: str, known: Sequence[Day]) -> bool:
    """Whether a file or folder of that name lies in one student's hand-in."""
    answers = (file for day in known for file in day.answers)
    return (
        name in PROJECT
        or bool(DAY.match(name))
        or any(fits(name, file) is not None for file in answers)
    )


def clean(name: str) -> str:
    """A name that can be written anywhere: valid Unicode, composed, without control characters."""
    for c in {c for c in name if unicodedata.category(c)[0] == "C"}:
        name = name.replace(c, "\N{REPLACEMENT CHARACTER}")
    return unicodedata.normalize("NFC", name)  # the very object, if nothing is wrong with it
