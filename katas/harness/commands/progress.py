"""All days at a glance: what was reached, with how many hints, and the best figures."""

from collections.abc import Sequence

import click
from rich.console import Console
from rich.text import Text

from katas.harness.commands.common import all_days
from katas.harness.days import Day
from katas.harness.display.console import console, indented, relative, show_steps, wrapped
from katas.harness.learner import backups, progress
from katas.harness.verdicts import Figure, amount

TITLE = 24
FIGURE = 34
NAME = 20  # columns for the names of figures, at least
INDENT = 6


@click.command("progress")
def command() -> None:
    """Show what was reached on each day, the hints used, and the best figures."""
    show_progress(all_days(), console())


def show_days(days: Sequence[Day], out: Console, steps: bool = True) -> None:
    """Print all days with what the learner has reached. steps: and the commands that show more."""
    for day in days:
        show_lines(lines_of(day, out.width), out)
    if not steps:
        return
    out.print()
    show_steps([("make kata day=N", "run a day"), ("make progress", "more of this")], out)


def show_progress(days: Sequence[Day], out: Console) -> None:
    """Print what was reached, the hints used and the best figures, day by day and in sum."""
    points = tasks = hints = 0
    for day in days:
        used = sum(progress.hints_used(day, task.number) for task in day.tasks)
        hinted = [f"{used} hint{'s' if used != 1 else ''}"] if used else []
        show_lines(lines_of(day, out.width, hinted), out)
        show_figures(progress.best(day), out)
        hints += used
        if best := progress.best_of(day):
            points += best.points
            tasks += len(best.green)
    of_tasks = sum(len(day.tasks) for day in days)
    of_points = sum(day.points for day in days)
    total = f"{tasks} of {of_tasks} tasks, {points} of {of_points} points, hints: {hints}"
    show_lines(["", indented(total, 4, out.width)], out)
    for number in progress.unreadable():
        text = f"{relative(progress.FILE)}, line {number}: not readable, passed over."
        text = indented(f"{text} Delete the line, or leave it.", 0, out.width)
        out.print(text, style="yellow", markup=False, soft_wrap=True)
    out.print()
    show_steps([("make kata day=N", "run a day")], out)


def show_lines(lines: Sequence[str], out: Console) -> None:
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)


def show_figures(figures: Sequence[Figure], out: Console) -> None:
    """Each with its bound beside the name; below it, where there is no room for names."""
    amounts = [amount(figure.measured, figure.unit) for figure in figures]
    bounds = [f"   allowed {amount(figure.allowed or 0, '')}" for figure in figures]
    longest = max((len(a + b) for a, b in zip(amounts, bounds, strict=True)), default=0)
    width = min(FIGURE, out.width - INDENT - longest)
    for figure, measured, bound in zip(figures, amounts, bounds, strict=True):
        beside = width >= NAME
        name, *rest = wrapped(figure.name, (width if beside else out.width - INDENT) - 1)
        more = Text.assemble(measured, (bound, "dim"))
        if beside:
            out.print(Text.assemble(" " * INDENT, (f"{name:<{width}}", "dim"), more))
        else:
            out.print(Text(" " * INDENT + name, "dim"))
        for line in rest:
            out.print(Text(" " * INDENT + line, "dim"))
        if not beside:
            out.print(Text.assemble(" " * (INDENT + 2), more))


def lines_of(day: Day, room: int, more: Sequence[str] = ()) -> list[str]:
    """Number, title and state of a day, and more of it: as much in a line as there is room for."""
    width = min(TITLE, max(22, room - 50))
    state, *rest = [*state_of(day), *more]
    lines = [f"{day.number:>2}  {day.title:<{width}}{state}"]
    if len(lines[0]) > room:
        lines = [f"{day.number:>2}  {day.title}", " " * INDENT + state]
    for part in rest:
        if len(lines[-1]) + 3 + len(part) <= room:
            lines[-1] += f"   {part}"
        else:
            lines.append(" " * (4 + width if 4 + width + len(part) <= room else INDENT) + part)
    return lines


def state_of(day: Day) -> list[str]:
    """What was reached at best, and now: "ok 6 of 6 tasks 100 of 100 points", "now 4 of 6"."""
    untouched = backups.is_untouched(day)
    best, state = progress.best_of(day), progress.read().get(day.number)
    if best is None or state is None or not (best.green or not untouched):
        return ["not begun" if untouched else "begun"]
    done = "ok" if len(best.green) == len(day.tasks) else "  "
    words = f"{done} {len(best.green)} of {len(day.tasks)} tasks"
    reached = f"{words:<16}{best.points:>3} of {day.points} points"
    if untouched:
        return [reached, "now the starter"]
    if len(state.green) == len(best.green):
        return [reached]
    if state.ran is None:
        return [reached, f"now {len(state.green)} of {len(day.tasks)}"]
    # Of the other tasks nothing is known since the reset.
    part = f"now {len(state.green)} of {len(state.ran)} run"
    return [reached, part if state.ran else "now not run yet"]
