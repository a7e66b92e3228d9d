"""make new: a day to begin with."""

import keyword
import re

import click

from katas.harness.answers import KATAS
from katas.harness.commands.common import fail
from katas.harness.display.console import console, show_steps
from katas.harness.run.record import ExitStatus
from solutions import SOLUTIONS
from solutions.commands.new_day import CannotLayOut, NewDay, lay_out

EXAMPLE = "make new day=8 name=transactions answer=transfers"
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# What lies beside the answer.
TAKEN = ("tests", "starter")


@click.command("new")
@click.argument("day", required=False)
@click.option("--name", help="What the day is about, in small letters: transactions.")
@click.option("--answer", help="The learner's module; without it, the name.")
def command(day: str | None, name: str | None, answer: str | None) -> None:
    """Lay out a new day: whole, red for an honest reason, and sound."""
    new = NewDay(number(day), named("name", name), named("answer", answer or name))
    try:
        laid_out = lay_out(new)
    except CannotLayOut as error:
        fail(str(error), ExitStatus.WRONG_USE)
    out = console()
    for place in (f"katas/{new.folder}", f"solutions/{new.folder}"):
        out.print(f"{place}/", markup=False, highlight=False)
    out.print("A row in README.md, solutions/README.md and the student edition's README.md.\n")
    show_steps(
        [
            (f"make kata day={laid_out.number}", "red: the starter"),
            (f"make soundness day={laid_out.number}", "its answers against its tests"),
            (".github/CONTRIBUTING.md", "the steps from here"),
        ],
        out,
    )


def number(text: str | None) -> int:
    """A day's number that is free, or one message and status 2."""
    if not text:
        fail(f"Which day, and what is it about?  {EXAMPLE}", ExitStatus.WRONG_USE)
    if not re.fullmatch(r"0?[1-9]|[1-9][0-9]", text):
        fail(f"day={text}: a new day has a number from 1 to 99.", ExitStatus.WRONG_USE)
    for root in (KATAS, SOLUTIONS):
        for folder in root.glob(f"day{int(text):02}_*"):
            there = folder.relative_to(KATAS.parent)
            fail(f"day={text} is taken: {there} is there.", ExitStatus.WRONG_USE)
    return int(text)


def named(option: str, text: str | None) -> str:
    """A name that a folder and a module can have, or one message and status 2."""
    if not text:
        fail(f"What is the day about?  {EXAMPLE}", ExitStatus.WRONG_USE)
    if not NAME.fullmatch(text) or keyword.iskeyword(text) or text in TAKEN:
        fail(
            f"{option}={text} cannot be a module's name here: take small letters, digits and single"
            f" underscores, a letter first.\n  {EXAMPLE}",
            ExitStatus.WRONG_USE,
        )
    return text
