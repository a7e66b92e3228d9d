"""Which files of points go back to an LMS: those of the gradebooks that were seen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from solutions.grading.reports.brightspace import Brightspace
from solutions.grading.reports.gradebooks import Canvas, Moodle
from solutions.grading.submissions.identity import Identity
from solutions.grading.text import both, listed

NAMES = (Canvas.file_name, Moodle.file_name, Brightspace.file_name)
GRADEBOOKS = {"Canvas", "Moodle", "Brightspace", "Blackboard"}
Columns = Mapping[str, Mapping[int, str]]
Book = Canvas | Moodle | Brightspace


@dataclass(frozen=True)
class ImportFiles:
    """identities: by what an LMS finds the students; None: a name is a login.

    seen: the LMS whose downloads lie in the inbox, and whose export the roster is. columns: what a
    gradebook calls the assignment of a day, by LMS.
    """

    identities: Mapping[str, Identity] | None = None
    seen: Collection[str] = ()
    columns: Columns = field(default_factory=dict)

    @property
    def gradebooks(self) -> set[str]:
        """Those of the class; where none was seen, the two that need no more than logins."""
        return GRADEBOOKS.intersection(self.seen) or {"Canvas", "Moodle"}

    @property
    def _fitting(self) -> list[Book]:
        there, found = self.gradebooks, list[Book]()
        if "Canvas" in there:
            found.append(Canvas(self.identities, self.columns.get("Canvas")))
        if "Moodle" in there:
            found.append(Moodle(self.identities, "Moodle" in self.seen))
        if "Brightspace" in there:
            found.append(Brightspace(self.identities or {}, self.columns.get("Brightspace")))
        return found

    @property
    def books(self) -> list[Book]:
        """The files that have somebody in them."""
        return [book for book in self._fitting if book.finds_any]

    def left_out(self) -> list[str]:
        """Who is in no import file, or not in all of them, and why, in sentences."""
        fitting, names = self._fitting, list(self.identities or {})
        if not fitting:
            return [f"There is no import file for {both(sorted(self.gradebooks))}: see grades.csv."]
        nowhere = [name for name in names if not any(book.finds(name) for book in fitting)]
        found = []
        if nowhere:
            files = [book.file_name for book in fitting]
            where = f"neither {' nor '.join(files)}" if len(files) == 2 else both(files)
            start = f"In {where}" if len(files) == 2 else f"Not in {where}"
            why = "because nothing says by what they are found"
            found.append(f"{start}, {why}: {listed(nowhere)}. roster=FILE does.")
        for book in fitting:
            half = [name for name in names if name not in nowhere and not book.finds(name)]
            if half and book.finds_any:
                by = f", which finds the others by {book.by}" if isinstance(book, Moodle) else ""
                found.append(f"Not in {book.file_name}{by}: {listed(half)}.")
        return found
