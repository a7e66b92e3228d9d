"""make reset and make undo, as the learner sees them."""

from pathlib import Path

from rich.console import Console

from katas.harness import backups, progress
from katas.harness.console import relative, show_steps
from katas.harness.days import Day
from katas.harness.results import Status


def reset(day: Day, out: Console) -> None:
    """Put the starter back and say where the answer went."""
    files = " and ".join(day.answers)
    if progress.is_untouched(day):
        out.print(f"Day {day.number} is as you found it: {files}. No backup was needed.\n")
        show_steps([(f"make kata day={day.number}", "run it")], out)
        return
    kept = backups.reset(day)
    out.print(f"Day {day.number} starts over: {files}.")
    if kept is None:
        out.print("There was no answer to keep.\n")
    else:
        where_it_is("Your answer is in", kept, out)
    steps = [(f"make undo day={day.number}", "bring it back")] if kept else []
    show_steps([*steps, (f"make kata day={day.number}", "run the starter")], out)


def undo(day: Day, out: Console) -> Status:
    """Bring back the answer of the latest reset and say where the replaced one went."""
    try:
        source, kept = backups.undo(day)
    except backups.NothingToUndo:
        out.print(f"Day {day.number}: there is no reset to undo.")
        if older := backups.of(day):
            out.print("All that was ever put away is still there:")
            for folder in older:
                out.print(f"    {relative(folder)}", soft_wrap=True, markup=False)
        return Status.WRONG_USE
    out.print(f"Day {day.number} is again what the reset of {backups.moment(source)} put away.")
    if kept:
        where_it_is("What stood there until now is in", kept, out)
    else:
        out.print("It replaced the starter.\n")
    left = backups.of(day, "reset")
    steps = [(f"make undo day={day.number}", "the reset before that")] if left else []
    show_steps([*steps, (f"make kata day={day.number}", "run it")], out)
    return Status.GREEN


def where_it_is(words: str, folder: Path, out: Console) -> None:
    """Print a folder on a line of its own, to be copied whole."""
    out.print(words)
    out.print(f"    {relative(folder)}\n", soft_wrap=True, markup=False)
