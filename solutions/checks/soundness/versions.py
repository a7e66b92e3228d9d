"""The days on several Pythons: what each run of soundness counts, and the table of all."""

import json
import platform
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import django
from rich import box
from rich.console import Console
from rich.table import Table

from katas.harness import environment
from katas.harness.postgres import databases
from solutions.checks.soundness.report import DayReport

VERSIONS = (*sorted(environment.TESTED), "3.14")
DATABASES = ("sqlite", "postgres")
COLUMNS = ("Python", "Django", "database", "kind", "answers", "verdicts", "surprises")
# What is wrong with the files of a day, not with a run of an answer.
FILES = "files"


def file_of(folder: Path, version: str, database: str) -> Path:
    return folder / f"{version}-{database}.json"


def keep(reports: Sequence[DayReport], folder: Path) -> None:
    """Write what was counted, by kinds of answers, into this Python's and database's file there."""
    counted: dict[str, list[int]] = {}
    for report in reports:
        kinds = {f"{candidate.label}: ": candidate.kind for candidate in report.trials}
        for candidate, trials in report.trials.items():
            row = counted.setdefault(candidate.kind, [0, 0, 0])
            row[0] += 1
            row[1] += sum(len(trial.outcomes) for trial in trials)
        for surprise in report.surprises:
            kind = next((kinds[label] for label in kinds if surprise.startswith(label)), FILES)
            counted.setdefault(kind, [0, 0, 0])[2] += 1
    data = {
        "versions": [platform.python_version(), django.get_version()],
        "counted": counted,
        "surprises": [
            f"day {report.day.number}: {surprise}"
            for report in reports
            for surprise in report.surprises
        ],
    }
    major, minor = sys.version_info[:2]
    database = DATABASES[databases.are_served()]
    file_of(folder, f"{major}.{minor}", database).write_text(json.dumps(data), encoding="utf-8")


def show(folder: Path, used: Sequence[str], out: Console) -> int:
    """Print the table and the surprises. Returns 0 if there are none and all runs have ended.

    used: the databases that were.
    """
    table = Table(*COLUMNS, box=box.SIMPLE_HEAD, pad_edge=False)
    for column in table.columns[4:]:
        column.justify = "right"
    surprises, unended = [], False
    for version in VERSIONS:
        for database in used:
            file = file_of(folder, version, database)
            if not file.is_file():
                installed = environment.find(version) is not None
                unended |= installed
                table.add_row(version, "", database, "no end" if installed else "not installed")
                continue
            data = json.loads(file.read_text(encoding="utf-8"))
            for row in rows(data["counted"]):
                table.add_row(*data["versions"], database, *row)
            where = f"{version} {database}"
            surprises += [f"{where}  {surprise}" for surprise in data["surprises"]]
    out.print(table)
    for surprise in surprises:
        out.print(surprise, markup=False, soft_wrap=True)
    return 1 if surprises or unended else 0


def rows(counted: dict[str, list[int]]) -> Iterator[list[str]]:
    for kind, numbers in counted.items():
        yield [kind, *(f"{number:,}" for number in numbers)]
