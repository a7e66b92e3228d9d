"""make kata: a day's tests on your answer, and the first red task explained."""

import sys
from functools import partial

import click
from rich.console import Console

from katas.harness.commands.common import all_days, chosen, database_option, examine, stopped
from katas.harness.commands.progress import show_days
from katas.harness.display.console import alive, console
from katas.harness.display.run_view import RunView
from katas.harness.learner import last_run, progress
from katas.harness.learner.keeper import Keeper
from katas.harness.run.process import Run
from katas.harness.run.record import ExitStatus


@click.command("kata")
@click.argument("day", required=False)
@click.option("--task", type=int, help="This task's tests alone.")
@click.option("--test", help="The test of this name alone.")
@click.option("--seed", type=int, help="Replay the random data of an earlier run.")
@database_option
@click.option("--answers", "folder", help="Examine the answers in this folder (as KATAS_ANSWERS).")
def command(
    day: str | None, task: int | None, test: str | None, seed: int | None, folder: str | None
) -> None:
    """Run a day's tests on your answer and explain the first red task.

    Without a day: all days, and what you have reached.
    """
    if not day and (task, test, seed) == (None, None, None):
        show_days(all_days(), console())
        return
    examined = chosen(day)
    examine(folder)
    asked = {"seed": seed, "only-task": task, "only-test": test}
    options = [f"--{name}={value}" for name, value in asked.items() if value is not None]
    run = Run(examined, *options)
    try:
        sys.exit(follow(run, console()))
    except KeyboardInterrupt:
        run.close()
        stopped()


def follow(run: Run, out: Console) -> ExitStatus:
    """Show a run while it happens, and keep what it has reached. Returns how it ended."""
    last = last_run.latest(run.day)
    before = (set(last.red), set(last.passed)) if last else (set(), set())
    view, keeper = RunView(run.day, out, before), Keeper(run.day)
    view.hints_used = partial(progress.hints_used, run.day)
    with alive(out, view.footer):
        for event in run:
            view.trouble = keeper.take(event)
            view.take(event)
    view.close()
    return view.status
