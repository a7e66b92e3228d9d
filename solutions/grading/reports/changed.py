"""Which grades that were told before are other ones now: those of the last run's grades.csv."""

import csv
from collections.abc import Mapping
from pathlib import Path

from solutions.grading.reports.sheet import DaySheet
from solutions.grading.text import cell, listed

NOTHING: Mapping[str, str] = {}


class Changed:
    """Of an output folder, as it is before the reports are written anew.

    called: the names of earlier runs that are other ones now, with those of today. who: whose
    grades they are.
    """

    def __init__(self, out: Path, called: Mapping[str, str] = NOTHING) -> None:
        self._days: list[str] = []
        self._before: dict[str, tuple[int | None, ...]] = {}
        self._found: list[str] = []
        self.who: set[str] = set()
        file = out / "grades.csv"
        if file.is_file():
            now = {cell(old): cell(name) for old, name in called.items()}
            with file.open(encoding="utf-8", newline="") as text:
                rows = csv.DictReader(text)
                self._days = [head for head in rows.fieldnames or () if head.startswith("day")]
                for row in rows:
                    name, cells = row.get("student") or "", [row[day] or "" for day in self._days]
                    points = tuple(int(each) if each.isdecimal() else None for each in cells)
                    self._before.setdefault(now.get(name, name), points)

    def take(self, name: str, sheets: list[DaySheet]) -> None:
        """Compare a student's days with what was told of them."""
        before = dict(zip(self._days, self._before.get(cell(name), ()), strict=False))
        for sheet in sheets:
            told, points = before.get(f"day{sheet.day.number:02}"), sheet.points
            if told is not None and told != points:
                late = sheet.grade and sheet.grade.late
                why = " (late)" if late else f" ({sheet.status})" if points is None else ""
                now = f"{'none' if points is None else points}{why}"
                self.who.add(name)
                self._found.append(f"{name}, day {sheet.day.number}: {told} -> {now}")

    @property
    def notes(self) -> list[str]:
        """In a sentence; with semicolons, as names may have commas."""
        return [f"Earlier grades that changed: {listed(self._found)}."] if self._found else []
