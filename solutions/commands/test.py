"""make test: the project's own checks beside the soundness of every day."""

import sys

import click

from katas.harness import days
from katas.harness.display.console import console
from solutions.checks.soundness.examine import JOBS, examine
from solutions.checks.suite import beside


@click.command("test")
def command() -> None:
    """Run the project's own checks and, at the same time, judge the tests of every day."""
    out = console()
    with beside(out) as checks:
        unsound = examine(days.present(), out, workers=JOBS)
    out.print(f"The checks ended with {checks.returncode}, soundness with {unsound}.")
    sys.exit(1 if checks.returncode or unsound else 0)
