"""What `make lab day=6` shows: the memory of an export against its rows and over time."""

import statistics
import time
from collections.abc import Sequence
from typing import Any

from katas.day06_streaming_exports.tests.driver import respond
from katas.day06_streaming_exports.tests.figures import drain
from katas.harness.meters.memory import over_time, peak
from katas.harness.pictures.data import Axis, Bar, Bars, Lines, Panel, Picture, Series, Side
from katas.harness.pictures.numbers import number, rough
from katas.harness.pictures.words import compared
from katas.newsroom.factories import seed_articles

ROUNDS = 2
SIZES = (1_000, 10_000, 100_000)
MIB = 2**20
MOMENTS = 200


def once() -> dict[str, Any]:
    """peaks: (rows, MiB); over_time: (seconds since the request, MiB held) for the most rows."""
    seed_articles(SIZES[0])
    drain()
    peaks = [peak(drain).bytes]
    seed_articles(SIZES[1] - SIZES[0])
    peaks.append(peak(drain).bytes)
    seed_articles(SIZES[2] - SIZES[1])
    moments, most = over_time(drain)
    few = moments[:: max(1, len(moments) // MOMENTS)]
    return {
        "peaks": [
            (rows, held / MIB) for rows, held in zip(SIZES, [*peaks, most.bytes], strict=True)
        ],
        "over_time": [(ms / 1_000, held / MIB) for ms, held in few],
    }


def each_round() -> dict[str, float]:
    """Milliseconds from the request to the first bytes, of an export of the most rows."""
    started = time.perf_counter()
    response = respond()
    next(iter(response), b"")
    seconds = time.perf_counter() - started
    response.close()
    return {"first": seconds * 1_000}


def pictures(sides: Sequence[Side]) -> list[Picture]:
    """Memory against rows, memory over time, the first byte."""
    return [memory_and_rows(sides), memory_over_time(sides), first_bytes(sides)]


def memory_and_rows(sides: Sequence[Side]) -> Picture:
    """A line that climbs beside one that stays flat."""
    axes = Axis("rows exported", log=True), Axis("most memory held, MiB", log=True)
    series = [Series(side.name, side.once["peaks"], side.name) for side in sides]
    said = {}
    for side in sides:
        (_, least), *_, (_, most) = side.once["peaks"]
        times = most / least
        how = f"{rough(times)} times the memory" if times > 2 else "no more memory"
        said[side.name] = f"{how} ({number(least)} to {number(most)} MiB)"
    seen = f"{number(SIZES[-1] / SIZES[0])} times the rows need: {compared(said)}."
    return Picture("Memory against rows", seen, [Panel("", Lines(*axes, series))])


def memory_over_time(sides: Sequence[Side]) -> Picture:
    """How it climbs while one export runs."""
    series, most = [], {}
    for side in sides:
        *_, (_, top) = side.once["peaks"]
        most[side.name] = f"up to {number(top)} MiB"
        held = side.once["over_time"]
        series.append(Series(side.name, held, side.name, marks=False, text=f"peak {number(top)}"))
    axes = Axis("seconds since the request"), Axis("held at this moment, MiB")
    return Picture(
        f"Memory while {SIZES[-1]:,} rows leave",
        "What piles up first and leaves at the end climbs; what leaves row by row stays flat: "
        f"{compared(most)}.",
        [Panel("", Lines(*axes, series))],
        "Watched by memray, which slows each of them down two to four times. The curve is sampled, "
        "the peak exact.",
    )


def first_bytes(sides: Sequence[Side]) -> Picture:
    """How long a client looks at nothing."""
    waits = {
        side.name: statistics.median(each["first"] for each in side.rounds)
        for side in sides
        if side.rounds
    }
    texts = {
        name: f"{number(ms / 1_000)} s" if ms >= 1_000 else f"{number(ms)} ms"
        for name, ms in waits.items()
    }
    bars = [Bar(name, ms, name, texts[name]) for name, ms in waits.items()]
    return Picture(
        f"The first byte of {SIZES[-1]:,} rows",
        f"A client looks at nothing for: {compared(texts)}.",
        [Panel("", Bars("from the request to the first byte", bars))],
    )
