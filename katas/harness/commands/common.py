"""What the commands share: how they are found, which day is meant, how one ends with a message."""

import importlib
import os
import re
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import click

from katas.harness import answers, days
from katas.harness.display.console import console, working
from katas.harness.postgres.provide import NoPostgres, provided
from katas.harness.run.record import ExitStatus

LOOK = "  make doctor     what is wrong with this machine, and the remedy"


class LazyCommands(click.Group):
    """A group that loads a command when it is asked for.

    places: by a command's name "module:attribute".
    """

    def __init__(self, *args: Any, places: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._places:
            return None
        module, _, attribute = self._places[cmd_name].partition(":")
        found: click.Command = getattr(importlib.import_module(module), attribute)
        return found

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            words = error.format_message().replace("'--", "'").replace("integer range", "integer")
            fail(f"{words}\n\n  make   what each command takes", ExitStatus.WRONG_USE)


class Commands(LazyCommands):
    """The learner's commands never end with Python's own status 1, which would say "red"."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except answers.AnswersNotFound as error:
            fail(str(error), ExitStatus.NO_ANSWERS)
        except OSError as error:
            fail(f"Not judged: the environment.\n\n  {error}\n\n{LOOK}", ExitStatus.ENVIRONMENT)
        except Exception:
            ours = "This is a fault of the kata, not of your answer."
            fail(f"{traceback.format_exc()}\n{ours}\n\n{LOOK}", ExitStatus.ENVIRONMENT)


def database_option(command: Callable[..., Any], *, asks: bool = True) -> Callable[..., Any]:
    """Give a command the option --db, which has all that it runs work on that database.

    asks: False for one that runs nothing, and takes the option along with the others.
    """

    def provide(ctx: click.Context, _param: click.Parameter, value: str) -> None:
        if value != "postgres" or not asks:
            return
        try:
            with working(console(), "starting PostgreSQL"):
                version = ctx.with_resource(provided())
        except NoPostgres as error:
            fail(str(error), ExitStatus.ENVIRONMENT)
        except KeyboardInterrupt:
            stopped()
        console().print(f"[dim]On PostgreSQL {version}.")

    return click.option(
        "--db",
        type=click.Choice(["sqlite", "postgres"]),
        default="sqlite",
        expose_value=False,
        callback=provide,
        help="The database: SQLite, or the PostgreSQL of DATABASE_URL, else one for this command.",
    )(command)


def chosen(number: str | None, command: str = "kata") -> days.Day:
    """The day of that number, or one clear message and status 2."""
    present = days.present()
    known = "\n".join(f"  make {command} day={day.number}   {day.title}" for day in present)
    if not number:
        fail(f"Which day?\n\n{known}", ExitStatus.WRONG_USE)
    found = [day for day in present if str(day.number) == number.lstrip("0")]
    if not found:
        fail_if_broken(number.lstrip("0"))
        fail(f"There is no day {number!r}. There is:\n\n{known}", ExitStatus.WRONG_USE)
    return found[0]


def several(text: str, command: str = "kata") -> list[days.Day]:
    """The days of a text such as "1-3" or "1,4", in their order; or one message and status 2."""
    found: dict[int, days.Day] = {}
    for part in text.replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        ends = [chosen(each, command).number for each in ((first, last) if dash else (first,))]
        numbers = range(ends[0], ends[-1] + 1)
        if not numbers:
            fail(f"{part!r} names no days: write 1-3, the first one first.", ExitStatus.WRONG_USE)
        for number in numbers:
            fail_if_broken(str(number))
        found |= {day.number: day for day in days.present() if day.number in numbers}
    return [found[number] for number in sorted(found)]


def fail_if_broken(number: str) -> None:
    """End with what is wrong with the day of that number, if it is there and cannot be read."""
    for name, text in days.broken().items():
        if re.match(rf"day0*{re.escape(number)}_", name):
            fail(text, ExitStatus.ENVIRONMENT)


def all_days() -> list[days.Day]:
    """All days that can be read; of the others is said, on standard error, what is wrong."""
    for text in dict.fromkeys(days.broken().values()):
        click.echo(f"Left out: {text}", err=True)
    return days.present()


def every_day() -> list[days.Day]:
    """All days, or one clear message and status 3 where one of them cannot be read."""
    if wrong := days.broken():
        fail("\n".join(dict.fromkeys(wrong.values())), ExitStatus.ENVIRONMENT)
    return days.present()


def examine(folder: str | None) -> None:
    """Examine the answers of that folder, or those that KATAS_ANSWERS names, if it names any.

    Ends with one clear message and status 4 where there are none.
    """
    if folder is not None:
        os.environ[answers.VARIABLE] = folder
    try:
        answers.folder()
    except answers.AnswersNotFound as error:
        fail(str(error), ExitStatus.NO_ANSWERS)


def own_files_only(command: str) -> None:
    """End with a message if other answers than those in katas/ are examined now."""
    if folder := os.environ.get(answers.VARIABLE):
        fail(
            f"{answers.VARIABLE} is set ({folder}), and make {command} works on the files in"
            f" katas/.\nUnset it first:  unset {answers.VARIABLE}",
            ExitStatus.WRONG_USE,
        )


def fail(text: str, status: ExitStatus) -> NoReturn:
    """Print one message to standard error and exit."""
    click.echo(text, err=True)
    sys.exit(status)


def not_written(error: OSError, command: str) -> NoReturn:
    """A file could not be read or written: which, why, and the next step."""
    name = error.filename2 or error.filename or "a file"
    fail(
        f"{name}: {error.strerror}.\nNothing of yours was lost.\n\n{LOOK}\n  make {command}",
        ExitStatus.ENVIRONMENT,
    )


def stopped() -> NoReturn:
    """Ctrl-C."""
    click.echo("\nStopped. Nothing is left running.", err=True)
    sys.exit(128 + signal.SIGINT)
