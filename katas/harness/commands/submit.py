"""Bundles your answers for the instructor: one zip of `<day>/<file>`, and what is in it.

Left out: a day whose files are still the starter, and one whose files the grading would not take.
The same answers give the same bytes.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from katas.harness import own_modules
from katas.harness.answers import KATAS
from katas.harness.archive import Item, write_zip
from katas.harness.commands.common import (
    all_days,
    chosen,
    fail,
    not_written,
    own_files_only,
    stopped,
)
from katas.harness.days import Day
from katas.harness.display.console import console, indented, relative, show_steps, working
from katas.harness.learner import backups, last_run
from katas.harness.run.record import ExitStatus

LARGEST = 256 * 1024
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


@click.command("submit")
@click.argument("day", required=False)
@click.option("--name", default="submission", help="The zip's name, such as your own.")
def command(day: str | None, name: str) -> None:
    """Bundle your answers for the instructor: all days that you began, or one."""
    examined = [chosen(day, "submit")] if day else all_days()
    own_files_only("submit")
    if not NAME.fullmatch(name):
        fail(
            f"name={name} cannot be a file's name everywhere.\n"
            "Use up to 60 letters (a to z), digits and . _ -, for example: make submit name=amara",
            ExitStatus.WRONG_USE,
        )
    try:
        sys.exit(show(examined, name, console()))
    except OSError as error:
        not_written(error, "submit")
    except KeyboardInterrupt:
        stopped()


@dataclass
class SubmittedDay:
    """One day of a submission. fault: why it is left out, or does not load; "" if all is well."""

    day: Day
    words: str
    files: dict[str, bytes]
    fault: str = ""


def show(days: Sequence[Day], name: str, out: Console) -> ExitStatus:
    """Write the zip and print what is in it. Raises OSError if it cannot be written."""
    entries = [entry_of(day) for day in days]
    handed_in = [entry for entry in entries if entry.files]
    with working(out, "does every answer load?"):
        for entry, fault in zip(handed_in, load(handed_in), strict=True):
            entry.fault = fault
    target = KATAS.parent / f"{name}.zip"
    if handed_in:
        items = {
            f"{entry.day.name}/{file}": Item(data)
            for entry in handed_in
            for file, data in entry.files.items()
        }
        write_zip(target, items)
    for entry in entries:
        sign = "x " if entry.fault else "ok" if entry.files else "- "
        title = f"{sign} {entry.day.number:>2}  {entry.day.title}"
        line = f"{title:<35}{entry.words}"
        text = line if len(line) <= out.width else f"{title}\n{' ' * 7}{entry.words}"
        out.print(text, markup=False, soft_wrap=True)
        if entry.fault:
            out.print(indented(entry.fault, 7, out.width), markup=False, soft_wrap=True)
    out.print()
    if not handed_in:
        out.print("No day was handed in: there is no answer to bundle, and nothing was written.")
        return ExitStatus.RED
    size = target.stat().st_size
    count = sum(len(entry.files) for entry in handed_in)
    out.print(f"{relative(target)}: {count} file{'s' if count > 1 else ''}, {size:,} bytes")
    for entry in handed_in:
        for file in entry.files:
            out.print(f"    {entry.day.name}/{file}", markup=False)
    out.print("\nGive this file to your instructor. make submit writes it anew each time.\n")
    red = [entry for entry in entries if entry.fault]
    if red:
        show_steps([(f"make kata day={e.day.number}", "what is wrong there") for e in red], out)
    return ExitStatus.RED if red else ExitStatus.GREEN


def entry_of(day: Day) -> SubmittedDay:
    """The day's files and its state, or why it is left out."""
    if backups.is_untouched(day):
        return SubmittedDay(day, "left out: it is still the starter", {})
    if own := own_modules.of(day):
        return SubmittedDay(day, "left out", {}, own_modules.told(day, own))
    files = {}
    for file in day.answers:
        path = day.folder / file
        try:
            files[file] = taken(path)
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            remedy = f"The starter again:  make reset day={day.number}"
            return SubmittedDay(day, "left out", {}, f"{relative(path)}: {why}.\n{remedy}")
    last = last_run.of_current(day)
    if last is None or last.part or last.unloadable:
        return SubmittedDay(day, "not run as it is now", files)
    points = sum(task.points for task in day.tasks if task.number in last.green)
    words = f"{len(last.green)} of {len(day.tasks)} tasks, {points} points"
    return SubmittedDay(day, words, files)


def taken(path: Path) -> bytes:
    """The file's bytes, as the grading takes them. Raises OSError, or ValueError with the rule."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise ValueError("not a plain file")
    data = path.read_bytes()
    if len(data) > LARGEST:
        raise ValueError(f"{len(data):,} bytes, and the grading takes {LARGEST:,} at most")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"line {line} is not UTF-8: save it as UTF-8") from None
    return data


def load(entries: Sequence[SubmittedDay]) -> list[str]:
    """For each day "", or why its answer does not load."""
    from katas.harness.forkserver.server import warm_up
    from katas.harness.run.process import Run
    from katas.harness.run.starting import PLUGINS

    if entries:
        warm_up(PLUGINS)
    faults = []
    for entry in entries:
        run = Run(entry.day, "--collect-only", warm=True)
        first = next(iter(run))
        run.close()
        faults.append(first["text"].rstrip() if first["event"] == "stopped" else "")
    return faults
