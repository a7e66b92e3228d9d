"""Which grades that were told before are other ones now: those of the last run's grades.csv."""

import csv
from collections.abc import Mapping
from pathlib import Path

from solutions.grading.reports.sheet import DaySheet
from solutions.grading.text import cell, listed

NOTHING: Mapping[str, str] = {}


class Changed:
    """Of an output folder, as it is before the reports are written anew.

    called: the names of earlier runs that are other ones now, with those of today.
    """

    def __init__(self, out: Path, called: Mapping[str, str] = NOTHING) -> None:
        self._before: dict[str, dict[str, str]] = {}
        self._found: list[str] = []
        file = out / "grades.csv"
        if file.is_file():
            now = {cell(old): cell(name) for old, name in called.items()}
            with file.open(encoding="utf-8", newline="") as text:
                for row in csv.DictReader(text):
                    name = row.get("student") or ""
                    self._before.setdefault(now.get(name, name), row)

    def take(self, name: str, sheets: list[DaySheet]) -> None:
        """Compare a student's days with what was told of them."""
        before = self._before.get(cell(name), {})
        for sheet in sheets:
            told = before.get(f"day{sheet.day.number:02}")
            points = "" if sheet.points is None else str(sheet.points)
            if told and told != points:
                late = sheet.grade and sheet.grade.late
                why = " (late)" if late else "" if points else f" ({sheet.status})"
                now = f"{points or 'none'}{why}"
                self._found.append(f"{name}, day {sheet.day.number}: {told} -> {now}")

    @property
    def notes(self) -> list[str]:
        """In a sentence; with semicolons, as names may have commas."""
        return [f"Earlier grades that changed: {listed(self._found)}."] if self._found else []
