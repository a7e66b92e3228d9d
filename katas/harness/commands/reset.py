"""make reset: the starter again. Nothing is lost."""

from pathlib import Path

import click
from rich.console import Console

from katas.harness.commands.common import all_days, chosen, fail, not_written, own_files_only
from katas.harness.days import Day
from katas.harness.display.console import console, relative, show_steps
from katas.harness.learner import backups, progress
from katas.harness.run.record import ExitStatus


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
    if gone := [day.starter / file for file in day.answers if not (day.starter / file).is_file()]:
        fail(
            f"{' and '.join(map(relative, gone))}: there is no starter to put back.\n"
            "Take it from where you have this copy: unpack it again beside this one,"
            f" or git checkout {relative(day.starter)}",
            ExitStatus.ENVIRONMENT,
        )
    is_untouched = backups.is_untouched(day)
    said, kept = start_over(day)
    show_replaced(said, kept, out)
    if is_untouched:
        show_steps([(f"make kata day={day.number}", "run it")], out)
        return
    steps = [(f"make undo day={day.number}", "bring it back")] if kept else []
    show_steps([*steps, (f"make kata day={day.number}", "run the starter")], out)


def start_over(day: Day) -> tuple[list[str], Path | None]:
    """Put the starter back. Returns what to say, and the folder that the last line speaks of.

    Raises OSError.
    """
    files = " and ".join(day.answers)
    if backups.is_untouched(day):
        return [f"Day {day.number} is as you found it: {files}. No backup was needed."], None
    kept = backups.reset(day)
    progress.note(day, [], ran=[])
    where = "Your answer is in" if kept else "There was no answer to keep."
    return [f"Day {day.number} starts over: {files}.", where], kept


def show_replaced(said: list[str], folder: Path | None, out: Console) -> None:
    """Print the lines, and the folder on a line of its own, to be copied whole."""
    for line in said:
        out.print(line, markup=False)
    if folder is None:
        out.print()
    else:
        out.print(f"    {relative(folder)}\n", soft_wrap=True, markup=False)
