"""The next hint of a task, and ahead of it the mistake, if the red tests are the mark of one."""

import click
from rich.console import Console

from katas.harness.commands.common import chosen, fail
from katas.harness.days import Day, ManifestError, Task
from katas.harness.display.console import console, escape, indented, show_steps
from katas.harness.display.run_view import compare_step
from katas.harness.learner import last_run, mistakes, progress
from katas.harness.learner.last_run import LastRun
from katas.harness.run.record import ExitStatus


@click.command("hint")
@click.argument("day", required=False)
@click.option("--task", type=int, help="The task; by default the first that is not green yet.")
def command(day: str | None, task: int | None) -> None:
    """Show the next of a task's three hints: the concept, the place, the shape."""
    examined = chosen(day, "hint")
    numbers = [each.number for each in examined.tasks]
    if task is not None and task not in numbers:
        fail(
            f"Day {examined.number} has no task {task}: it has 1 to {len(numbers)}.",
            ExitStatus.WRONG_USE,
        )
    try:
        show_hint(examined, task, console())
    except ManifestError as error:
        fail(str(error), ExitStatus.ENVIRONMENT)


def show_hint(day: Day, number: int | None, out: Console) -> None:
    """Print the next hint of a task, the ones before it included; note that it was shown."""
    last = last_run.of_current(day)
    task = _task(day, number, last)
    run = f"make kata day={day.number}"
    if task is None:
        out.print(f"Day {day.number} is done: no task is red.\n")
        show_steps(
            [
                compare_step(day),
                (f"make hint day={day.number} task=1", "the hints of a task all the same"),
            ],
            out,
        )
        return
    step = min(progress.hints_used(day, task.number) + 1, len(task.hints))
    out.print(f"[b]Day {day.number}, task {task.number}[/b]  {task.title}\n{escape(task.rule)}\n")
    if last is None or last.unloadable:
        out.print(f"  {_not_run_yet(day, last)}\n", style="dim")
    elif task.number not in last.green and (
        mistake := mistakes.named(day, last.red, last.unjudged)
    ):
        out.print("  what your red tests have in common", style="dim")
        out.print(f"{indented(mistake, 2, out.width)}\n", markup=False, soft_wrap=True)
    for count, text in enumerate(task.hints[:step], 1):
        out.print(f"  {count} of {len(task.hints)}", style="dim")
        out.print(f"{indented(text, 2, out.width)}\n", markup=False, soft_wrap=True)
    if trouble := progress.note_hint(day, task.number, step):
        out.print(f"[yellow]{escape(trouble)}")
    more = f"make hint day={day.number} task={task.number}"
    steps = [(more, "the next hint")] if step < len(task.hints) else []
    show_steps([*steps, (run, "run again")], out)


def _task(day: Day, number: int | None, last: LastRun | None) -> Task | None:
    """The task asked for, else the first that is not green; None when all are."""
    if number is not None:
        return day.task(number)
    reached = progress.read().get(day.number)
    green = [*last.green] if last else []
    if reached and (last is None or last.part or last.unloadable):
        green += reached.green
    return next((task for task in day.tasks if task.number not in green), None)


def _not_run_yet(day: Day, last: LastRun | None) -> str:
    files = " and ".join(day.answers)
    if last is not None:
        return f"{files}: does not load yet. make kata day={day.number} shows the line."
    if progress.read().get(day.number) is None:
        return f"{files}: not run yet. After a run, the hint fits what is red."
    return f"{files} changed since the last run: run again for a hint that fits it."
