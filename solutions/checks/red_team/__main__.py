"""Runs all cases, asks the answers that deceive from outside, and prints what came of each."""

import sys
import tempfile
from pathlib import Path

from solutions.checks.red_team import from_outside
from solutions.checks.red_team.cases import matrix, mismatches
from solutions.checks.red_team.project import Metered, RedTeam


def main() -> int:
    """Returns 1 if anything else came of a case than it says."""
    odd = 0
    for kind in (RedTeam, Metered):
        with tempfile.TemporaryDirectory(prefix="katas-red-") as folder:
            team = kind(Path(folder))
            team.grade("--jobs", "2")
            grades = team.graded()
            print("\n".join(matrix(team.cases, grades)), flush=True)
            odd += len(mismatches(team.cases, grades))
    return min(1, odd + len(from_outside.agreed(range(1, 4))))


if __name__ == "__main__":
    sys.exit(main())
