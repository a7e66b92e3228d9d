"""What the commands share: which day is meant, and how one ends with a message."""

import os
import signal
import sys
import traceback
from typing import NoReturn

import click

from katas.harness import answers, days
from katas.harness.results import Status

LOOK = "  make doctor     what is wrong with this machine, and the remedy"


class Commands(click.Group):
    """A group whose commands never end with Python's own status 1, which would say "red"."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except OSError as error:
            fail(f"Not judged: the environment.\n\n  {error}\n\n{LOOK}", Status.ENVIRONMENT)
        except Exception:
            ours = "This is a fault of the kata, not of your answer."
            fail(f"{traceback.format_exc()}\n{ours}\n\n{LOOK}", Status.ENVIRONMENT)


def chosen(number: str | None, command: str = "kata") -> days.Day:
    """The day of that number, or one clear message and status 2."""
    present = all_days()
    known = "\n".join(f"  make {command} day={day.number}   {day.title}" for day in present)
    if not number:
        fail(f"Which day?\n\n{known}", Status.WRONG_USE)
    found = [day for day in present if str(day.number) == number.lstrip("0")]
    if not found:
        fail(f"There is no day {number!r}. There is:\n\n{known}", Status.WRONG_USE)
    return found[0]


def all_days() -> list[days.Day]:
    """All days, or one clear message and status 3."""
    try:
        return days.present()
    except days.ManifestError as error:
        fail(str(error), Status.ENVIRONMENT)


def own_files_only(command: str) -> None:
    """End with a message if other answers than those in katas/ are examined now."""
    if folder := os.environ.get(answers.VARIABLE):
        fail(
            f"{answers.VARIABLE} is set ({folder}), and make {command} works on the files in"
            f" katas/.\nUnset it first:  unset {answers.VARIABLE}",
            Status.WRONG_USE,
        )


def fail(text: str, status: Status) -> NoReturn:
    """Print one message to standard error and exit."""
    click.echo(text, err=True)
    sys.exit(status)


def not_written(error: OSError, command: str) -> NoReturn:
    """A file could not be read or written: which, why, and the next step."""
    name = error.filename2 or error.filename or "a file"
    fail(
        f"{name}: {error.strerror}.\nNothing of yours was lost.\n\n{LOOK}\n  make {command}",
        Status.ENVIRONMENT,
    )


def stopped() -> NoReturn:
    """Ctrl-C."""
    click.echo("\nStopped. Nothing is left running.", err=True)
    sys.exit(128 + signal.SIGINT)
