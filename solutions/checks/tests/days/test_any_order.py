"""All days in one pytest, as an editor runs them: no test leaves anything behind for another."""

import re
import subprocess
import sys
from pathlib import Path

from solutions import SOLUTIONS
from solutions.checks.support.tiny_project import environ_without

SEED = 1
COVERAGE = """
[run]
patch = subprocess
parallel = true
source = katas
data_file = {folder}/data
"""


def test_all_days_at_once_in_any_order(tmp_path: Path) -> None:
    """In random order, on two workers of pytest-xdist, with coverage on: references are green."""
    (tmp_path / "coveragerc").write_text(COVERAGE.format(folder=tmp_path))
    command = ["coverage", "run", "-m", "pytest", "katas", "-q", "-n", "2", "--tb=short", "-rfE"]
    ran = subprocess.run(
        [sys.executable, "-m", *command, "--shuffle", f"--seed={SEED}"],
        cwd=SOLUTIONS.parent,
        env=environ_without(
            KATAS_ANSWERS=str(SOLUTIONS), COVERAGE_RCFILE=str(tmp_path / "coveragerc")
        ),
        capture_output=True,
        text=True,
        timeout=1_800,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
    assert re.search(r"^\d+ passed", ran.stdout, re.MULTILINE), ran.stdout[-2000:]
    assert list(tmp_path.glob("data.*")), "nothing was measured"
