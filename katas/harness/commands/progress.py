"""All days at a glance: what was reached, with how many hints, and the best figures."""

from collections.abc import Sequence

import click
from rich.console import Console

from katas.harness.commands.common import all_days
from katas.harness.days import Day
from katas.harness.display.console import console, escape, relative, show_steps
from katas.harness.learner import backups, progress
from katas.harness.verdicts import amount

TITLE = 30
FIGURE = 34


@click.command("progress")
def command() -> None:
    """Show what was reached on each day, the hints used, and the best figures."""
    show_progress(all_days(), console())


def show_days(days: Sequence[Day], out: Console, steps: bool = True) -> None:
    """Print all days with what the learner has reached. steps: and the commands that show more."""
    for day in days:
        out.print(line_of(day, out), soft_wrap=True)
    if not steps:
        return
    out.print()
    show_steps([("make kata day=N", "run a day"), ("make progress", "more of this")], out)


def show_progress(days: Sequence[Day], out: Console) -> None:
    """Print what was reached, the hints used and the best figures, day by day and in sum."""
    points = tasks = hints = 0
    for day in days:
        used = sum(progress.hints_used(day, task.number) for task in day.tasks)
        line = line_of(day, out)
        words = f"   {used} hint{'s' if used != 1 else ''}" if used else ""
        if len(line + words) > out.width:
            words = f"\n   {words}"
        out.print(f"{line}{words}", soft_wrap=True)
        for figure in progress.best(day):
            bound = f"   allowed {amount(figure.allowed or 0, '')}"
            text = amount(figure.measured, figure.unit)
            out.print(f"[dim]      {escape(figure.name):<{FIGURE}}[/dim]{text}[dim]{bound}")
        hints += used
        if best := progress.best_of(day):
            points += best.points
            tasks += len(best.green)
    of_tasks = sum(len(day.tasks) for day in days)
    of_points = sum(day.points for day in days)
    out.print(f"\n    {tasks} of {of_tasks} tasks, {points} of {of_points} points, hints: {hints}")
    for number in progress.unreadable():
        out.print(
            f"[yellow]{relative(progress.FILE)}, line {number}: not readable, passed over."
            " Delete the line, or leave it."
        )
    out.print()
    show_steps([("make kata day=N", "run a day")], out)


def line_of(day: Day, out: Console) -> str:
    """Number, title and state of a day; the title's column is narrower on a narrow terminal."""
    width = min(TITLE, max(22, out.width - 50))
    return escape(f"{day.number:>2}  {day.title:<{width}}{state_of(day)}")


def state_of(day: Day) -> str:
    """What was reached at best, and now: "ok 6 of 6 tasks  100 of 100 points   now 4 of 6"."""
    untouched = backups.is_untouched(day)
    best, state = progress.best_of(day), progress.read().get(day.number)
    if best is None or state is None or not (best.green or not untouched):
        return "not begun" if untouched else "begun"
    done = "ok" if len(best.green) == len(day.tasks) else "  "
    words = f"{done} {len(best.green)} of {len(day.tasks)} tasks"
    now = "   now the starter" if untouched else f"   now {len(state.green)} of {len(day.tasks)}"
    less = now if untouched or len(state.green) < len(best.green) else ""
    return f"{words:<16}{best.points:>3} of {day.points} points{less}"
