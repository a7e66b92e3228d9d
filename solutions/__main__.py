"""python -m solutions <command>: the instructor's and the author's commands."""

import sys

import click

from katas.harness.cli import chosen


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Django katas, the instructor's and the author's side."""


@main.command()
@click.argument("day", required=False)
@click.option("--repeat", default=1, help="Runs of each answer, in random order.")
@click.option("--machine", default=0, help="Further runs, of the tests marked `machine` only.")
@click.option("--load", default=0, help="CPU hogs beside the runs.")
@click.option("--jobs", default=6, help="Answers that run at the same time.")
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


if __name__ == "__main__":
    main()
