"""Is a folder, or a .zip, of one student, or of all who handed in for an assignment?"""

import re
from collections.abc import Sequence

from katas.harness.days import Day
from solutions.grading.submissions import lms_names
from solutions.grading.submissions.entries import CannotRead
from solutions.grading.submissions.file_names import ARCHIVE, DAY, clean, fits
from solutions.grading.submissions.identity import squeezed
from solutions.grading.submissions.lms_names import EXPORT, METADATA
from solutions.grading.submissions.places import Place

JUNK = re.compile(r"\.|__MACOSX$|Thumbs\.db$|desktop\.ini$|submission_metadata\.yml$|index\.html$")
PROJECT = {"katas", "solutions", "starter", "tests", "newsroom", "harness"}


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
            if is_download(level.children()) or EXPORT.search(level.name):
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
    if any(child.name == METADATA for child in children):
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
