"""The figures of a day: what its tests measured and allow, and what `tests/figures.py` measures."""

import os
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from katas.harness import answers
from katas.harness.days import Day
from katas.harness.display.console import indented
from katas.harness.learner import progress
from katas.harness.measuring.process import Fault, Measured
from katas.harness.run.process import Run
from katas.harness.run.tally import RunTally
from katas.harness.verdicts import Figure, amount

ROUNDS = 3
NARROW = 72
NAMES = 16  # columns for the names of figures, at least
MEASURED_BY_TESTS = "measured by the tests: the most of a run"
FIRST_AND_BEST = "first, best: your first green run, your best one"
MEASURED = (
    f"one run; what the clock tells: medians of {ROUNDS} turns (a quicker starter leaves work out)"
)
Figures = dict[str, float]


@dataclass(frozen=True)
class Row:
    """A figure of the starter and yours, what yours once were, and its bound; None: not measured.

    All in the unit.
    """

    name: str
    unit: str
    starter: float | None
    first: float | None
    best: float | None
    yours: float
    allowed: float


def run_quietly(day: Day, folder: str | None = None) -> RunTally:
    """Run a day on the answers in the folder, or on those that are examined now."""
    environ = answers.environment(folder) if folder else os.environ
    run, tally = Run(day, environ=environ), RunTally(day)
    try:
        for event in run:
            tally.take(event)
    except BaseException:  # Ctrl-C, or the end of the dojo
        run.close()
        raise
    return tally


def allowed_table(rows: Iterable[Row], room: int) -> RenderableType:
    """What the tests have measured of both, what yours once were, and what is allowed.

    room: columns. Where they are few, units stand with the names, and only the last run is shown.
    """
    is_narrow = room < NARROW
    once = [] if is_narrow else ["first", "best"]
    lines = []
    for row in rows:
        unit = "" if is_narrow else row.unit
        sides = [row.starter, *([row.first, row.best] if once else []), row.yours]
        cells = ["-" if side is None else amount(side, unit) for side in sides]
        label = f"{row.name}, {row.unit}" if is_narrow and row.unit else row.name
        lines.append([label, *cells, amount(row.allowed, "")])
    caption = f"{MEASURED_BY_TESTS}; {FIRST_AND_BEST}" if once else MEASURED_BY_TESTS
    return plain_table(["starter", *once, "yours", "allowed"], lines, caption, room)


def allowed_rows(day: Day, starter: RunTally, yours: RunTally) -> list[Row]:
    """One row for each figure with a bound that the tests have measured of yours."""
    old, first = highest(starter), progress.first(day)
    best = {figure.name: figure for figure in progress.best(day)}
    rows = []
    for name, figure in highest(yours).items():
        sides = old.get(name), first.get(name), best.get(name)
        started, once, lowest = (None if side is None else side.measured for side in sides)
        if lowest is not None:  # this run may be the best one
            lowest = min(lowest, figure.measured)
        allowed = figure.allowed or 0
        rows.append(Row(name, figure.unit, started, once, lowest, figure.measured, allowed))
    return rows


def highest(run: RunTally) -> dict[str, Figure]:
    """The run's figures that have a bound, by name; of those with one name the highest."""
    found: dict[str, Figure] = {}
    for result in run.results.values():
        for figure in (Figure(**figure) for figure in result["figures"]):
            before = found.get(figure.name)
            if figure.allowed is not None and (not before or figure.measured > before.measured):
                found[figure.name] = figure
    return found


def measure(day: Day, sides: Mapping[str, str | None]) -> dict[str, Figures]:
    """The figures of each side: those taken once, and the medians of the rounds."""
    with ExitStack() as stack:
        running = {
            name: stack.enter_context(Measured(day, folder, "figures"))
            for name, folder in sides.items()
        }
        found = {name: _figures(process.once) for name, process in running.items()}
        rounds: dict[str, list[Figures]] = {name: [] for name in running}
        for _ in range(ROUNDS):
            for name, process in running.items():
                rounds[name].append(_figures(process.another_round))
    for name, taken in rounds.items():
        for key in taken[0] if all(taken) else []:
            found[name][key] = statistics.median(figures[key] for figures in taken)
    return found


def _figures(measure: Callable[[], list[dict[str, Any]]]) -> Figures:
    """The measured figures by name, {} if the answer failed at them."""
    try:
        return {figure["name"]: figure["measured"] for figure in measure()}
    except Fault:
        return {}


def measured_table(found: dict[str, Figures], room: int) -> RenderableType:
    """One line for each figure, one column for each side; "-" where an answer failed."""
    names = dict.fromkeys(key for figures in found.values() for key in figures)
    lines = [
        [key, *(amount(f[key], "") if key in f else "-" for f in found.values())] for key in names
    ]
    return plain_table([*found], lines, MEASURED, room)


def plain_table(
    columns: Sequence[str], lines: Sequence[Sequence[str]], caption: str, room: int
) -> RenderableType:
    """A table without rules: a name at the left of each line, its numbers at the right.

    Where numbers would leave too little room for the names they stand below them.
    """
    numbers = [line[1:] for line in lines]
    widths = [max(map(len, column)) + 2 for column in zip(columns, *numbers, strict=True)]
    if room - sum(widths) < NAMES:
        texts = [indented(caption, 0, room)]
        for name, *cells in lines:
            pairs = [*map(" ".join, zip(columns, cells, strict=True))]
            said = "   ".join(pairs)
            is_long = len(said) + 2 > room
            texts += [
                indented(name, 0, room),
                indented("\n".join(pairs) if is_long else said, 2, room),
            ]
        return Group(*map(Text, texts))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), caption_justify="left")
    for number, name in enumerate(["", *columns]):
        table.add_column(name, justify="right" if number else "left", no_wrap=bool(number))
    for line in lines:
        table.add_row(*line)
    table.caption = caption
    return table
