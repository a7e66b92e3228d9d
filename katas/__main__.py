"""python -m katas <command>: all that the Makefile calls."""

import os
import signal
import sys
from typing import NoReturn

import click

from katas.harness import answers, days
from katas.harness.results import Status


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Django katas: seven days, each a broken module and strict tests.

    Exit status: 0 green, 1 red, 2 wrong use, 3 the environment's fault, 4 answers not found.
    """


def chosen(number: str | None) -> days.Day:
    """The day of that number, or one clear message and status 2."""
    try:
        present = days.present()
    except days.ManifestError as error:
        fail(str(error), Status.ENVIRONMENT)
    known = "\n".join(f"  make kata day={day.number}   {day.title}" for day in present)
    if not number:
        fail(f"Which day?\n\n{known}", Status.WRONG_USE)
    found = [day for day in present if number.isdecimal() and day.number == int(number)]
    if not found:
        fail(f"There is no day {number!r}. There is:\n\n{known}", Status.WRONG_USE)
    return found[0]


def list_days() -> None:
    """All days with their state."""
    from katas.harness.terminal import console, show_days

    try:
        show_days(days.present(), console())
    except days.ManifestError as error:
        fail(str(error), Status.ENVIRONMENT)


def fail(text: str, status: Status) -> NoReturn:
    """Print one message to standard error and exit."""
    click.echo(text, err=True)
    sys.exit(status)


@main.command()
@click.argument("day", required=False)
@click.option("--seed", type=int, help="Replay the random data of an earlier run.")
@click.option("--answers", "folder", help="Examine the answers in this folder (as KATAS_ANSWERS).")
def kata(day: str | None, seed: int | None, folder: str | None) -> None:
    """Run a day's tests on your answer and explain the first red task.

    Without a day: all days, and what you have reached.
    """
    if not day:
        list_days()
        return
    if folder is not None:
        os.environ[answers.VARIABLE] = folder
    examined = chosen(day)
    try:
        answers.folder()
    except answers.AnswersNotFound as error:
        fail(str(error), Status.NO_ANSWERS)
    from katas.harness.run import Run

    run = Run(examined, *([f"--seed={seed}"] if seed is not None else []))
    try:
        from katas.harness.terminal import console, show_run

        sys.exit(show_run(examined, run, console()))
    except KeyboardInterrupt:
        run.close()
        stopped()


@main.command()
@click.argument("day", required=False)
@click.option("--task", type=int, help="The task; by default the first that is not green yet.")
def hint(day: str | None, task: int | None) -> None:
    """Show the next of a task's three hints: the concept, the place, the shape."""
    examined = chosen(day)
    from katas.harness.terminal import console, show_hint

    numbers = [each.number for each in examined.tasks]
    if task is not None and task not in numbers:
        fail(
            f"Day {examined.number} has no task {task}: it has 1 to {len(numbers)}.",
            Status.WRONG_USE,
        )
    show_hint(examined, task, console())


@main.command()
@click.argument("day", required=False)
@click.option("--force", is_flag=True, help="Show the reference before the day is green.")
def compare(day: str | None, force: bool) -> None:
    """Show your answer beside the reference, and both measured. Once green, or with --force."""
    examined = chosen(day)
    from katas.harness import compare
    from katas.harness.terminal import wide_console

    try:
        compare.reference_of(examined)
    except compare.NothingToCompare as error:
        fail(str(error), Status.NO_ANSWERS)
    if not force and (status := quiet_run(examined)) != Status.GREEN:
        fail(compare.not_yet(examined), status)
    try:
        compare.show(examined, wide_console())
    except KeyboardInterrupt:
        stopped()


@main.command()
@click.argument("day", required=False)
@click.option("--answers", "folder", help="Watch the answers in this folder (as KATAS_ANSWERS).")
def watch(day: str | None, folder: str | None) -> None:
    """Run a day on every save of your answer, the task that was red first."""
    if folder is not None:
        os.environ[answers.VARIABLE] = folder
    examined = chosen(day)
    try:
        answers.folder()
    except answers.AnswersNotFound as error:
        fail(str(error), Status.NO_ANSWERS)
    from katas.harness.terminal import console
    from katas.harness.watch import Watch

    try:
        Watch(examined, console()).run()
    except KeyboardInterrupt:
        stopped()


@main.command()
@click.argument("day", default="6")
@click.option("--watch", "only_watch", is_flag=True, help="Only make watch.")
def bench(day: str, only_watch: bool) -> None:
    """Time the harness: make kata against bare pytest, the start-up, make watch after a save."""
    examined = chosen(day)
    from katas.harness import bench, bench_watch
    from katas.harness.terminal import console

    try:
        if not only_watch:
            bench.show(examined, console())
        bench_watch.show(examined, console())
    except KeyboardInterrupt:
        stopped()


def quiet_run(day: days.Day) -> Status:
    """Run a day and show nothing but that it runs."""
    from katas.harness.run import Run
    from katas.harness.terminal import console

    run = Run(day)
    try:
        with console().status(f"running day {day.number} first"):
            *_, end = run
        return Status(end["status"])
    except KeyboardInterrupt:
        run.close()
        stopped()


def stopped() -> NoReturn:
    """Ctrl-C."""
    click.echo("\nStopped. Nothing is left running.", err=True)
    sys.exit(128 + signal.SIGINT)


if __name__ == "__main__":
    main()
