"""The cohort's points as the CSV file that Brightspace imports.

Username, OrgDefinedId or both, "<item> Points Grade", and a last column that says that the line has
ended: https://community.d2l.com/brightspace/kb/articles/3538-importing-grades
"""

from collections.abc import Mapping

from katas.harness.days import Day
from solutions.grading.reports.gradebooks import title
from solutions.grading.reports.sheet import DaySheet
from solutions.grading.submissions.identity import UNKNOWN, Identity
from solutions.grading.text import cell, row
from solutions.grading.verdict.model import StudentGrade


class Brightspace:
    """brightspace.csv. columns: what the gradebook calls a day's item; else it is a new one."""

    file_name = "brightspace.csv"

    def __init__(
        self, identities: Mapping[str, Identity], columns: Mapping[int, str] | None = None
    ) -> None:
        self._identities, self._columns = identities, columns or {}

    @property
    def finds_any(self) -> bool:
        return any(map(self.finds, self._identities))

    def finds(self, student: str) -> bool:
        """Whether the student has a line."""
        return any(self._key(student))

    def _key(self, student: str) -> tuple[str, str]:
        known = self._identities.get(student, UNKNOWN)
        return known.number or known.sis_id, known.login

    def heads(self, days: list[Day]) -> list[list[str]]:
        items = [self._columns.get(day.number, title(day)) for day in days]
        points = [f"{item} Points Grade" for item in items]
        return [["OrgDefinedId", "Username", *points, "End-of-Line Indicator"]]

    def line(self, name: str, student: StudentGrade, sheets: list[DaySheet]) -> list[str] | None:
        if not self.finds(student.student):
            return None
        key = self._key(student.student)
        return [*map(cell, key), *row(sheet.decided for sheet in sheets), "#"]
