"""make bench: the harness, the watch, the dojo and the grader, timed."""

import click

from katas.harness.commands.common import chosen, stopped
from katas.harness.display.console import console
from solutions.checks.bench import dojo, grader, harness, watch


@click.command("bench")
@click.argument("day", default="6")
@click.option("--watch", "only_watch", is_flag=True, help="Only make watch.")
@click.option("--dojo", "only_dojo", is_flag=True, help="Only make dojo.")
@click.option("--grade", "only_grader", is_flag=True, help="Only the grader.")
def command(day: str, only_watch: bool, only_dojo: bool, only_grader: bool) -> None:
    """Time the harness and make watch against bare pytest, or the grader against a loop of it."""
    if only_grader:
        grader.show(console())
        return
    examined = chosen(day, "bench")
    try:
        if not (only_watch or only_dojo):
            harness.show(examined, console())
        if not only_dojo:
            watch.show(examined, console())
        if not only_watch:
            dojo.show(examined, console())
    except KeyboardInterrupt:
        stopped()
