"""What there is to see after green: figures, the reference where it is, others' mistakes, reading.

A hand-out may come without the reference of a day: all but the two files side by side is there.
"""

import re
import shutil
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.markdown import Markdown

from katas.harness import answers
from katas.harness.commands import mistake_tour
from katas.harness.commands.common import chosen, database_option, examine, fail, stopped
from katas.harness.commands.figures import (
    allowed_rows,
    allowed_table,
    measure,
    measured_table,
    run_quietly,
)
from katas.harness.commands.side_by_side import show_difference
from katas.harness.days import Day
from katas.harness.display.console import (
    console,
    headline,
    relative,
    show_steps,
    wide_console,
    working,
)
from katas.harness.display.next_steps import compare_step, kata
from katas.harness.run.record import ExitStatus
from katas.harness.run.tally import RunTally

READING = "Where to read on"
LINK = re.compile(r"\[([^\]]+)\]\((https?://[^\s)]+)\)")


@click.command("compare")
@click.argument("day", required=False)
@click.option("--force", is_flag=True, help="Before the day is green.")
@database_option
def command(day: str | None, force: bool) -> None:
    """Show what your answer costs, the reference beside it, and others' mistakes. Once green."""
    examined = chosen(day, "compare")
    examine(None)
    if not console().is_terminal:  # there it is seen that work goes on
        console().print("Running the starter and yours, and measuring: about a minute.")
    try:
        with working(console(), f"running day {examined.number} first"):
            run = run_quietly(examined)
        if not force and run.status != ExitStatus.GREEN:
            fail(run.stopped["text"] if run.stopped else not_yet(examined), run.status)
        show(examined, wide_console(), run)
    except KeyboardInterrupt:
        stopped()


def not_yet(day: Day) -> str:
    """What is said to a learner who asks before the day is green."""
    what = "reference" if answers.reference(day.name, day.answers) else "comparison"
    return (
        f"Day {day.number} is not green yet, and the {what} would give it away.\n\n"
        f"  {kata(day)}              what is still red\n"
        f"  {compare_step(day)[0]} force=1   look all the same"
    )


def show(day: Day, out: Console, run: RunTally | None = None) -> None:
    """Print it all. run: of the answer as it is; None: it is run now."""
    reference = answers.reference(day.name, day.answers)
    mine = answers.day_folder(day.name)
    with tempfile.TemporaryDirectory(prefix="katas-starter-") as scratch:
        shutil.copytree(day.starter, Path(scratch) / day.name)
        with working(out, "running the starter, and yours"):
            ran = run_quietly(day, scratch), run or run_quietly(day)
        if rows := allowed_rows(day, *ran):
            out.print(allowed_table(rows, out.width))
            out.print()
        folder = answers.folder()
        sides: dict[str, str | None] = {
            "starter": scratch,
            "yours": str(folder) if folder else None,
        }
        if reference:
            sides["reference"] = str(reference.parent)
        if (day.tests / "figures.py").is_file():
            with working(out, "measuring: some seconds for each"):
                measured = measure(day, sides)
            out.print(measured_table(measured, out.width))
    if reference:
        for file in day.answers:
            show_difference(mine / file, reference / file, out)
        show_notes(reference / "NOTES.md", out)
    mistake_tour.show(day, answers.KATAS.parent / "solutions", out)
    show_reading(day, out)


def show_notes(file: Path, out: Console) -> None:
    """The first part of the reference's notes, and where the rest is."""
    if not file.is_file():
        return
    title, _, rest = file.read_text(encoding="utf-8").partition("\n## ")
    first = rest.partition("\n## ")[0]
    out.print()
    headline("Notes: why ours looks this way", out)
    out.print(Markdown(first.partition("\n")[2] if first else title))
    out.print()
    show_steps([(relative(file), "all of it")], out)


def show_reading(day: Day, out: Console) -> None:
    """The lesson's section on further reading: each point, and below it its addresses, whole."""
    lesson = (day.folder / "README.md").read_text(encoding="utf-8")
    _, _, section = lesson.partition(f"\n## {READING}\n")
    if not section:
        return
    out.print()
    headline(READING, out)
    for point in section.partition("\n## ")[0].strip().split("\n- "):
        text = LINK.sub(r"\1", point.removeprefix("- "))
        out.print(Markdown(f"- {text}"))
        for _, address in LINK.findall(point):
            out.print(f"   {address}", style="dim", markup=False, soft_wrap=True)
