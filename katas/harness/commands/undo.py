"""make undo: the answer that the latest reset put away."""

import sys
from pathlib import Path

import click
from rich.console import Console

from katas.harness.commands.common import (
    all_days,
    chosen,
    fail,
    not_written,
    own_files_only,
)
from katas.harness.commands.reset import show_replaced
from katas.harness.days import Day
from katas.harness.display.console import console, relative, show_steps
from katas.harness.learner import backups, progress
from katas.harness.run.record import ExitStatus


@click.command("undo")
@click.argument("day", required=False)
def command(day: str | None) -> None:
    """Bring back the answer that the latest reset put away; again for the one before.

    All days that have one: day=all.
    """
    own_files_only("undo")
    if day == "all":
        examined = [each for each in all_days() if backups.of(each, "reset")]
        if not examined:
            fail("There is no reset to undo.", ExitStatus.WRONG_USE)
    else:
        examined = [chosen(day, "undo")]
    status = ExitStatus.GREEN
    for each in examined:
        try:
            status = max(status, undo(each, console()))
        except OSError as error:
            not_written(error, f"undo day={each.number}")
    sys.exit(status)


def undo(day: Day, out: Console) -> ExitStatus:
    """Bring back the answer of the latest reset and say where the replaced one went."""
    try:
        said, kept = bring_back(day)
    except backups.NothingToUndo:
        out.print(nothing_to_undo(day))
        if older := backups.of(day):
            out.print("All that was ever put away is still there:")
            for folder in older:
                out.print(f"    {relative(folder)}", soft_wrap=True, markup=False)
        return ExitStatus.WRONG_USE
    show_replaced(said, kept, out)
    left = backups.of(day, "reset")
    steps = [(f"make undo day={day.number}", "the reset before that")] if left else []
    show_steps([*steps, (f"make kata day={day.number}", "run it")], out)
    return ExitStatus.GREEN


def bring_back(day: Day) -> tuple[list[str], Path | None]:
    """Undo the latest reset. Returns what to say, and the folder that the last line speaks of.

    Raises NothingToUndo, or OSError.
    """
    source, kept = backups.undo(day)
    state = progress.as_of(day, backups.made(source))
    progress.note(day, state.green if state else [], ran=state.ran if state else [])
    said = f"Day {day.number} is again what the reset of {backups.moment(source)} put away."
    return [said, "What stood there until now is in" if kept else "It replaced the starter."], kept


def nothing_to_undo(day: Day) -> str:
    """What is said where no reset is left."""
    return f"Day {day.number}: there is no reset to undo."
