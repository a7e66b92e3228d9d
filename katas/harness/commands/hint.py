"""The next hint of a task, and ahead of it the mistake, if the red tests tell of one."""

from dataclasses import dataclass, field
from functools import partial

import click
from rich.console import Console

from katas.harness.commands.common import chosen, database_option, fail
from katas.harness.days import Day, ManifestError, Task
from katas.harness.display.console import console, escape, indented, show_steps
from katas.harness.display.next_steps import compare_step
from katas.harness.learner import last_run, mistakes, progress
from katas.harness.learner.last_run import LastRun
from katas.harness.run.record import ExitStatus

GREEN_ALREADY = "This task is green: its hints all the same, and none is counted."
IN_COMMON = "what your red tests have in common"


@dataclass(frozen=True)
class Hinted:
    """What there is to say of a task; None for no task is red.

    note: what the hint does not know. mistake: what the red tests have in common, or "". texts: the
    hints shown so far, the new one last. trouble: why it could not be noted, or "".
    """

    task: Task | None
    is_green: bool = False
    note: str = ""
    mistake: str = ""
    texts: list[str] = field(default_factory=list)
    trouble: str = ""


@click.command("hint")
@click.argument("day", required=False)
@click.option("--task", type=int, help="The task; by default the first that is not green yet.")
@partial(database_option, asks=False)
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


def show_hint(
    day: Day, number: int | None, out: Console, last: LastRun | None = None, key: str = ""
) -> None:
    """Print the next hint of a task with those shown before, and note it; of a green task print
    all, and note nothing.

    last: what is known of the answer, by default its last run. key: what gives the next hint here,
    in the place of commands.
    """
    found = next_hint(day, number, last)
    run = [] if key else [(f"make kata day={day.number}", "run again")]
    task = found.task
    if task is None:
        out.print(f"Day {day.number} is done: no task is red.\n")
        same = (f"make hint day={day.number} task=1", "the hints of a task all the same")
        show_steps([] if key else [compare_step(day), same], out)
        return
    place = f"Day {day.number}, task {task.number}"
    between = "  " if len(place) + len(task.title) + 2 <= out.width else "\n"
    out.print(f"[b]{place}[/b]{between}{escape(task.title)}")
    out.print(f"{indented(task.rule, 0, out.width)}\n", markup=False, soft_wrap=True)
    if found.note:
        text, style = indented(found.note, 2, out.width), "" if found.is_green else "dim"
        out.print(f"{text}\n", style=style, markup=False, soft_wrap=True)
    if found.mistake:
        out.print(f"  {IN_COMMON}", style="dim")
        out.print(f"{indented(found.mistake, 2, out.width)}\n", markup=False, soft_wrap=True)
    _show(found.texts, task, out)
    if found.trouble:
        out.print(f"[yellow]{escape(found.trouble)}")
    more = key or f"make hint day={day.number} task={task.number}"
    count = len(found.texts)
    left = count < len(task.hints)
    steps = [(more, f"hint {count + 1} of {len(task.hints)}")] if left else []
    show_steps([*steps, *run], out)


def next_hint(
    day: Day, number: int | None, last: LastRun | None = None, *, is_asked: bool = True
) -> Hinted:
    """The next hint of a task with those shown before, noted as shown; of a green task all.

    last: what is known of the answer, by default its last run. is_asked: False for those shown
    before alone; nothing is noted then.
    """
    last = last or last_run.of_current(day)
    if last is not None and last.unloadable:
        last = LastRun(last.digest, {}, [], [], unloadable=True)
    task = _task(day, number, last)
    if task is None:
        return Hinted(None)
    if task.number in _green(day, last):
        return Hinted(task, True, GREEN_ALREADY, texts=[hint.text for hint in task.hints])
    note = mistake = trouble = ""
    if last is None or last.unloadable:
        note = _not_run_yet(day, last)
    elif not last.part:
        mistake = mistakes.named(day, task.number, last.red, last.unjudged)
    shown = progress.hints_shown(day, task.number)
    order = task.hints_for(_first_red(task, last))
    new = next((number for number in order if number not in shown), None) if is_asked else None
    numbers = [*shown, new] if new else order if is_asked else shown
    if new:
        trouble = progress.note_hint(day, task.number, len(shown) + 1, new)
    texts = [task.hints[number - 1].text for number in numbers]
    return Hinted(task, False, note, mistake, texts, trouble)


def _show(texts: list[str], task: Task, out: Console) -> None:
    for count, text in enumerate(texts, 1):
        out.print(f"  {count} of {len(task.hints)}", style="dim")
        out.print(f"{indented(text, 2, out.width)}\n", markup=False, soft_wrap=True)


def _task(day: Day, number: int | None, last: LastRun | None) -> Task | None:
    """The task asked for, else the one that a run explains: the first with a red test, or the
    first that is not green; None when all are."""
    if number is not None:
        return day.task(number)
    red, green = set(last.red.values()) if last else set(), _green(day, last)
    open_ = [task for task in day.tasks if task.number not in green]
    return next((task for task in open_ if task.number in red), next(iter(open_), None))


def _green(day: Day, last: LastRun | None) -> list[int]:
    reached = progress.read().get(day.number)
    green = [*last.green] if last else []
    if reached and (last is None or last.part or last.unloadable):
        green += [task for task in reached.green if task not in (last.red.values() if last else ())]
    return green


def _first_red(task: Task, last: LastRun | None) -> str:
    """The id of the task's test that a run explains, or ""."""
    red = last.red.items() if last else ()
    return next((test for test, number in red if number == task.number), "")


def _not_run_yet(day: Day, last: LastRun | None) -> str:
    files = " and ".join(day.answers)
    if last is not None:
        return f"{files}: does not load yet. make kata day={day.number} shows the line."
    if progress.read().get(day.number) is None:
        return f"{files}: not run yet. After a run, the hint fits what is red."
    return f"{files} changed since the last run: run again for a hint that fits it."
