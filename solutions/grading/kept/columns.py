"""The columns that gradebooks have: out/columns.csv, as the last export of each LMS had them.

So points find Canvas' own columns with another LMS' roster, too.
"""

import csv
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from katas.harness.files import written
from solutions.grading.kept.written_file import WrittenFile
from solutions.grading.submissions.roster import Roster
from solutions.grading.text import cell, uncelled

HEADER = ["lms", "column", "points"]


def of_term(out: Path, roster: Roster | None) -> Mapping[str, Mapping[str, float]]:
    """By LMS, each column's most points. What the roster of today has is kept for later runs."""
    file, found = out / "columns.csv", dict[str, dict[str, float]]()
    if file.is_file():
        there = WrittenFile.read(file, "list of columns")
        for _, row in there.table(f"the columns {', '.join(HEADER)}", *HEADER):
            with suppress(ValueError):
                found.setdefault(row["lms"], {})[uncelled(row["column"])] = float(row["points"])
    if roster and roster.assignments:
        found[roster.lms] = roster.assignments
        with written(file) as text:
            rows = csv.writer(text, lineterminator="\n")
            rows.writerow(HEADER)
            for lms, columns in sorted(found.items()):
                rows.writerows([lms, cell(head), most] for head, most in columns.items())
    return found
