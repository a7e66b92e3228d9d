"""The files that go back to an LMS: how each is called, and what a student reads in it."""

import io
import re
import zipfile

from katas.harness.archive import OLDEST, Item, add
from solutions.grading.limits import FILE
from solutions.grading.reports import gradescope
from solutions.grading.reports.sheet import DaySheet
from solutions.grading.submissions.entries import CannotRead
from solutions.grading.submissions.file_names import fits
from solutions.grading.submissions.lms_names import BRIGHTSPACE
from solutions.grading.submissions.places import Place
from solutions.grading.text import clean
from solutions.grading.verdict.model import Status

MOODLE = re.compile(
    r"(?P<head>.+_(?P<number>\d+)_assignsubmission_[a-z0-9]+)(?P<file>_.*)?", re.DOTALL
)
CANVAS = re.compile(r"[^_]+_(?:LATE_)?(?P<number>\d+)_\d+_(?P<file>.+)", re.DOTALL)
PAGE = "feedback.html"


def going_back(place: Place) -> list[tuple[str, str, Place]]:
    """The LMS that takes feedback on it back, the name in the zip, and the file; [] for none."""
    if MOODLE.fullmatch(place.name):
        return [("moodle", moodle_name(place), place)]
    if CANVAS.fullmatch(place.name):
        return [("canvas", clean(place.name), place)]
    if BRIGHTSPACE.fullmatch(place.name):
        return [("brightspace", name, file) for name, file in below(place)]
    return []


def whose(name: str) -> str:
    """The number of a person, from a name in a zip."""
    top = name.partition("/")[0]
    found = MOODLE.fullmatch(top) or CANVAS.fullmatch(top) or BRIGHTSPACE.fullmatch(top)
    return found["number"] if found else name


def moodle_name(place: Place) -> str:
    """The name in the zip: a folder's, or that of a file where the download had no folders."""
    found = MOODLE.fullmatch(place.name)
    assert found is not None
    if place.is_folder or found["file"] is None:
        return f"{clean(place.name)}/{PAGE}"
    return f"{clean(found['head'])}_{PAGE}"


def days_of(place: Place, sheets: list[DaySheet]) -> list[DaySheet]:
    """The days whose answer the file is, by its name."""
    found = CANVAS.fullmatch(place.name) or BRIGHTSPACE.fullmatch(place.name)
    name = found["file"] if found else place.name
    return [
        sheet for sheet in sheets if any(fits(name, file) is not None for file in sheet.day.answers)
    ]


def below(place: Place) -> list[tuple[str, Place]]:
    """The files of one of Brightspace's hand-ins, each with its name in the download."""
    if not place.is_folder:
        return [(clean(place.name), place)]
    try:
        files = [each for each in place.children() if not each.is_folder]
    except CannotRead:
        return []
    return [(f"{clean(place.name)}/{clean(each.name)}", each) for each in files]


def carrying(place: Place, others: list[Place], sheets: list[DaySheet], page: str) -> bytes | None:
    """What a student's file becomes, with feedback; None if it can carry none.

    others: what they handed in for this assignment. sheets: its days. page: for a browser.
    """
    if place.origin.suffix.lower() == ".zip":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            add(archive, PAGE, Item(encoded(page)), OLDEST)
        return packed.getvalue()
    days = days_of(place, sheets)
    if not days and any(days_of(other, sheets) for other in others):
        return None  # something beside the answer
    if place.origin.suffix.lower() not in (".py", ".txt"):
        return None
    return annotated(place, days or sheets)


def annotated(place: Place, sheets: list[DaySheet]) -> bytes:
    """The file with the feedback above it, as comments."""
    lines = [line for sheet in sheets for line in text_of(sheet).splitlines()]
    comments = "".join(f"# {line}".rstrip() + "\n" for line in lines)
    try:
        original = place.text(FILE)
    except CannotRead:
        original = ""
    return encoded(f"{comments}\n{original}")


def text_of(sheet: DaySheet) -> str:
    """A day's feedback as plain text."""
    came = "no points yet" if sheet.open else f"{sheet.points} of {sheet.day.points} points"
    if sheet.status is Status.ABSENT:
        came = "no points"
    parts = [
        f"Day {sheet.day.number}, {sheet.day.title}: {came}",
        sheet.sentence,
    ]
    for task in sheet.tasks if sheet.ran else []:
        earned = f"{task.earned} of {task.task.points} points"
        said = [f"Task {task.task.number}, {task.task.title}: {earned}"]
        said += [gradescope.output(sheet, task)] if not task.earned else []
        parts.append("\n\n".join(said))
    return "\n\n".join(parts) + "\n"


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
