"""Feedback on its way back: zips that Canvas, Moodle and Brightspace hand out to the students.

Moodle, "Upload multiple feedback files in a zip": a folder for each student, named as in its own
download; the number in the name says whose it is.
https://docs.moodle.org/en/Assignment_settings
https://github.com/moodle/moodle/blob/main/mod/assign/feedback/file/importziplib.php
Canvas, "Upload Submissions": files named as in its own download; the numbers of user and attachment
say whose they are, and the student gets each as a comment, under the name of the file that they had
handed in. So it is that file, with the feedback above it.
https://github.com/instructure/canvas-lms/blob/master/app/models/abstract_assignment.rb
(generate_comments_from_files)
Brightspace, "Add Feedback Files": folders and files named as in its own download say whose they
are; the student finds each file attached to the feedback. So it is theirs, as for Canvas.
https://carleton.ca/brightspace/instructors/grading-assignments-and-providing-feedback/
"""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType

from katas.harness.archive import OLDEST, Item, add
from katas.harness.files import half_of
from solutions.grading.reports.feedback_files import (
    CANVAS,
    MOODLE,
    PAGE,
    annotated,
    below,
    days_of,
    encoded,
    moodle_name,
)
from solutions.grading.reports.sheet import DaySheet
from solutions.grading.submissions.file_names import ARCHIVE, days_named
from solutions.grading.submissions.lms_names import BRIGHTSPACE
from solutions.grading.submissions.people import Submission
from solutions.grading.submissions.places import Place
from solutions.grading.text import clean, listed
from solutions.grading.verdict.model import Status

WAITS = (Status.REVIEW, Status.GRADER_ERROR)


class FeedbackZips:
    """The zips of an output folder; use it as a context: the files are there when it has ended.

    There is one for each assignment, which is a folder of the inbox, or the inbox itself. cohort:
    what each student handed in. only: the students to write to, or None for all; with nobody
    there is no zip, of earlier runs either. days: those of this run, where one does not grade all.
    Left out is who has a day that waits for the instructor.
    """

    def __init__(
        self,
        out: Path,
        inbox: Path,
        cohort: Mapping[str, Submission],
        only: Collection[str] | None = None,
        days: Collection[int] = (),
    ) -> None:
        self._out, self._inbox, self._cohort, self._only = out, inbox, cohort, only
        self._days = sorted(days)
        self._zips: dict[str, zipfile.ZipFile] = {}
        self._counts: dict[str, int] = {}
        self._names: set[str] = set()
        self._stack = ExitStack()
        self.waiting: list[str] = []
        self.without: list[str] = []
        self.replaced: list[str] = []

    def __enter__(self) -> "FeedbackZips":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)
        if kind is None:
            # Those of other assignments may still have to be uploaded.
            places = (place for each in self._cohort.values() for place in each.places)
            now = {place.origin.parent for place in places}
            these = {self._file("*", above) for above in now}
            for pattern in these if self._only != [] else ["*-feedback*.zip"]:
                for old in self._of_earlier(pattern):
                    old.unlink()
            for old in self._of_earlier():
                if not self._names.isdisjoint(names_in(old)):
                    self.replaced.append(old.name)
                    old.unlink()

    def _of_earlier(self, pattern: str = "*-feedback*.zip") -> list[Path]:
        return sorted(old for old in self._out.glob(pattern) if old.name not in self._zips)

    def take(self, student: str, sheets: list[DaySheet], page: str) -> None:
        """Add a student's feedback. page: the one that a browser shows."""
        places = self._cohort[student].places if student in self._cohort else []
        moodle = {each.origin.parent: each for each in places if MOODLE.fullmatch(each.name)}
        files: defaultdict[tuple[str, Path], list[tuple[str, Place]]] = defaultdict(list)
        for each in places:
            if CANVAS.fullmatch(each.name):
                files["canvas", each.origin.parent].append((clean(each.name), each))
            elif BRIGHTSPACE.fullmatch(each.name):
                files["brightspace", each.origin.parent] += below(each)
        if (not moodle and not files) or (self._only is not None and student not in self._only):
            return
        if any(sheet.status in WAITS for sheet in sheets):
            self.waiting.append(student)
            return
        for place in moodle.values():
            file = self._file("moodle", place.origin.parent)
            self._add(file, moodle_name(place), encoded(page))
        for (lms, above), group in files.items():
            numbers = days_named([self._assignment(above)]) or self._days
            own = [sheet for sheet in sheets if sheet.day.number in numbers] or sheets
            others, file = [place for _, place in group], self._file(lms, above)
            if not any([self._carried(file, *each, others, own, page) for each in group]):
                which = f" ({self._assignment(above)})" if len(files) > 1 else ""
                self.without.append(f"{student}{which}")

    def _carried(
        self,
        file: str,
        name: str,
        place: Place,
        others: list[Place],
        sheets: list[DaySheet],
        page: str,
    ) -> bool:
        """Add what a student's file becomes. Returns whether it can carry feedback.

        file: the zip. name: in it. others: what they handed in for this assignment. sheets: its
        days.
        """
        if place.origin.suffix.lower() == ".zip":
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w") as archive:
                add(archive, PAGE, Item(encoded(page)), OLDEST)
            self._add(file, name, packed.getvalue())
            return True
        days = days_of(place, sheets)
        if not days and any(days_of(other, sheets) for other in others):
            return False  # something beside the answer
        if place.origin.suffix.lower() not in (".py", ".txt"):
            return False
        self._add(file, name, annotated(place, days or sheets))
        return True

    def _add(self, file: str, name: str, data: bytes) -> None:
        if file not in self._zips:
            half = self._stack.enter_context(half_of(self._out / file))
            self._zips[file] = self._stack.enter_context(zipfile.ZipFile(half, "w"))
        with suppress(KeyError):
            self._zips[file].getinfo(name)
            return  # two names that clean to the same
        add(self._zips[file], name, Item(data), OLDEST)
        self._names.add(name)
        self._counts[file] = self._counts.get(file, 0) + 1

    def _assignment(self, above: Path) -> str:
        """What a folder or download is called; "" for the inbox itself."""
        if above == self._inbox and not above.is_file():
            return ""
        return ARCHIVE.sub("", above.name)

    def _file(self, lms: str, above: Path) -> str:
        """The name of the zip for the feedback of what lies there."""
        assignment = self._assignment(above)
        if not assignment and self._days:
            assignment = "-".join(["day", *map(str, self._days)])
        label = re.sub(r"[^\w.-]+", "-", clean(f"-{assignment}" if assignment else ""))
        return f"{lms}-feedback{label}.zip"

    @property
    def notes(self) -> list[str]:
        """What became of it, in sentences."""
        found = [f"{file}: feedback files to upload: {n}." for file, n in self._counts.items()]
        if self.replaced:
            found.append(
                f"Removed, with older feedback on the same files: {listed(self.replaced)}."
            )
        if self.waiting:
            found.append(f"Not in the feedback zips, for they wait: {listed(self.waiting)}.")
        if self.without:
            found.append(
                f"Not in the feedback zips, for no file of theirs can carry it: "
                f"{listed(self.without)}."
            )
        return found

    @property
    def outdated(self) -> list[str]:
        """What is to be known of the zips of earlier runs, once grades have changed."""
        names = listed(old.name for old in self._of_earlier())
        again = "Grade their inboxes again for new ones"
        return [f"Made before these grades changed: {names}. {again}."] if names else []


def names_in(archive: Path) -> list[str]:
    """The names in a .zip; none where it is no such file."""
    with suppress(zipfile.BadZipFile, OSError), zipfile.ZipFile(archive) as found:
        return found.namelist()
    return []
