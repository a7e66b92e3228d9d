"""Whose turn it is, where of the wrong answers only some are run."""

import subprocess

from katas.harness.answers import KATAS


def this_turn(turns: int) -> tuple[int, int]:
    """The commit's turn, and of how many; another commit has another one."""
    if turns <= 1:
        return 0, 1
    git = ["git", "rev-parse", "--short=7", "HEAD"]
    said = subprocess.run(git, cwd=KATAS.parent, capture_output=True, text=True, check=True)
    return int(said.stdout, 16) % turns, turns
