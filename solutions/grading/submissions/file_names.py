"""What a file's name and folder say: whose day, whose answer, or what everybody was given?"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import PurePath
from urllib.parse import unquote_plus

from katas.harness.answers import KATAS
from katas.harness.days import Day

ARCHIVE = re.compile(r"\.(zip|rar|7z|tar|tgz|tar\.\w+|gz|bz2|xz)$", re.IGNORECASE)
DAY = re.compile(r"(?<![a-z])day[ _+-]*0*(\d+)(?!\d)", re.IGNORECASE)
# As browsers, LMS, Windows, macOS and Google Drive rename: "routes (1).py", "routes-2.py",
# "routes - Copy (2).py", "routes copy 2.py", "routes 2.py", "Copy of routes.py", "routes.py.txt".
NEAR = re.compile(
    r"(?:copy of )?(?P<stem>.+?)(?: - copy| copy|_copy)?(?: ?\(\d+\)|-\d+| \d+)?\.py(?:\.txt)?",
    re.IGNORECASE,
)
VERY, BUT_FOR_CASE, RENAMED = range(3)
WORD = re.compile(r"[a-z0-9]+")


def fits(name: str, file: str) -> int | None:
    """How well: the very name, but for case, but for what programs add to it; None: not at all."""
    if name == file:
        return VERY
    if name.lower() == file.lower():
        return BUT_FOR_CASE
    match = NEAR.fullmatch(unquote_plus(name).strip())
    return RENAMED if match and f"{match['stem']}.py".lower() == file.lower() else None


def days_named(parts: Sequence[str]) -> set[int]:
    """The numbers of the days that folders, or a file, are named after."""
    return {int(match[1]) for part in parts if (match := DAY.search(unquote_plus(part)))}


def mentions(name: str, day: Day) -> bool:
    """Whether the name of an answer is a word of it: views_amara.py, my-views.ipynb."""
    words = WORD.findall(unquote_plus(name).lower())
    return any(PurePath(file).stem in words for file in day.answers)


def is_given(parts: Sequence[str], known: Sequence[Day]) -> bool:
    """Whether it is a file of the hand-out that is no answer, or of the solutions."""
    answers = {day.name: day.answers for day in known}
    for place, part in enumerate(parts[:-1]):
        if part == "solutions" and parts[place + 1] in answers:
            return True
        if part in ("katas", "newsroom", "harness", *answers):
            tail = tuple(parts[place + (part == "katas") :])
            if len(tail) == 2 and tail[1] in answers.get(tail[0], ()):
                return False
            return tail in given()
    return parts[-1] == "__init__.py" or tuple(parts[-1:]) in given()


@cache
def given() -> frozenset[tuple[str, ...]]:
    """The paths of all files below katas/, and those beside it."""
    below = {file.relative_to(KATAS).parts for file in KATAS.rglob("*") if file.is_file()}
    return frozenset(below | {(file.name,) for file in KATAS.parent.iterdir() if file.is_file()})


def clean(name: str) -> str:
    """A name that can be written anywhere: valid Unicode, composed, without control characters."""
    for c in {c for c in name if unicodedata.category(c)[0] == "C"}:
        name = name.replace(c, "\N{REPLACEMENT CHARACTER}")
    return unicodedata.normalize("NFC", name)  # the very object, if nothing is wrong with it
