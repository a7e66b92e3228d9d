"""After the comparison: the day's instructive mistakes, and what gives each of them away.

Read from the solutions: the failure messages of the wrong answers, and the sentences of
mistakes.toml. In a hand-out there is nothing to tour.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.rule import Rule

from katas.harness.days import Day
from katas.harness.display.console import indented, shorten
from katas.harness.learner import mistakes

SECTION = re.compile(r"^== (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class MistakeEntry:
    """One mistake: its names, the sentence, the tests that catch it, what the first one saw."""

    names: list[str]
    sentence: str
    tests: list[str]
    got: str


def stops(day: Day, solutions: Path) -> list[MistakeEntry]:
    """The day's mistakes that have a sentence, in the order of the tests that catch them."""
    found: dict[str, MistakeEntry] = {}
    known = mistakes.known(day)
    for file in sorted((solutions / day.name / "messages").glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        tests = SECTION.findall(text)
        mark = mistakes.mark(tests)
        if mark in found:
            found[mark].names.append(file.stem)
        elif mark in known:
            found[mark] = MistakeEntry([file.stem], known[mark], tests, first_got(text))
    return sorted(found.values(), key=lambda stop: (len(stop.tests), stop.tests))


def first_got(text: str) -> str:
    """The first line of the first "got:" of the messages."""
    found = re.search(r"^got: (.+)$", text, re.MULTILINE)
    return found[1] if found else ""


def show(day: Day, solutions: Path, out: Console) -> None:
    """Print the tour; nothing where there are no solutions."""
    tour = stops(day, solutions)
    if not tour:
        return
    out.print()
    out.print(Rule("A tour of the mistakes", align="left", characters="-"))
    out.print("What others write here, and what catches it. # stands for a number.\n")
    for stop in tour:
        for line, style in lines_of(stop):
            text = indented(line, 2 if style else 0, out.width)
            out.print(text, style=style, markup=False, soft_wrap=True)
        out.print()
    out.print(f"[dim]the code: make chaff day={day.number}")


def lines_of(stop: MistakeEntry) -> Iterator[tuple[str, str]]:
    """A stop's lines with their styles; what has none is a heading."""
    yield ", ".join(stop.names), ""
    yield stop.sentence, "italic"
    more = f" and {len(stop.tests) - 1} more" if len(stop.tests) > 1 else ""
    yield f"caught by {stop.tests[0]}{more}", "dim"
    if stop.got:
        yield f"got       {shorten(stop.got, 68)}", "dim"
