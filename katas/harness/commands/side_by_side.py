"""Two files compared: the changed lines side by side; on a narrow terminal, below each other."""

import difflib
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from katas.harness.display.console import headline

CONTEXT = 3
NARROW = 72
SAME = "The two files are the same."
Change = tuple[str, int, int, int, int]  # as difflib's opcodes


def show_difference(mine: Path, reference: Path, out: Console) -> None:
    """The changed lines, with a few lines around them."""
    left, right, groups = difference(mine, reference)
    out.print()
    headline(f"{mine.name}: yours  |  the reference", out)
    if not groups:
        out.print(SAME)
    laid_out = below if out.width < NARROW else beside
    for number, group in enumerate(groups):
        if number:
            out.print("[dim]  ...")
        out.print(laid_out(group, left, right))


def difference(mine: Path, reference: Path) -> tuple[list[str], list[str], list[list[Change]]]:
    """The lines of both, and the changes in groups, each with a few lines around it."""
    left = mine.read_text(encoding="utf-8").splitlines()
    right = reference.read_text(encoding="utf-8").splitlines()
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    return left, right, list(matcher.get_grouped_opcodes(CONTEXT))


def beside(group: Sequence[Change], left: list[str], right: list[str]) -> Table:
    """Each line of one file next to one of the other."""
    table = plain_table(2)
    for tag, i1, i2, j1, j2 in group:
        for offset in range(max(i2 - i1, j2 - j1)):
            table.add_row(
                *side(left, i1 + offset, i2, "-" if tag != "equal" else " ", "red"),
                *side(right, j1 + offset, j2, "+" if tag != "equal" else " ", "green"),
            )
    return table


def below(group: Sequence[Change], left: list[str], right: list[str]) -> Table:
    """What is taken away, below it what comes in its place; numbers are those of its file."""
    table = plain_table(1)
    for tag, i1, i2, j1, j2 in group:
        for index in range(i1, i2):
            table.add_row(*side(left, index, i2, "-" if tag != "equal" else " ", "red"))
        for index in range(j1, j2) if tag != "equal" else ():
            table.add_row(*side(right, index, j2, "+", "green"))
    return table


def plain_table(sides: int) -> Table:
    """Columns for numbers and lines, without rules."""
    table = Table(box=None, expand=True, show_header=False, pad_edge=False, padding=(0, 1))
    for _ in range(sides):
        table.add_column(justify="right", style="dim", width=4)
        table.add_column(ratio=1, overflow="fold")
    return table


def side(lines: list[str], index: int, end: int, mark: str, colour: str) -> tuple[Text, Text]:
    """Line number and text of one side of a row; empty past the end of its block."""
    if index >= end:
        return Text(""), Text("")
    style = colour if mark.strip() else ""
    return Text(str(index + 1)), Text(f"{mark} {lines[index]}", style=style)
