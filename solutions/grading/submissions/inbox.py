"""Who handed something in: the students of a folder of submissions, as each LMS names its files.

A student is a folder, a .zip, or the files that Canvas and Moodle put side by side with the
student's name in front:

    amara/...                amara.zip
    Amara Diallo_4711_assignsubmission_file_/lifecycle.py      Moodle, a folder for each
    Amara Diallo_4711_assignsubmission_file_lifecycle.py       Moodle, without folders
    dialloamara_4711_8812_lifecycle-1.py                       Canvas; LATE_ may stand before 4711
"""

import os
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

JUNK = re.compile(r"\.|__MACOSX$|Thumbs\.db$|desktop\.ini$|submission_metadata\.yml$")
MOODLE = re.compile(r"(?P<student>.+_\d+)_assignsubmission_(?P<kind>\w+?)_(?P<file>.*)", re.DOTALL)
CANVAS = re.compile(r"(?P<student>[^_]+)_(?:LATE_)?(?P<user>\d+)_\d+_(?P<file>.+)", re.DOTALL)
ARCHIVE = re.compile(r"\.(zip|rar|7z|tar|tgz|tar\.\w+|gz|bz2|xz)$", re.IGNORECASE)


@dataclass
class Submission:
    """A student's sources: folders and zips, or single files with the names they are to have."""

    student: str
    sources: list[Path] = field(default_factory=list)
    files: list[tuple[str, Path]] = field(default_factory=list)

    @property
    def origins(self) -> list[Path]:
        """What it is in the inbox, under the names that an LMS gave: feedback goes back by them."""
        return [*self.sources, *(path for _, path in self.files)]

    @property
    def late(self) -> bool:
        """Whether Canvas marked any of it late."""
        return any("_LATE_" in path.name and CANVAS.fullmatch(path.name) for path in self.origins)

    @property
    def problem(self) -> str:
        """Why nothing of it can be examined, or ""."""
        if len(self.sources) > 1:
            names = " and ".join(source.name for source in self.sources)
            return f"handed in more than once: {names}"
        for source in self.sources:
            if source.is_symlink():
                return f"{source.name} is a link, and links are not followed"
        return ""


def submissions(inbox: Path) -> tuple[list[Submission], list[str]]:
    """All students by name, and the names of what is nobody's submission."""
    found: dict[str, Submission] = {}
    strays = []
    for entry in sorted(os.scandir(inbox), key=lambda entry: entry.name):
        if JUNK.match(entry.name):
            continue
        student, file = whose(entry.name, entry.is_dir() or entry.is_symlink())
        if not student:
            strays.append(clean(entry.name))
            continue
        submission = found.setdefault(student, Submission(student))
        if file:
            submission.files.append((file, Path(entry.path)))
        elif file is None:
            submission.sources.append(Path(entry.path))
    return sorted(found.values(), key=lambda each: each.student), strays


def whose(name: str, folder: bool) -> tuple[str, str | None]:
    """The student and, for one file of several, its own name; "" for what is to be left out."""
    name = clean(name)
    if match := MOODLE.fullmatch(name):
        if match["kind"] != "file":
            return match["student"], ""
        return match["student"], match["file"] or None
    if folder:
        return name, None
    if match := CANVAS.fullmatch(name):
        return f"{match['student']}_{match['user']}", match["file"]
    if ARCHIVE.search(name):
        return ARCHIVE.sub("", name), None
    return "", None


def clean(name: str) -> str:
    """A name that can be written anywhere: valid Unicode, composed, without control characters."""
    text = "".join(
        c if unicodedata.category(c)[0] != "C" else "\N{REPLACEMENT CHARACTER}" for c in name
    )
    return unicodedata.normalize("NFC", text)
