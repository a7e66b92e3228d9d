"""make mutants: right answers with one change each, against the days' tests."""

import sys

import click

from katas.harness.commands.common import chosen, every_day, stopped
from katas.harness.display.console import console
from solutions.checks.mutants.examine import examine
from solutions.checks.soundness.examine import JOBS


@click.command("mutants")
@click.argument("day", required=False)
@click.option("--jobs", default=JOBS, help="Mutants that run at the same time.")
@click.option("--only", default="", help="Only the right answers whose names have this part.")
def command(day: str | None, jobs: int, only: str) -> None:
    """Change right answers in one place each, and say which changes no test sees."""
    examined = [chosen(day)] if day else every_day()
    try:
        sys.exit(examine(examined, console(), workers=jobs, only=only))
    except KeyboardInterrupt:
        stopped()
