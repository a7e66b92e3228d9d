"""Two files side by side: the changed lines, with a few lines around them."""

import difflib
from pathlib import Path

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

CONTEXT = 3


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
