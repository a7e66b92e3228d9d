"""What `make lab day=1` shows: twenty requests in flight, on real servers."""

import statistics
from collections.abc import Sequence
from typing import Any

from katas.day01_request_lifecycle.tests.crowds import BLOCKING, SECONDS, SERVERS, measured
from katas.day01_request_lifecycle.tests.load import CLIENTS
from katas.day01_request_lifecycle.tests.subject import lifecycle
from katas.harness.pictures.charts import Axis, Lane, Row, Span, Spread, Timeline
from katas.harness.pictures.data import Panel, Picture, Side
from katas.harness.pictures.numbers import rough
from katas.harness.pictures.words import compared, counted

ROUNDS = 0
HELD = SECONDS / 2  # from here on an answer is held up; less is the way to the client
LEGEND = "Each line is one client, from its request to its answer."
WHY_HELD = (
    " Red: on its way out through a middleware that Django must run in a thread, an answer needs "
    "the loop once more, and the others' views hold it. Without one it leaves at once."
)


def once() -> dict[str, Any]:
    """By server: each client's moments in the order of their views; wrong answers."""
    assert lifecycle.dashboard is not None
    return {name: measured(kind, path) for name, (kind, path) in SERVERS.items()}


def each_round() -> None:
    """One crowd on each server is all."""


def pictures(sides: Sequence[Side]) -> list[Picture]:
    """Your view on the servers, the sides on uvicorn, and the latencies."""
    found = [sides_on_uvicorn(sides)] if sides else []
    for side in sides:
        if side.name == "yours":
            found += [on_servers(side), latencies(side)]
    return found


def stairs(found: dict[str, Any], until: float) -> Timeline:
    """One thin lane for each client: it waits, its view runs, its answer cannot leave yet."""
    lanes = [
        Lane(
            f"client {place}",
            [
                Span(asked, first, "waits for its view", "wait"),
                *(
                    [
                        Span(first, last, "its view runs"),
                        Span(last, answered, "its answer is ready, and held up", "held"),
                    ]
                    if answered - last > HELD
                    else [Span(first, answered, "its view runs")]
                ),
            ],
        )
        for place, (asked, first, last, answered) in enumerate(found["clients"], 1)
    ]
    return Timeline(Axis(f"seconds since the first of {CLIENTS} asked"), lanes, until)


def legend(*drawn: dict[str, Any]) -> str:
    """What a line is, and where there is red, why."""
    are_held = any(
        answered - last > HELD for found in drawn for *_, last, answered in found["clients"]
    )
    return LEGEND + WHY_HELD * are_held


def last_of(found: dict[str, Any]) -> float:
    """Seconds until the last client was answered."""
    return max(answered for *_, answered in found["clients"])


def waits(found: dict[str, Any]) -> list[float]:
    """What each client waited, in seconds."""
    return sorted(answered - asked for asked, *_, answered in found["clients"])


def words(found: dict[str, Any]) -> str:
    """For example "1 view at a time, each for 0.3 s; the last client answered after 6.2 s"."""
    wrong = f", {found['wrong']} without a good answer" if found["wrong"] else ""
    most = counted(at_once(found), "view")
    each = rough(statistics.median(last - first for _, first, last, _ in found["clients"]))
    last = rough(last_of(found))
    return f"{most} at a time, each for {each} s; the last client answered after {last} s{wrong}"


def at_once(found: dict[str, Any]) -> int:
    """The most views that ran at one moment."""
    ran = [(first, last) for _, first, last, _ in found["clients"] if last > first]
    return max((sum(f <= first < last for f, last in ran) for first, _ in ran), default=0)


def sides_on_uvicorn(sides: Sequence[Side]) -> Picture:
    """Stairs, or a wall."""
    until = max(last_of(side.once["uvicorn"]) for side in sides)
    panels = [
        Panel(side.name, stairs(found, until), side.name, words(found))
        for side in sides
        for found in [side.once["uvicorn"]]
    ]
    last = compared({s.name: f"after {rough(last_of(s.once['uvicorn']))} s" for s in sides})
    drawn = [side.once["uvicorn"] for side in sides]
    return Picture(
        f"{CLIENTS} requests at once, uvicorn with one process",
        f"The last of {CLIENTS} clients is answered {last}. Stairs are a queue: a view begins when "
        "the one before it is done. A right answer is a wall: all views wait at the same time, "
        "each of them as long as its slowest service.",
        panels,
        f"{legend(*drawn)} The view asks three services of {SECONDS} s each: one after the other "
        f"{3 * SECONDS:.2f} s, side by side {SECONDS} s.",
    )


def on_servers(side: Side) -> Picture:
    """Your view on each kind of server, and a view that blocks."""
    until = max(map(last_of, side.once.values()))
    panels = [
        Panel(titled(name), stairs(found, until), said=words(found))
        for name, found in side.once.items()
    ]
    mine = at_once(side.once["uvicorn"])
    like = "as a view does that blocks" if mine == 1 else "where one that blocks would run alone"
    return Picture(
        f"{CLIENTS} requests at once on other servers",
        "Threads wait side by side, so they hide that a view blocks; uvicorn has one thread for "
        f"all. On it your view runs {mine} at a time, {like}.",
        panels,
        f"{legend(*side.once.values())} A thread for each client has its price: memory, and a "
        "database connection.",
    )


def titled(name: str) -> str:
    """The server, and whose view it runs."""
    return name if BLOCKING in SERVERS[name][1] else f"{name}, your view"


def latencies(side: Side) -> Picture:
    """What the clients waited."""
    rows = [
        Row(titled(name), waits(found), "other" if BLOCKING in SERVERS[name][1] else "yours")
        for name, found in side.once.items()
    ]
    waited = {name: statistics.median(waits(found)) for name, found in side.once.items()}
    mine, other = waited["uvicorn"], waited["uvicorn, a view that blocks"]
    return Picture(
        "How long each client waited",
        f"On uvicorn, half of the clients wait longer than {rough(mine)} s with your view, and "
        f"than {rough(other)} s with a view that blocks. Far to the left is good.",
        [Panel("", Spread(Axis("seconds until the answer", unit="s"), rows))],
        "A number below a dot: so many clients were answered at that moment.",
    )
