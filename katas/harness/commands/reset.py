"""make reset: the starter again. Nothing is lost."""

from pathlib import Path

import click
from rich.console import Console

from katas.harness.commands.common import all_days, chosen, not_written, own_files_only
from katas.harness.days import Day
from katas.harness.display.console import console, relative, show_steps
from katas.harness.learner import backups, progress


@click.command("reset")
@click.argument("day", required=False)
def command(day: str | None) -> None:
    """Put the starter back; your answer goes to a dated backup first. All days: day=all."""
    every = day == "all"
    own_files_only("reset")
    for examined in all_days() if every else [chosen(day, "reset")]:
        try:
            reset(examined, console())
        except OSError as error:
            not_written(error, f"reset day={day if every else examined.number}")


def reset(day: Day, out: Console) -> None:
    """Put the starter back and say where the answer went."""
    files = " and ".join(day.answers)
    if backups.is_untouched(day):
        out.print(f"Day {day.number} is as you found it: {files}. No backup was needed.\n")
        show_steps([(f"make kata day={day.number}", "run it")], out)
        return
    kept = backups.reset(day)
    progress.note(day, [])
    out.print(f"Day {day.number} starts over: {files}.")
    if kept is None:
        out.print("There was no answer to keep.\n")
    else:
        where_it_is("Your answer is in", kept, out)
    steps = [(f"make undo day={day.number}", "bring it back")] if kept else []
    show_steps([*steps, (f"make kata day={day.number}", "run the starter")], out)


def where_it_is(words: str, folder: Path, out: Console) -> None:
    """Print a folder on a line of its own, to be copied whole."""
    out.print(words)
    out.print(f"    {relative(folder)}\n", soft_wrap=True, markup=False)
