"""make handout: the student edition."""

from pathlib import Path

import click

from katas.harness.commands.common import every_day, several
from solutions.grading.packing import handout


@click.command("handout")
@click.option("--out", default="dist", help="The folder for the archives.", type=click.Path())
@click.option("--references", help="Days whose references go out, such as 1-3 or 1,4.")
def command(out: str, references: str | None) -> None:
    """Pack the student edition: everything but the solutions, as .zip and .tar.gz."""
    every_day()
    over = several(references) if references else []
    made = handout.make(Path(out), over)
    for file in made.files:
        click.echo(f"{file}   {file.stat().st_size / 1024:,.0f} KiB")
    if made.left_out:
        names = "\n  ".join(made.left_out)
        click.echo(f"Left out, for git does not know them (git add takes them in):\n  {names}")
    numbers = ", ".join(str(day.number) for day in over)
    shown = f"the references of day {numbers}" if over else "no solutions"
    click.echo(
        f"{made.count} files, the answer files as starters, {shown}.\n"
        "Learners unpack it and read README.md, or type:  make kata day=7"
    )
