"""make checks: the project's own checks."""

import sys

import click

from solutions.checks import suite


@click.command("checks")
def command() -> None:
    """Run the project's own checks."""
    sys.exit(suite.run())
