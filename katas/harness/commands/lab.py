"""The pictures of a day, or of all: one HTML file each under .katas/lab/, and small ones here."""

from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from katas.harness.commands.common import all_days, chosen, fail, not_written, stopped
from katas.harness.days import Day
from katas.harness.display.console import console, headline, relative, show_steps, working
from katas.harness.files import write
from katas.harness.pictures import terminal
from katas.harness.pictures.figure import fault_text, figure
from katas.harness.pictures.page import file_of, flame_graph_of, page
from katas.harness.pictures.taking import Taking, has_pictures
from katas.harness.run.record import ExitStatus


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
        found, was_stopped = take(each, out, force)
        files += [(relative(file), what) for file, what in found]
        if was_stopped:
            show_steps(files, out)
            stopped()
    show_steps(files, out)


def take(day: Day, out: Console, force: bool) -> tuple[list[tuple[Path, str]], bool]:
    """Measure, draw, write one day: files and what they are, and whether Ctrl-C ended it early."""
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
        return [], was_stopped
    out.print(Text(taking.measured(), style="dim"))
    out.print()
    names = (f"d{day.number}-p{number}" for number in range(1, len(pictures) + 1))
    figures = [
        figure(picture, name, taking.sides, taking.measured(is_timed=picture.is_timed))
        for picture, name in zip(pictures, names, strict=True)
    ]
    texts = [(file_of(day), f"day {day.number}, for the browser", page(day, figures))]
    if taking.flame_graph:
        said = "memray's flame graph of yours"
        texts.append((flame_graph_of(day), said, taking.flame_graph))
    try:
        for file, _, text in texts:
            write(file, text)
    except OSError as error:
        not_written(error, f"lab day={day.number}")
    return [(file, what) for file, what, _ in texts], was_stopped
