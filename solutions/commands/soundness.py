"""make soundness: right and wrong answers against the days' tests."""

import sys
from pathlib import Path

import click

from katas.harness.commands.common import chosen, database_option, every_day, fail
from katas.harness.display.console import console
from katas.harness.postgres import databases
from katas.harness.run.record import ExitStatus
from solutions.checks.soundness.candidates import is_meant, of
from solutions.checks.soundness.examine import JOBS, examine
from solutions.checks.soundness.outside import examine_outside
from solutions.checks.soundness.turns import this_turn
from solutions.grading.grade import cores


@click.command("soundness")
@click.argument("day", required=False)
@click.option("--repeat", default=1, help="Runs of each answer, in random order.")
@click.option("--machine", default=0, help="Further runs, of the tests marked `machine` only.")
@click.option("--load", default=0, help="CPU hogs beside the runs.")
@click.option("--jobs", default=JOBS, help="Answers that run at the same time.")
@click.option("--seed", default=1, help="The random data of the first round.")
@click.option("--update", is_flag=True, help="Record the messages anew; carry patches over.")
@click.option("--exam", is_flag=True, help="Ask from outside, as the grader does, instead.")
@click.option("--only", default="", help="Only the answers whose names have this part.")
@click.option("--turns", default=1, help="Only one of so many wrong answers: the commit's turn.")
@click.option("--counts", help="A folder for what make versions counts.", type=Path)
@database_option
def command(
    day: str | None,
    repeat: int,
    machine: int,
    load: int,
    jobs: int,
    seed: int,
    update: bool,
    exam: bool,
    only: str,
    turns: int,
    counts: Path | None,
) -> None:
    """Run starter, reference, wheats and chaffs, and say where the tests are not sound."""
    examined = [chosen(day)] if day else every_day()
    if databases.are_served() and (update or exam):
        what = "messages are recorded" if update else "the examiner asks"
        fail(
            f"With db=postgres nothing is changed or sandboxed: {what} on SQLite only.",
            ExitStatus.WRONG_USE,
        )
    known = [candidate for each in examined for candidate in of(each)]
    for part in only.split(","):
        if not any(is_meant(candidate, part) for candidate in known):
            fail(f"only={part}: no answer's name has that in it.", ExitStatus.WRONG_USE)
    if exam:
        at_once = min(jobs, cores())
        sys.exit(
            examine_outside(
                examined, console(), repeat=repeat, load=load, jobs=at_once, seed=seed, only=only
            )
        )
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
            turn=this_turn(turns),
            counts=counts,
        )
    )
