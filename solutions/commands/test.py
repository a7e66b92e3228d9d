"""make test: the project's own checks beside the soundness of every day."""

import sys

import click

from katas.harness.commands.common import database_option, every_day
from katas.harness.display.console import console
from katas.harness.postgres import databases
from solutions.checks.soundness.examine import JOBS, examine
from solutions.checks.soundness.turns import this_turn
from solutions.checks.suite import beside


@click.command("test")
@click.option("--turns", default=1, help="One of so many wrong answers, a third of long checks.")
@database_option
def command(turns: int) -> None:
    """Run the project's own checks and, at the same time, judge the tests of every day.

    On PostgreSQL the days alone: the checks bring what they need of it themselves.
    """
    out = console()
    turn = this_turn(turns)
    if databases.are_served():
        sys.exit(examine(every_day(), out, workers=JOBS, turn=turn))
    if turns > 1:
        out.print(f"Wrong answers, long checks: turn {turn[0] + 1} of {turns}; make test runs all.")
    with beside(out, turn[0] if turns > 1 else None) as checks:
        unsound = examine(every_day(), out, workers=JOBS, turn=turn)
    out.print(f"The checks ended with {checks.returncode}, soundness with {unsound}.")
    sys.exit(1 if checks.returncode or unsound else 0)
