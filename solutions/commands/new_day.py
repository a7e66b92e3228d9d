"""A new day laid out from the templates beside this file: whole, red and sound from the start."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from string import Template

from katas.harness import days, files
from katas.harness.answers import KATAS
from katas.harness.days import LAST, Day
from solutions import SOLUTIONS
from solutions.checks.soundness import candidates, mistakes_file, patches
from solutions.checks.soundness.patches import TO_WRITE, Patch

TEMPLATES = Path(__file__).parent / "new_day_files"
SUFFIX = ".template"
# The wrong answer that a new day has: its name, what it changes in the reference, its prose.
CHAFF = "oldest_first"
BEFORE, AFTER = b'order_by("-published_at")', b'order_by("published_at")'
SENTENCE = "What is out is there, the oldest article first."
HINT = "The titles are the right ones, the oldest first: which way do the moments run?"
STUDENTS = SOLUTIONS / "grading" / "packing" / "student_edition" / "README.md"


class CannotLayOut(Exception):
    """Nothing was laid out. The text says why."""


@dataclass(frozen=True)
class NewDay:
    """What a new day is to be called. answer: the learner's module."""

    number: int
    name: str
    answer: str

    @property
    def folder(self) -> str:
        return f"day{self.number:02}_{self.name}"

    @property
    def title(self) -> str:
        return self.name.replace("_", " ").capitalize()

    @property
    def place(self) -> int:
        """Behind all days that have a place."""
        return max((day.place for day in days.present() if day.place < LAST), default=0) + 1


def lay_out(new: NewDay) -> Day:
    """Write both folders, and the rows of the READMEs. Raises CannotLayOut, having undone all."""
    readmes = with_rows(new)
    before = {file: file.read_text(encoding="utf-8") for file in readmes}
    folders = [KATAS / new.folder, SOLUTIONS / new.folder]
    try:
        for file, text in texts(new).items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        day = days.read(folders[0])
        add_chaff(day)
        mistakes_file.write(day)
        for file, text in readmes.items():
            files.write(file, text)
    except OSError as error:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
        for file, text in before.items():
            if file.read_text(encoding="utf-8") != text:
                files.write(file, text)
        raise CannotLayOut(f"{error.filename}: {error.strerror}. Nothing was laid out.") from None
    return day


def texts(new: NewDay) -> dict[Path, str]:
    """The text of each file, by where it goes. The starter stands in two places."""
    words = {
        "number": new.number,
        "day": new.folder,
        "answer": new.answer,
        "title": new.title,
        "place": new.place,
    }
    found = {}
    for template in sorted(TEMPLATES.rglob(f"*{SUFFIX}")):
        side, *parts = template.relative_to(TEMPLATES).with_suffix("").parts
        parts = [f"{new.answer}.py" if part == "answer.py" else part for part in parts]
        text = Template(template.read_text(encoding="utf-8")).substitute(words)
        home = KATAS.parent / side / new.folder
        found[home.joinpath(*parts)] = text
        if parts[0] == "starter":
            found[home.joinpath(*parts[1:])] = text
    return found


def add_chaff(day: Day) -> None:
    """Write the patch of the one wrong answer."""
    base = candidates.Candidate("reference", "", candidates.home_of(day)).files(day)
    edited = {name: content.replace(BEFORE, AFTER) for name, content in base.items()}
    file = candidates.home_of(day) / "chaffs" / f"{CHAFF}.patch"
    difference = patches.difference(base, edited)
    candidates.write(file, Patch(SENTENCE, HINT, "", "", difference), base)


def with_rows(new: NewDay) -> dict[Path, str]:
    """The READMEs that list the days, with a row of the new one. Raises CannotLayOut."""
    link = f"[{new.title}](katas/{new.folder}/README.md): {TO_WRITE}: what it is about"
    notes = f"[notes]({new.folder}/NOTES.md)"
    nth = ordinal(len(days.present()) + 1)
    rows = {
        KATAS.parent / "README.md": f"| {new.number} | {link} | `make kata day={new.number}` |",
        SOLUTIONS
        / "README.md": f"| {new.number} | {new.title} | {TO_WRITE}: what to ask first | {notes} |",
        STUDENTS: f"| {nth} | {new.number} | {link} |",
    }
    return {file: with_row(file, row, new.number) for file, row in rows.items()}


def with_row(file: Path, row: str, number: int) -> str:
    """The file's text with the row behind those of the other days, and the number in the order."""
    text = file.read_text(encoding="utf-8")
    found = list(re.finditer(r"^\| .*\bday\d\d_\w+/(README|NOTES)\.md\).*\n", text, re.MULTILINE))
    if not found:
        raise CannotLayOut(f"{file} has no row of a day, below which another could stand.")
    text = f"{text[: found[-1].end()]}{row}\n{text[found[-1].end() :]}"
    return re.sub(r"(easy to hard: |in this order: \*\*)([\d, ]+\d)", rf"\1\2, {number}", text)


def ordinal(number: int) -> str:
    """For example "8th"."""
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else suffix}"
