"""The command: python -m katas doctor. Each check says what it found and what to do."""

import sys
from collections.abc import Callable, Iterator

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from katas.harness.commands.common import stopped
from katas.harness.display.console import console
from katas.harness.doctor import machine, software
from katas.harness.doctor.finding import SET_UP, Finding
from katas.harness.run.record import ExitStatus

# A check, and the remedy where it breaks itself.
REMEDIES: dict[Callable[[], Iterator[Finding]], str] = {
    software.python: SET_UP,
    software.packages: SET_UP,
    software.memray: software.MEMRAY,
    machine.loopback: machine.FIREWALL,
    machine.file_watching: machine.LOCAL_DISK,
    software.nginx: "Install it anew, or remove it: the katas can do without.",
    software.postgresql: "",
    machine.places_to_write: machine.OTHER_FOLDERS,
    machine.disk_space: machine.FREE_DISK,
    machine.memory: machine.FREE_MEMORY,
}


@click.command("doctor")
def command() -> None:
    """Check Python, packages, ports, folders, disk and memory, each with a remedy."""
    try:
        sys.exit(show(console()))
    except KeyboardInterrupt:
        stopped()


def show(out: Console) -> ExitStatus:
    """Print all findings. Returns ENVIRONMENT if something that is needed is not right."""
    bad = 0
    for check in REMEDIES:
        for finding in found_by(check):
            bad += finding.sign == "x"
            style = {"ok": "green", "x": "red", "-": "dim"}[finding.sign]
            lines = Table.grid(padding=(0, 2))
            lines.add_row(Text(f"{finding.sign:>2}", style), Text(finding.text))
            if finding.remedy:
                lines.add_row("", Text(finding.remedy, "dim" if finding.sign == "-" else ""))
            out.print(lines)
    if bad:
        out.print(f"\n{bad} to put right. Then run make doctor again.")
        return ExitStatus.ENVIRONMENT
    out.print("\nAll that the katas need is here.")
    return ExitStatus.GREEN


def found_by(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """The findings of a check; one that breaks has found something, too."""
    try:
        yield from check()
    except Exception as error:
        name = check.__name__.replace("_", " ")
        yield Finding("x", f"{name}: {type(error).__name__}: {error}", REMEDIES[check])
