"""What `make lab day=1` shows: twenty requests in flight, on real servers."""

import statistics
from collections.abc import Sequence
from typing import Any

from katas.day01_request_lifecycle.tests.crowds import (
    BLOCKING,
    SECONDS,
    SERVERS,
    at_once,
    last_of,
    lengths,
    measured,
    waits,
)
from katas.day01_request_lifecycle.tests.load import CLIENTS, LEAST
from katas.day01_request_lifecycle.tests.subject import lifecycle
from katas.harness.pictures.charts import Axis, Goal, Lane, Row, Span, Spread, Timeline
from katas.harness.pictures.data import Panel, Picture, Side
from katas.harness.pictures.numbers import rough
from katas.harness.pictures.words import compared, counted

ROUNDS = 0
HELD = 2 * SECONDS  # from here on an answer is held up; less is the way to the client
LARGER = 4 * SECONDS  # the least that the axis of your own panel shows
LEGEND = "Each line is one client, from its request to its answer."
WHY_HELD = (
    " Red: on its way out through a middleware that Django must run in a thread, an answer needs "
    "the loop once more, and the others' views hold it. Without one it leaves at once."
)
DASHED = (
    "Dashed: as much later than the first view began. What servers and machine take comes on top."
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


def stairs(found: dict[str, Any], until: float, rounds: int = 1) -> Timeline:
    """One thin lane for each client: it waits, its view runs, its answer cannot leave yet.

    rounds: of the three services at once, in which a right view has answered all; 0: not yours.
    """
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
    return Timeline(
        Axis(f"seconds since the first of {CLIENTS} asked"), lanes, until, goal_of(found, rounds)
    )


def goal_of(found: dict[str, Any], rounds: int) -> Goal | None:
    """So many rounds after the first view began."""
    first = min(first for _, first, *_ in found["clients"])
    text = f"right: + {rounds} x {SECONDS} s" if rounds > 1 else f"right: + {SECONDS} s"
    return Goal(first + rounds * SECONDS, text) if rounds else None


def legend(*drawn: dict[str, Any]) -> str:
    """What a line is, and where there is red, why."""
    are_held = any(
        answered - last > HELD for found in drawn for *_, last, answered in found["clients"]
    )
    return LEGEND + WHY_HELD * are_held


def words(found: dict[str, Any]) -> str:
    """For example "1 view at a time, each for 0.3 s; the last client answered after 6.2 s"."""
    wrong = f", {found['wrong']} without a good answer" if found["wrong"] else ""
    most = counted(at_once(found), "view")
    each = rough(statistics.median(lengths(found)))
    last = rough(last_of(found))
    return f"{most} at a time, each for {each} s; the last client answered after {last} s{wrong}"


def still_to_be_had(found: dict[str, Any]) -> str:
    """What a wall lacks, if it is more than its views differ by; "" of what is no wall."""
    ran = lengths(found)
    is_held = any(answered - last > HELD for *_, last, answered in found["clients"])
    if found["wrong"] or is_held or at_once(found) < LEAST:
        return ""
    if min(ran) - SECONDS > max(SECONDS / 2, max(ran) - min(ran)):
        return (
            f" Yours is a wall, but too thick: a view runs {rough(statistics.median(ran))} s. Its "
            f"three services take {3 * SECONDS:.2f} s one after the other, and {SECONDS} s side by "
            "side."
        )
    return " Yours is such a wall."


def sides_on_uvicorn(sides: Sequence[Side]) -> Picture:
    """Stairs, or a wall."""
    until = max(last_of(side.once["uvicorn"]) for side in sides)
    panels, still = [], ""
    for side in sides:
        found = side.once["uvicorn"]
        panels.append(Panel(side.name, stairs(found, until), side.name, words(found)))
        if side.name == "yours":
            still = still_to_be_had(found)
            own = max(LARGER, last_of(found))
            if own < until / 2:
                panels.append(
                    Panel(
                        "yours, larger",
                        stairs(found, own),
                        "yours",
                        "the same on a scale of its own",
                    )
                )
    last = compared({s.name: f"after {rough(last_of(s.once['uvicorn']))} s" for s in sides})
    drawn = [side.once["uvicorn"] for side in sides]
    return Picture(
        f"{CLIENTS} requests at once, uvicorn with one process",
        f"The last of {CLIENTS} clients is answered {last}. Stairs are a queue: a view begins when "
        f"the one before it is done. A right answer is a wall of {SECONDS} s: all views wait at "
        f"the same time, each of them as long as its slowest service.{still}",
        panels,
        f"{legend(*drawn)} The view asks three services, which take {SECONDS} s each. {DASHED}",
    )


def on_servers(side: Side) -> Picture:
    """Your view on each kind of server, and a view that blocks."""
    until = max(map(last_of, side.once.values()))
    panels = [
        Panel(titled(name), stairs(found, until, rounds_on(name)), said=words(found))
        for name, found in side.once.items()
    ]
    mine = at_once(side.once["uvicorn"])
    like = "as a view does that blocks" if mine == 1 else "where a view that blocks runs 1"
    return Picture(
        f"{CLIENTS} requests at once on other servers",
        "Threads wait side by side, so they hide that a view blocks; uvicorn has one thread for "
        f"all. On it your view runs {mine} at a time, {like}.",
        panels,
        f"{legend(*side.once.values())} {DASHED} A thread for each client has its price: memory, "
        "and a database connection.",
    )


def rounds_on(name: str) -> int:
    """A sync worker runs one view after the other, each other server all at once."""
    kind, path = SERVERS[name]
    return 0 if BLOCKING in path else CLIENTS if kind == "sync" else 1


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
        f"On uvicorn half of the clients have the answer of your view after {rough(mine)} s, and "
        f"that of a view that blocks after {rough(other)} s. Far to the left is good.",
        [Panel("", Spread(Axis("seconds until the answer", unit="s"), rows))],
    )
