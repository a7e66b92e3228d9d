"""Packs the zip that Gradescope makes an image of: its two scripts, the days, and the grader.

Of the solutions only the grader goes in. References, notes, wheats and chaffs stay at home: what is
handed in can read the container's files.
"""

from collections.abc import Sequence
from pathlib import Path

from katas.harness.archive import Item, write_zip
from katas.harness.days import Day
from solutions.grading.packing import handout

HERE = Path(__file__).resolve().parent
SCRIPTS = ("setup.sh", "run_autograder")
GRADER = [
    "solutions/__init__.py",
    "solutions/__main__.py",
    "solutions/commands/__init__.py",
    "solutions/commands/grade.py",
    "solutions/grading",
]
DAYS_FILE = "autograder-days"


def make(out: Path, days: Sequence[Day], root: Path = handout.ROOT) -> Path:
    """Write the zip into the folder. days: those that the assignment is about."""
    name = f"gradescope-day{days[0].number}.zip" if len(days) == 1 else "gradescope.zip"
    write_zip(out / name, contents(days, root))
    return out / name


def contents(days: Sequence[Day], root: Path) -> dict[str, Item]:
    """The files as they lie in /autograder/source."""
    items = handout.contents(root)
    for part in GRADER:
        place = root / part
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            below = file.relative_to(root / "solutions").as_posix()
            if file.is_file() and handout.is_given(f"katas/{below}"):
                items[file.relative_to(root).as_posix()] = Item.of(file)
    for script in SCRIPTS:
        items[script] = Item((HERE / script).read_bytes(), program=True)
    items[DAYS_FILE] = Item("".join(f"{day.number}\n" for day in days).encode())
    return items
