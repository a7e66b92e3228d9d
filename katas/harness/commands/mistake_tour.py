"""The day's instructive mistakes, what gives each of them away, and what it costs.

Read from mistakes.toml alone; where the solutions are there, each stop bears the names of its wrong
answers as well.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console

from katas.harness.days import Day
from katas.harness.display.console import headline, indented, shorten
from katas.harness.learner import mistakes
from katas.harness.learner.mistakes import Mistake

TITLE = "A tour of the mistakes"
WHAT_IT_IS = "Wrong answers, what catches each, and what it costs. # stands for a number."
GOT = "got       "
UNIT = 2  # words of a unit, such as "queries more"
SECTION = re.compile(r"^== (.+)$", re.MULTILINE)


def names(day: Day, solutions: Path) -> dict[frozenset[str], list[str]]:
    """The names of the wrong answers, by the tests that they turn red; {} in a hand-out."""
    found: dict[frozenset[str], list[str]] = {}
    for file in sorted((solutions / day.name / "messages").glob("*.txt")):
        red = frozenset(SECTION.findall(file.read_text(encoding="utf-8")))
        found.setdefault(red, []).append(file.stem)
    return found


def show(day: Day, solutions: Path, out: Console) -> None:
    """Print the tour; nothing where the day names no mistakes."""
    tour = stops(day, solutions)
    if not tour:
        return
    out.print()
    headline(TITLE, out)
    out.print(f"{WHAT_IT_IS}\n")
    for stop, named in tour:
        for line, style in lines_of(stop, named, day):
            text = indented(line, 2 if style else 0, out.width, whole=True)
            if line.startswith(GOT):
                text = f"  {GOT}{indented(line[len(GOT) :], 2 + len(GOT), out.width).lstrip()}"
            out.print(text, style=style, markup=False, soft_wrap=True)
        out.print()
    if any(named for _, named in tour):
        out.print(f"[dim]the code: make chaff day={day.number}")


def stops(day: Day, solutions: Path) -> list[tuple[Mistake, list[str]]]:
    """Each stop of the tour with the names of its wrong answers; [] if the day names no mistakes.

    Raises ManifestError.
    """
    tour, named = mistakes.known(day), names(day, solutions)
    return [(stop, named.get(stop.red, [])) for stop in (tour if named else by_sentence(tour))]


def by_sentence(tour: Iterable[Mistake]) -> list[Mistake]:
    """One stop for each sentence: of those that share one, the one that costs most."""
    found: dict[str, Mistake] = {}
    for stop in tour:
        if stop.sentence not in found or stop.points > found[stop.sentence].points:
            found[stop.sentence] = stop
    return list(found.values())


def says_something(got: str) -> bool:
    """Whether more than a number and its unit is left of what was got, and it does not go on."""
    return len(re.findall(r"\w+", got)) > UNIT and not got.endswith(":")


def lines_of(stop: Mistake, named: list[str], day: Day) -> Iterator[tuple[str, str]]:
    """A stop's lines with their styles; what has none is a heading."""
    if named:
        yield ", ".join(named), ""
    yield stop.what, "" if not named else "bold"
    yield stop.sentence, "italic"
    more = f" and {len(stop.tests) - 1} more" if len(stop.tests) > 1 else ""
    yield f"caught by {stop.tests[0]}{more}", "dim"
    if says_something(stop.got):
        yield f"{GOT}{shorten(stop.got, 68)}", "dim"
    yield f"costs     {stop.points} of {day.points} points", "dim"
