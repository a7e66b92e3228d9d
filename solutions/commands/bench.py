"""make bench: the harness, the watch and the grader, timed."""

import click

from katas.harness.commands.common import chosen, stopped
from katas.harness.display.console import console
from solutions.checks.bench import grader, harness, watch


@click.command("bench")
@click.argument("day", default="6")
@click.option("--watch", "only_watch", is_flag=True, help="Only make watch.")
@click.option("--grade", "only_grader", is_flag=True, help="Only the grader.")
def command(day: str, only_watch: bool, only_grader: bool) -> None:
    """Time the harness and make watch against bare pytest, or the grader against a loop of it."""
    if only_grader:
        grader.show(console())
        return
    examined = chosen(day, "bench")
    try:
        if not only_watch:
            harness.show(examined, console())
        watch.show(examined, console())
    except KeyboardInterrupt:
        stopped()
