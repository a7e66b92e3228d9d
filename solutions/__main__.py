"""python -m solutions <command>: the instructor's and the author's commands."""

import sys
from pathlib import Path

import click

from katas.harness.cli import chosen

# Answers that soundness runs at the same time: some compute, and some wait.
JOBS = 6


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Django katas, the instructor's and the author's side."""


@main.command()
@click.option("--out", default="dist", help="The folder for the archives.", type=click.Path())
def handout(out: str) -> None:
    """Pack the student edition: everything but the solutions, as .zip and .tar.gz."""
    from solutions.grading import handout

    made = handout.make(Path(out))
    for file in made.files:
        click.echo(f"{file}   {file.stat().st_size / 1024:,.0f} KiB")
    click.echo(
        f"{made.count} files, the answer files as starters, no solutions.\n"
        "Learners unpack it and type:  make kata day=6"
    )


@main.command()
@click.argument("day", required=False)
@click.option("--out", default="dist", help="The folder for the zip.", type=click.Path())
def gradescope(day: str | None, out: str) -> None:
    """Pack the autograder that is uploaded to Gradescope, for one day or for all."""
    from katas.harness import days
    from solutions.grading.autograder import build

    file = build.make(Path(out), [chosen(day)] if day else days.present())
    click.echo(
        f"{file}   {file.stat().st_size / 1024:,.0f} KiB\n"
        "Upload it under Configure Autograder; what to expect there: solutions/README.md"
    )


@main.command()
@click.option("--students", default=10)
@click.option("--rounds", default=3)
def bench(students: int, rounds: int) -> None:
    """Time the grader against a plain loop of pytest, on the same cohort."""
    from katas.harness.console import console
    from solutions.grading import throughput

    throughput.show(console(), students, rounds)


@main.command()
@click.argument("day", required=False)
@click.option("--repeat", default=1, help="Runs of each answer, in random order.")
@click.option("--machine", default=0, help="Further runs, of the tests marked `machine` only.")
@click.option("--load", default=0, help="CPU hogs beside the runs.")
@click.option("--jobs", default=JOBS, help="Answers that run at the same time.")
@click.option("--seed", default=1, help="The random data of the first round.")
@click.option("--update", is_flag=True, help="Record the golden messages anew.")
@click.option("--only", default="", help="Only the answers whose names have this part.")
def soundness(
    day: str | None,
    repeat: int,
    machine: int,
    load: int,
    jobs: int,
    seed: int,
    update: bool,
    only: str,
) -> None:
    """Run starter, reference, wheats and chaffs, and say where the tests are not sound."""
    from katas.harness import days
    from katas.harness.console import console
    from solutions.checks.soundness import examine

    examined = [chosen(day)] if day else days.present()
    sys.exit(
        examine(
            examined,
            console(),
            repeat=repeat,
            machine=machine,
            load=load,
            workers=jobs,
            seed=seed,
            update=update,
            only=only,
        )
    )


@main.command()
def checks() -> None:
    """Run the project's own checks."""
    from solutions.checks import beside

    sys.exit(beside.run())


@main.command()
def test() -> None:
    """Run the project's own checks and, at the same time, judge the tests of every day."""
    from katas.harness import days
    from katas.harness.console import console
    from solutions.checks.beside import beside
    from solutions.checks.soundness import examine

    out = console()
    with beside(out) as checks:
        unsound = examine(days.present(), out, workers=JOBS)
    out.print(f"The checks ended with {checks.returncode}, soundness with {unsound}.")
    sys.exit(1 if checks.returncode or unsound else 0)


@main.command()
@click.argument("day", required=False)
@click.option("--submissions", "inbox", type=Path, help="A folder or .zip for each student.")
@click.option("--out", type=Path, default="grades", help="Where grades and reports go: grades/")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Students at the same time (more if some wait)."
)
@click.option("--unsafe", is_flag=True, help="Without a sandbox: only for code that you trust.")
@click.option("--late", type=Path, help="A late policy: see solutions/grading/late.py.")
@click.option("--anonymous", is_flag=True, help="Pseudonyms in all reports.")
@click.option("--no-reference", is_flag=True, help="Learn from the starters what can be run here.")
def grade(
    day: str | None,
    inbox: Path,
    out: Path,
    jobs: int | None,
    unsafe: bool,
    late: Path | None,
    anonymous: bool,
    no_reference: bool,
) -> None:
    """Grade a cohort: each answer in a sandbox, with the days' own tests.

    Stopped at any moment and started again, it goes on where it was. Exit status 0: every
    submission got a status.
    """
    from katas.__main__ import fail
    from katas.harness import days
    from katas.harness.console import console
    from katas.harness.results import Status
    from solutions.grading.cohort import CannotStart
    from solutions.grading.grade import Grading, cores
    from solutions.grading.journal import InUse
    from solutions.grading.late import Late, WrongPolicy, read
    from solutions.grading.reference import Unsound
    from solutions.grading.reviews import WrongReview
    from solutions.grading.selftest import NoSandbox

    if inbox is None or not inbox.is_dir():
        wrong = f"{inbox} is no folder." if inbox else "Whose submissions?"
        fail(
            f"{wrong} Give a folder that has a folder or a .zip for each student:\n"
            "  make grade submissions=inbox",
            Status.WRONG_USE,
        )
    graded = [chosen(day)] if day else days.present()
    try:
        policy = read(late) if late else Late()
        screen = console()
        given = (inbox, out, graded, jobs or cores(), unsafe, screen, policy)
        grading = Grading(*given, anonymous=anonymous, starter=no_reference)
        sys.exit(grading.run())
    except (InUse, WrongPolicy, WrongReview) as error:
        fail(str(error), Status.WRONG_USE)
    except (NoSandbox, Unsound, CannotStart) as error:
        fail(str(error), Status.ENVIRONMENT)
    except KeyboardInterrupt:
        fail("\nStopped. The same command goes on from here.", Status.ENVIRONMENT)


if __name__ == "__main__":
    main()
