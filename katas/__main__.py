"""python -m katas <command>: all that the Makefile calls."""

import os
import sys

import click

from katas.harness import answers, days
from katas.harness.cli import Commands, all_days, chosen, fail, not_written, own_files_only, stopped
from katas.harness.results import Status


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Django katas: seven days, each a broken module and strict tests.

    Exit status: 0 green, 1 red, 2 wrong use, 3 the environment's fault, 4 answers not found.
    """


def list_days() -> None:
    """All days with their state."""
    from katas.harness.console import console
    from katas.harness.overview import show_days

    show_days(all_days(), console())


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
        from katas.harness.console import console
        from katas.harness.terminal import show_run

        sys.exit(show_run(examined, run, console()))
    except KeyboardInterrupt:
        run.close()
        stopped()


@main.command()
@click.argument("day", required=False)
@click.option("--task", type=int, help="The task; by default the first that is not green yet.")
def hint(day: str | None, task: int | None) -> None:
    """Show the next of a task's three hints: the concept, the place, the shape."""
    examined = chosen(day, "hint")
    from katas.harness.console import console
    from katas.harness.hints import show_hint

    numbers = [each.number for each in examined.tasks]
    if task is not None and task not in numbers:
        fail(
            f"Day {examined.number} has no task {task}: it has 1 to {len(numbers)}.",
            Status.WRONG_USE,
        )
    try:
        show_hint(examined, task, console())
    except days.ManifestError as error:
        fail(str(error), Status.ENVIRONMENT)


@main.command()
@click.argument("day", required=False)
@click.option("--force", is_flag=True, help="Show the reference before the day is green.")
def compare(day: str | None, force: bool) -> None:
    """Show your answer beside the reference, and both measured. Once green, or with --force."""
    examined = chosen(day, "compare")
    from katas.harness import compare
    from katas.harness.console import wide_console

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
    examined = chosen(day, "watch")
    try:
        answers.folder()
    except answers.AnswersNotFound as error:
        fail(str(error), Status.NO_ANSWERS)
    from katas.harness.console import console
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
    from katas.harness.console import console

    try:
        if not only_watch:
            bench.show(examined, console())
        bench_watch.show(examined, console())
    except KeyboardInterrupt:
        stopped()


def quiet_run(day: days.Day) -> Status:
    """Run a day and show nothing but that it runs."""
    from katas.harness.console import console, working
    from katas.harness.run import Run

    run = Run(day)
    try:
        with working(console(), f"running day {day.number} first"):
            *_, end = run
        return Status(end["status"])
    except KeyboardInterrupt:
        run.close()
        stopped()


@main.command()
def progress() -> None:
    """Show what was reached on each day, the hints used, and the best figures."""
    from katas.harness.console import console
    from katas.harness.overview import show_progress

    show_progress(all_days(), console())


@main.command()
@click.argument("day", required=False)
def reset(day: str | None) -> None:
    """Put the starter back; your answer goes to a dated backup first."""
    examined = chosen(day, "reset")
    own_files_only("reset")
    from katas.harness import starting_over
    from katas.harness.console import console

    try:
        starting_over.reset(examined, console())
    except OSError as error:
        not_written(error, f"reset day={examined.number}")


@main.command()
@click.argument("day", required=False)
def undo(day: str | None) -> None:
    """Bring back the answer that the latest reset put away; again for the one before."""
    examined = chosen(day, "undo")
    own_files_only("undo")
    from katas.harness import starting_over
    from katas.harness.console import console

    try:
        sys.exit(starting_over.undo(examined, console()))
    except OSError as error:
        not_written(error, f"undo day={examined.number}")


@main.command()
@click.argument("day", required=False)
@click.option("--name", default="submission", help="The zip's name, such as your own.")
def submit(day: str | None, name: str) -> None:
    """Bundle your answers for the instructor: all days that you began, or one."""
    examined = [chosen(day, "submit")] if day else all_days()
    own_files_only("submit")
    from katas.harness import submission
    from katas.harness.console import console

    if not submission.NAME.fullmatch(name):
        fail(
            f"name={name} cannot be a file's name everywhere.\n"
            "Use up to 60 letters (a to z), digits and . _ -, for example: make submit name=amara",
            Status.WRONG_USE,
        )
    try:
        sys.exit(submission.show(examined, name, console()))
    except OSError as error:
        not_written(error, "submit")
    except KeyboardInterrupt:
        stopped()


@main.command()
def doctor() -> None:
    """Check Python, packages, ports, folders, disk and memory, each with a remedy."""
    from katas.harness import doctor
    from katas.harness.console import console

    try:
        sys.exit(doctor.show(console()))
    except KeyboardInterrupt:
        stopped()


if __name__ == "__main__":
    main()
