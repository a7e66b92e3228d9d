"""The command: python -m katas dojo [DAY]."""

import webbrowser

import click

from katas.harness.commands.common import chosen, examine, fail, stopped
from katas.harness.dojo import server
from katas.harness.run.record import ExitStatus


@click.command("dojo")
@click.argument("day", required=False)
@click.option("--port", type=click.IntRange(1, 65535), help="The port; else the first free one.")
@click.option("--open", "is_opened", is_flag=True, help="Open the page in a browser.")
@click.option("--answers", "folder", help="Examine the answers in this folder (as KATAS_ANSWERS).")
def command(day: str | None, port: int | None, is_opened: bool, folder: str | None) -> None:
    """Lesson and verdict in the browser, live on every save, for this machine alone."""
    page = f"day/{chosen(day, 'dojo').number}/" if day else ""
    examine(folder)
    try:
        listener = server.listening(port)
    except server.PortTaken as error:
        again = "make dojo" + (f" day={day}" if day else "")
        fail(f"{error}\n\n  {again}     takes one that is free", ExitStatus.ENVIRONMENT)
    taken = listener.getsockname()[1]
    if port is None and taken != server.PORT:
        click.echo(f"Port {server.PORT} is in use: this dojo takes {taken}.")
    address = f"http://{server.HOST}:{taken}/{page}"
    click.echo(f"The dojo is at {address}\nCtrl-C ends it.")
    if is_opened and not opened(address):
        click.echo("No browser could be opened: open the address yourself.", err=True)
    try:
        server.serve(listener)
    except KeyboardInterrupt:
        stopped()


def opened(address: str) -> bool:
    """Whether a browser took the address."""
    try:
        return webbrowser.open(address)
    except (OSError, webbrowser.Error):
        return False
