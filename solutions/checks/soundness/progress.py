"""Many trials behind a progress bar, or behind a line now and then where there is no terminal."""

from collections.abc import Sequence
from contextlib import nullcontext

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from solutions.checks.soundness.workers import Trial, run_trials

EACH = 10


def run_shown(
    trials: Sequence[Trial],
    workers: int,
    out: Console,
    title: str,
    what: str = "answers",
    hash_seed: int = 1,
) -> None:
    """Run the trials on that many workers and show how many are done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, TimeElapsedColumn(), console=out, transient=True)
    with bar if out.is_terminal else nullcontext():
        task = bar.add_task(title, total=len(trials))

        def done(_trial: Trial) -> None:
            bar.advance(task)
            count = int(bar.tasks[0].completed)
            if not out.is_terminal and count % EACH == 0:
                out.print(f"{title}: {count} of {len(trials)} {what}")

        run_trials(trials, workers, done, hash_seed)
