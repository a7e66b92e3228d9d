"""A grader's own memory does not grow with the cohort, but for what it keeps of each student."""

import json
import subprocess
import sys
from pathlib import Path

SIZES = 100, 2000
KEPT = 2  # KiB for a student at most: a name, where the grades stand in the journal


def peak(size: int, folder: Path) -> int:
    """The most memory that a grader of so many students had, in KiB."""
    folder.mkdir()
    command = [
        sys.executable,
        "-m",
        "solutions.checks.tools.memory_at_scale",
        str(size),
        str(folder),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(ran.stdout)
    assert (folder / "out" / "grades.csv").read_text().count("\n") == 1 + size
    return int(told["KiB"])


def test_memory_is_flat(tmp_path: Path) -> None:
    """20 MiB for 10,000 students: their grades with the texts take ten times that."""
    few, many = (peak(size, tmp_path / str(size)) for size in SIZES)
    each = (many - few) / (SIZES[1] - SIZES[0])
    assert each < KEPT, f"{each:.1f} KiB for each further student"
