"""The command: python -m katas watch DAY."""

import click

from katas.harness.commands.common import chosen, database_option, examine, stopped
from katas.harness.display.console import console
from katas.harness.watch.loop import Watch


@click.command("watch")
@click.argument("day", required=False)
@database_option
@click.option("--answers", "folder", help="Watch the answers in this folder (as KATAS_ANSWERS).")
def command(day: str | None, folder: str | None) -> None:
    """Run a day on every save of your answer, the task that was red first."""
    examined = chosen(day, "watch")
    examine(folder)
    try:
        Watch(examined, console()).run()
    except KeyboardInterrupt:
        stopped()
