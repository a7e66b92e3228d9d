"""make handout: the student edition."""

from pathlib import Path

import click

from solutions.grading.packing import handout


@click.command("handout")
@click.option("--out", default="dist", help="The folder for the archives.", type=click.Path())
def command(out: str) -> None:
    """Pack the student edition: everything but the solutions, as .zip and .tar.gz."""
    made = handout.make(Path(out))
    for file in made.files:
        click.echo(f"{file}   {file.stat().st_size / 1024:,.0f} KiB")
    click.echo(
        f"{made.count} files, the answer files as starters, no solutions.\n"
        "Learners unpack it and type:  make kata day=6"
    )
