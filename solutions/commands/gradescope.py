"""make gradescope: the autograder that is uploaded to Gradescope."""

from pathlib import Path

import click

from katas.harness.commands.common import chosen, every_day
from solutions.grading.packing.autograder import build


@click.command("gradescope")
@click.argument("day", required=False)
@click.option("--out", default="dist", help="The folder for the zip.", type=click.Path())
def command(day: str | None, out: str) -> None:
    """Pack the autograder that is uploaded to Gradescope, for one day or for all."""
    file = build.make(Path(out), [chosen(day)] if day else every_day())
    click.echo(
        f"{file}   {file.stat().st_size / 1024:,.0f} KiB\n"
        "Upload it under Configure Autograder; what to expect there: solutions/README.md"
    )
