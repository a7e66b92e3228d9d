"""What `make lab day=6` shows: the memory of an export against its rows and over time."""

import statistics
import time
from collections.abc import Sequence
from typing import Any

from katas.day06_streaming_exports.tests.driver import respond, site
from katas.day06_streaming_exports.tests.fetched import EARLY, fetched_early
from katas.day06_streaming_exports.tests.figures import drain
from katas.day06_streaming_exports.tests.received import take_rows
from katas.day06_streaming_exports.tests.weighing import PEAK_ALLOWED
from katas.harness.meters.database import watching
from katas.harness.meters.memory import SLOPE_ALLOWED, over_time, peak
from katas.harness.pictures.charts import Axis, Bar, Bars, Goal, Lines, Series
from katas.harness.pictures.data import Panel, Picture, Side
from katas.harness.pictures.numbers import number
from katas.harness.pictures.words import as_fast, compared
from katas.newsroom.factories import seed_articles

ROUNDS = 2
SIZES = (1_000, 10_000, 100_000)
MIB = 2**20
MOMENTS = 200
ALLOWED = Goal(PEAK_ALLOWED / MIB, f"allowed: {number(PEAK_ALLOWED / MIB)} MiB")


def once() -> dict[str, Any]:
    """peaks: (rows, MiB); over_time: (seconds since the request, MiB held) for the most rows.

    early: rows fetched from the database before the first one left.
    """
    seed_articles(SIZES[0])
    drain()
    peaks = [peak(drain).bytes]
    seed_articles(SIZES[1] - SIZES[0])
    peaks.append(peak(drain).bytes)
    seed_articles(SIZES[2] - SIZES[1])
    moments, most = over_time(drain)
    return {
        "peaks": [
            (rows, held / MIB) for rows, held in zip(SIZES, [*peaks, most.bytes], strict=True)
        ],
        "over_time": [(ms / 1_000, held / MIB) for ms, held in fewer(moments)],
        "early": fetched_before_the_first_row(),
    }


def fewer(moments: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
    """Of as many neighbours as leave so many moments, the one with the most memory."""
    step = max(1, len(moments) // MOMENTS)
    groups = [moments[place : place + step] for place in range(0, len(moments), step)]
    return [max(group, key=lambda moment: moment[1]) for group in groups]


def fetched_before_the_first_row() -> int:
    """Counted as the verdict counts."""
    with watching(site) as ledger:
        response = respond()
        take_rows(iter(response), 1)
        early = fetched_early(ledger)
        response.close()
    return early


def each_round() -> dict[str, float]:
    """Milliseconds from the request to the first row, of an export of the most rows."""
    started = time.perf_counter()
    response = respond()
    take_rows(iter(response), 1)
    seconds = time.perf_counter() - started
    response.close()
    return {"first": seconds * 1_000}


def pictures(sides: Sequence[Side]) -> list[Picture]:
    """Memory against rows, memory over time, what comes before the first row."""
    return [memory_and_rows(sides), memory_over_time(sides), before_the_first_row(sides)]


def memory_and_rows(sides: Sequence[Side]) -> Picture:
    """A line that climbs beside one that stays flat."""
    said = {}
    for side in sides:
        (_, least), *_, (_, most) = side.once["peaks"]
        said[side.name] = f"{number(least)} and {number(most)} MiB"
    series = [Series(side.name, side.once["peaks"], side.name) for side in sides]
    axes = Axis("rows exported"), Axis("most memory held, MiB", unit="MiB")
    return Picture(
        "Memory against rows",
        f"Exports of {SIZES[0]:,} and of {SIZES[-1]:,} rows hold {compared(said)}. A right "
        f"answer's line is all but flat: a row more may cost {SLOPE_ALLOWED} bytes, and the whole "
        f"export {number(ALLOWED.value)} MiB.",
        [Panel("", Lines(*axes, series, ALLOWED))],
        "What climbs keeps something of every row until the end: rows, lines, or the whole text.",
    )


def memory_over_time(sides: Sequence[Side]) -> Picture:
    """How it climbs while one export runs."""
    series, most = [], {}
    for side in sides:
        *_, (_, top) = side.once["peaks"]
        most[side.name] = f"up to {number(top)} MiB"
        held, highest = side.once["over_time"], f"peak {number(top)}"
        series.append(Series(side.name, held, side.name, marks=False, text=highest))
    axes = Axis("seconds since the request"), Axis("held at this moment, MiB")
    return Picture(
        f"Memory while {SIZES[-1]:,} rows leave",
        "What piles up first and leaves at the end climbs; what leaves row by row stays flat, at "
        f"the foot of the drawing. Held: {compared(most)}.",
        [Panel("", Lines(*axes, series, ALLOWED))],
        "A line runs level where as much is given back as is taken, and falls where what was kept "
        "is let go. Watched by memray, which slows each of them down two to four times: these "
        "seconds are not those of the next picture.",
    )


def before_the_first_row(sides: Sequence[Side]) -> Picture:
    """Rows that were fetched, and seconds that a client looked at nothing."""
    rows = [Bar(s.name, s.once["early"], s.name, f"{s.once['early']:,}") for s in sides]
    timed = {s.name: [each["first"] for each in s.rounds] for s in sides if s.rounds}
    waits = {name: statistics.median(each) for name, each in timed.items()}
    texts = {
        name: f"{number(ms / 1_000)} s" if ms >= 1_000 else f"{number(ms)} ms"
        for name, ms in waits.items()
    }
    waiting = [Bar(name, ms, name, texts[name]) for name, ms in waits.items()]
    fetched = compared({s.name: f"{s.once['early']:,}" for s in sides})
    said = f" The client waits for it {compared(texts)}.{as_fast(timed)}" if texts else ""
    goal = Goal(EARLY, f"allowed: {EARLY:,} rows")
    return Picture(
        f"What comes before the first of {SIZES[-1]:,} rows",
        f"Rows fetched before the first one leaves: {fetched}; {EARLY:,} are allowed.{said}",
        [
            Panel("Fetched before the first row", Bars("rows from the database", rows, goal)),
            Panel("Until the first row", Bars("from the request on", waiting)),
        ],
        is_timed=True,
    )
