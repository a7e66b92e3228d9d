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

import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack, suppress
from operator import attrgetter
from pathlib import Path
from types import TracebackType

from katas.harness.archive import OLDEST, Item, add
from katas.harness.files import half_of
from solutions.grading.reports import pages
from solutions.grading.reports.earlier_zips import EarlierZips
from solutions.grading.reports.feedback_files import carrying, encoded, going_back
from solutions.grading.reports.sheet import DaySheet
from solutions.grading.submissions.file_names import ARCHIVE, days_named
from solutions.grading.submissions.people import Submission
from solutions.grading.submissions.places import Place
from solutions.grading.text import clean, listed
from solutions.grading.verdict.model import Status

WAITS = (Status.REVIEW, Status.GRADER_ERROR)
NO_TEAMS: Mapping[tuple[str, int], str] = {}


class FeedbackZips:
    """The zips of an output folder; use it as a context: the files are there when it has ended.

    There is one for each assignment, which is a folder of the inbox, or the inbox itself. cohort:
    what each student handed in. only: the students to write to, or None for all; with nobody
    there is no zip, of earlier runs either. days: those of this run, where one does not grade all.
    places: where the things are that feedback goes back with. Left out is who has a day that waits
    for the instructor. teams: by who handed in for others, and the day, as which team. sandbox:
    what the answers ran in.
    """

    def __init__(
        self,
        out: Path,
        inbox: Path,
        cohort: Mapping[str, Submission],
        only: Collection[str] | None = None,
        days: Collection[int] = (),
        places: Callable[[Submission], list[Place]] = attrgetter("places"),
        teams: Mapping[tuple[str, int], str] = NO_TEAMS,
        sandbox: str = "",
    ) -> None:
        self._out, self._inbox, self._only = out, inbox, only
        self._cohort, self._places = cohort, places
        self._teams, self._sandbox = teams, clean(sandbox)
        self._days = sorted(days)
        now = defaultdict[str, set[str]](set)
        for each in (place for own in cohort.values() for place in places(own)):
            for lms, name, _ in going_back(each):
                now[self._base(lms, each.origin.parent)].add(name)
        passed = (place for own in cohort.values() for place in passed_over(own, places(own)))
        void = {name for place in passed for _, name, _ in going_back(place)}
        self._earlier = EarlierZips(out, now, void, kept=only is None or bool(only))
        self._zips: dict[str, zipfile.ZipFile] = {}
        self._counts: dict[str, int] = {}
        self._stack = ExitStack()
        self._met: set[str] = set()
        self.waiting: list[str] = []
        self.without: list[str] = []

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
            self._earlier.end(self._zips)

    def take(self, student: str, sheets: list[DaySheet], page: str) -> None:
        """Add a student's feedback. page: the one that a browser shows."""
        files: defaultdict[tuple[str, Path], list[tuple[str, Place]]] = defaultdict(list)
        there = self._cohort.get(student)
        for each in self._places(there) if there else ():
            for lms, name, place in going_back(each):
                files[lms, each.origin.parent].append((name, place))
        if there:
            self._earlier.outdone(student, there.identity.canvas_id, sheets, page)
        typed = {above for above in self._typed(there) if above not in {at for _, at in files}}
        if not (files or typed) or (self._only is not None and student not in self._only):
            return
        self._met.add(student)
        if any(sheet.status in WAITS for sheet in sheets):
            self.waiting.append(student)
            return
        several = len(files) + len(typed) > 1
        for above in sorted(typed):
            self._left_without(student, above, several)
        for (lms, above), group in files.items():
            file = self._file(lms, above)
            if lms == "moodle":
                self._add(file, group[0][0], encoded(page))  # a typed text beside it has no other
                continue
            numbers = days_named([self._assignment(above)]) or self._days
            own = [sheet for sheet in sheets if sheet.day.number in numbers] or sheets
            read, shown = self._of_all(student, own, page)
            others = [place for _, place in group]
            files_back = {name: carrying(place, others, read, shown) for name, place in group}
            for name, data in files_back.items():
                if data is not None:
                    self._add(file, name, data)
            if not any(files_back.values()):
                self._left_without(student, above, several)

    def _of_all(
        self, student: str, sheets: list[DaySheet], page: str
    ) -> tuple[list[DaySheet], str]:
        """What all of a team may read, if one of these days is a team's: sheets and page.

        Canvas and Brightspace give every member what goes back on a group's hand-in.
        """
        teams = {
            sheet.day.number: self._teams[student, sheet.day.number]
            for sheet in sheets
            if (student, sheet.day.number) in self._teams
        }
        if not teams:
            return sheets, page
        shared = [sheet.for_team() for sheet in sheets if sheet.day.number in teams]
        team, *_ = teams.values()
        return shared, pages.feedback(team, shared, self._sandbox)

    def _typed(self, there: Submission | None) -> list[Path]:
        """Where texts lie that were typed in, and that no feedback goes back on.

        Moodle has a folder for each, which takes it.
        """
        places = self._places(there) if there else []
        return [
            each.place.origin.parent
            for each in (there.hand_ins if there else ())
            if each.typed and each.lms == "Canvas" and each.place in places
        ]

    def _left_without(self, student: str, above: Path, several: bool) -> None:
        which = f" ({self._assignment(above)})" if several else ""
        self.without.append(f"{student}{which}")

    def _add(self, file: str, name: str, data: bytes) -> None:
        if file not in self._zips:
            half = self._stack.enter_context(half_of(self._out / file))
            self._zips[file] = self._stack.enter_context(zipfile.ZipFile(half, "w"))
        with suppress(KeyError):
            self._zips[file].getinfo(name)
            return  # two names that clean to the same
        add(self._zips[file], name, Item(data), OLDEST)
        self._counts[file] = self._counts.get(file, 0) + 1

    def _assignment(self, above: Path) -> str:
        """What a folder or download is called; "" for the inbox itself."""
        if above == self._inbox and not above.is_file():
            return ""
        return ARCHIVE.sub("", above.name)

    def _file(self, lms: str, above: Path) -> str:
        """The name of the zip for the feedback of what lies there."""
        return self._earlier.beside(self._base(lms, above))

    def _base(self, lms: str, above: Path) -> str:
        assignment = self._assignment(above)
        if not assignment and self._days:
            assignment = "-".join(["day", *map(str, self._days)])
        label = re.sub(r"[^\w.-]+", "-", clean(f"-{assignment}" if assignment else ""))
        return f"{lms}-feedback{label}.zip"

    @property
    def notes(self) -> list[str]:
        """What became of it, in sentences."""
        found = [f"{file}: feedback files to upload: {n}." for file, n in self._counts.items()]
        found += self._earlier.notes
        if self.waiting:
            found.append(f"Not in the feedback zips, for they wait: {listed(self.waiting)}.")
        if self.without:
            found.append(
                f"Not in the feedback zips, for no file of theirs can carry it: "
                f"{listed(self.without)}."
            )
        if missing := [name for name in self._only or () if name not in self._met]:
            them = listed(missing)
            found.append(f"In release=, but with no hand-in here that takes feedback back: {them}.")
        return found

    def outdated(self, changed: Collection[str]) -> list[str]:
        """What is to be known of the zips of earlier runs. changed: whose grades are other ones."""
        # What is left of this inbox's own assignments is of nobody in it.
        names = listed(self._earlier.there(own=not set(changed) <= set(self._cohort)))
        again = "Grade their inboxes again for new ones"
        return [f"Made before these grades changed: {names}. {again}."] if names else []


def passed_over(own: Submission, places: Collection[Place]) -> list[Place]:
    """Where what does not count is. places: where the rest is."""
    return [place for place in own.places if place not in places]
