"""The learner's answer beside the reference: figures from one interleaved run, then the code."""

import difflib
import shutil
import statistics
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import click
from rich.console import Console
from rich.markdown import Markdown
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from katas.harness import answers
from katas.harness.commands import mistake_tour
from katas.harness.commands.common import chosen, fail, stopped
from katas.harness.commands.measure import Measured
from katas.harness.days import Day
from katas.harness.display.console import console, wide_console, working
from katas.harness.run.process import Run
from katas.harness.run.record import ExitStatus
from katas.harness.verdicts import amount

ROUNDS = 3
CONTEXT = 3
REFERENCES = answers.KATAS.parent / "solutions"
Figures = dict[str, float]


class NothingToCompare(Exception):
    """There is no reference here. The text says what to do."""


@click.command("compare")
@click.argument("day", required=False)
@click.option("--force", is_flag=True, help="Show the reference before the day is green.")
def command(day: str | None, force: bool) -> None:
    """Show your answer beside the reference, and both measured. Once green, or with --force."""
    examined = chosen(day, "compare")
    try:
        reference_of(examined)
    except NothingToCompare as error:
        fail(str(error), ExitStatus.NO_ANSWERS)
    if not force and (status := quiet_run(examined)) != ExitStatus.GREEN:
        fail(not_yet(examined), status)
    try:
        show(examined, wide_console())
    except KeyboardInterrupt:
        stopped()


def quiet_run(day: Day) -> ExitStatus:
    """Run a day and show nothing but that it runs."""
    run = Run(day)
    try:
        with working(console(), f"running day {day.number} first"):
            *_, end = run
        return ExitStatus(end["status"])
    except KeyboardInterrupt:
        run.close()
        stopped()


def reference_of(day: Day) -> Path:
    """The folder of the day's reference. Raises NothingToCompare in a hand-out."""
    folder = REFERENCES / day.name
    if not all((folder / file).is_file() for file in day.answers):
        raise NothingToCompare(
            f"The reference of day {day.number} is not in this copy: {folder} is missing.\n"
            "A hand-out comes without the references; your instructor has them."
        )
    return folder


def not_yet(day: Day) -> str:
    """What is said to a learner who asks for the reference before the day is green."""
    return (
        f"Day {day.number} is not green yet, and the reference would give it away.\n\n"
        f"  make kata day={day.number}              what is still red\n"
        f"  make compare day={day.number} force=1   look all the same"
    )


def show(day: Day, out: Console) -> None:
    """Print figures, difference, notes and the tour of the mistakes."""
    reference = reference_of(day)
    mine = answers.day_folder(day.name)
    with tempfile.TemporaryDirectory(prefix="katas-starter-") as scratch:
        shutil.copytree(day.starter, Path(scratch) / day.name)
        folder = answers.folder()
        sides: dict[str, str | None] = {
            "starter": scratch,
            "yours": str(folder) if folder else None,
            "reference": str(REFERENCES),
        }
        if (day.tests / "figures.py").is_file():
            with working(out, "measuring: some seconds for each"):
                table = figures_table(measure(day, sides))
            out.print(table)
    for file in day.answers:
        show_difference(mine / file, reference / file, out)
    show_notes(reference / "NOTES.md", out)
    mistake_tour.show(day, REFERENCES, out)


def measure(day: Day, sides: Mapping[str, str | None]) -> dict[str, Figures]:
    """The figures of each side: those taken once, and the medians of the rounds."""
    with ExitStack() as stack:
        running = {
            name: stack.enter_context(Measured(day, folder)) for name, folder in sides.items()
        }
        found = {name: process.figures() for name, process in running.items()}
        rounds: dict[str, list[Figures]] = {name: [] for name in running}
        for _ in range(ROUNDS):
            for name, process in running.items():
                rounds[name].append(process.another_round())
    for name, taken in rounds.items():
        for key in taken[0] if all(taken) else []:
            found[name][key] = statistics.median(figures[key] for figures in taken)
    return found


def figures_table(found: dict[str, Figures]) -> Table:
    """One line for each figure, one column for each side; "-" where an answer failed."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("")
    for name in found:
        table.add_column(name, justify="right")
    names = dict.fromkeys(key for figures in found.values() for key in figures)
    for key in names:
        cells = [amount(f[key], "") if key in f else "-" for f in found.values()]
        table.add_row(key, *cells)
    table.caption = f"one run; what the clock tells: medians of {ROUNDS} turns"
    table.caption_justify = "left"
    return table


def show_difference(mine: Path, reference: Path, out: Console) -> None:
    """Changed lines side by side, with a few lines around them."""
    left = mine.read_text(encoding="utf-8").splitlines()
    right = reference.read_text(encoding="utf-8").splitlines()
    out.print()
    out.print(Rule(f"{mine.name}: yours  |  the reference", align="left", characters="-"))
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    groups = list(matcher.get_grouped_opcodes(CONTEXT))
    if not groups:
        out.print("The two files are the same.")
    for number, group in enumerate(groups):
        table = Table(box=None, expand=True, show_header=False, pad_edge=False, padding=(0, 1))
        for _ in range(2):
            table.add_column(justify="right", style="dim", width=4)
            table.add_column(ratio=1, overflow="fold")
        for tag, i1, i2, j1, j2 in group:
            for offset in range(max(i2 - i1, j2 - j1)):
                table.add_row(
                    *side(left, i1 + offset, i2, "-" if tag != "equal" else " ", "red"),
                    *side(right, j1 + offset, j2, "+" if tag != "equal" else " ", "green"),
                )
        if number:
            out.print("[dim]  ...")
        out.print(table)


def side(lines: list[str], index: int, end: int, mark: str, colour: str) -> tuple[Text, Text]:
    """Line number and text of one side of a row; empty past the end of its block."""
    if index >= end:
        return Text(""), Text("")
    style = colour if mark.strip() else ""
    return Text(str(index + 1)), Text(f"{mark} {lines[index]}", style=style)


def show_notes(file: Path, out: Console) -> None:
    """The first part of the reference's notes, and where the rest is."""
    if not file.is_file():
        return
    text = file.read_text(encoding="utf-8")
    title, _, rest = text.partition("\n## ")
    first = rest.partition("\n## ")[0]
    out.print()
    out.print(Rule("Notes: why ours looks this way", align="left", characters="-"))
    out.print(Markdown(first.partition("\n")[2] if first else title))
    out.print(f"\n[dim]all of it: {file.relative_to(answers.KATAS.parent)}")
