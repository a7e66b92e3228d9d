"""The pictures of a day, or of all: one HTML file each under .katas/lab/, and small ones here."""

from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from katas.harness import answers
from katas.harness.commands.common import all_days, chosen, fail, not_written, stopped
from katas.harness.days import Day
from katas.harness.display.console import console, headline, relative, show_steps, working
from katas.harness.files import write
from katas.harness.pictures import terminal
from katas.harness.pictures.figure import fault_text, figure
from katas.harness.pictures.page import page
from katas.harness.pictures.taking import Taking, has_pictures
from katas.harness.run.record import ExitStatus

FOLDER = answers.KATAS.parent / ".katas" / "lab"


@click.command("lab")
@click.argument("day", required=False)
@click.option("--force", is_flag=True, help="With the reference, before the day is green.")
def command(day: str | None, force: bool) -> None:
    """Measure starter, yours and reference, and draw what is better seen than read."""
    wanted = [chosen(day, "lab")] if day else all_days()
    drawn = [each for each in wanted if has_pictures(each)]
    if not drawn:
        fail(f"Day {wanted[0].number} has no pictures.", ExitStatus.WRONG_USE)
    out = console()
    files: list[tuple[str, str]] = []
    for each in drawn:
        file, was_stopped = take(each, out, force)
        if file:
            files.append((relative(file), f"day {each.number}, for the browser"))
        if was_stopped:
            show_steps(files, out)
            stopped()
    show_steps(files, out)


def take(day: Day, out: Console, force: bool) -> tuple[Path | None, bool]:
    """Measure, draw and write one day; the file, and whether Ctrl-C stopped it before its end."""
    headline(f"Day {day.number}: {day.title}", out)
    taking, was_stopped = Taking(day, force=force), False
    try:
        with working(out, "measuring") as spinner:
            for progress in taking.measure():
                if spinner:
                    said = f"measuring: {progress.text} ({progress.done} of {progress.of})"
                    spinner.update(said)
    except KeyboardInterrupt:
        was_stopped = True
    pictures = taking.pictures()
    for picture in pictures:
        terminal.show(picture, out)
    for side in taking.sides:
        if side.fault:
            out.print(terminal.shown(Text(fault_text(side), style="red")))
    if not any(side.once is not None for side in taking.sides):
        return None, was_stopped
    measured = taking.measured()
    out.print(Text(measured, style="dim"))
    out.print()
    names = (f"d{day.number}-p{number}" for number in range(1, len(pictures) + 1))
    figures = [
        figure(picture, name, taking.sides, measured)
        for picture, name in zip(pictures, names, strict=True)
    ]
    file = FOLDER / f"day{day.number}.html"
    try:
        write(file, page(day, figures))
    except OSError as error:
        not_written(error, f"lab day={day.number}")
    return file, was_stopped
