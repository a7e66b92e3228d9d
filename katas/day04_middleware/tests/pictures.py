"""What `make lab day=4` shows: the onion, and where a request turned round in it."""

import math
import statistics
import time
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.module_loading import import_string

from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.premises import DAY, middleware, newsroom
from katas.day04_middleware.tests.trace import short
from katas.harness.meters.database import Ledger, watching
from katas.harness.pictures.charts import Bar, Bars, Goal
from katas.harness.pictures.data import Panel, Picture, Side
from katas.harness.pictures.diagrams import Layer, Nested
from katas.harness.pictures.words import as_fast, compared, counted

ROUNDS = 3
CLIENT, KEY = "river-post", "fO3Yq81nVtLw"
RULES = {
    "refused": (
        "without a key",
        "It should turn back at ApiKey, the second layer, before anything is done for it. Only "
        "ResponseHeaders stands outside: a refusal is to carry its header as well.",
    ),
    "allowed": (
        "with a valid key",
        "This one is to be let through: it passes all layers, and the view answers.",
    ),
}
VISITS = {"refused": {}, "allowed": {"X-API-Key": KEY}}
TIMES = 20
STEP = 150  # microseconds to which the axis of time is rounded up: it seldom differs between runs
OUTSIDE = ["ResponseHeaders", "ApiKey"]  # whom a refused request may meet


class Stamped(list):
    """The steps of a request; of each, when it was and how many queries there were by then."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self.ledger = ledger
        self.stamps: list[tuple[float, int]] = []

    def append(self, step: Any) -> None:
        super().append(step)
        self.stamps.append((time.perf_counter(), len(self.ledger.queries)))


def once() -> dict[str, Any]:
    """By visit: the layers, the ring that was reached last, the status, queries in each layer."""
    with newsroom(keys={CLIENT: KEY}), watching() as ledger:
        onion = the_onion(ledger)
        for headers in VISITS.values():  # what only a first request does
            onion.visit("/articles/", headers)
        return {name: way_of(onion, headers)[0] for name, headers in VISITS.items()}


def each_round() -> float:
    """Microseconds of a refusal in all layers; the shortest of some requests."""
    with newsroom(keys={CLIENT: KEY}), watching() as ledger:
        onion = the_onion(ledger)
        return min(way_of(onion, VISITS["refused"])[1] for _ in range(TIMES))


def the_onion(ledger: Ledger) -> Onion:
    """The answer's own onion, whose requests have stamped steps."""
    onion = Onion(middleware.MIDDLEWARE)

    def stamp(request: Any) -> None:
        request.katas_trace.steps = Stamped(ledger)

    onion.outer = stamp
    return onion


def way_of(onion: Onion, headers: dict[str, str]) -> tuple[dict[str, Any], float]:
    """What is counted of one request, and the microseconds in all layers and in the view."""
    visit = onion.visit("/articles/", headers)
    steps: Any = visit.trace.steps
    names = [*onion.layers, "view"]
    queries = [0] * len(names)
    for step, (_, asked), (_, later) in zip(
        steps[:-1], steps.stamps[:-1], steps.stamps[1:], strict=True
    ):
        # After ring k on the way in, layer k runs; after it on the way out, the one outside of it.
        place = -1 if step[0] == "view" else step[1] - (step[0] == "out")
        queries[place] += later - asked
    reached = max(step[1] for step in steps if step[0] == "in")
    (began, _), *_, (ended, _) = steps.stamps
    counted = {
        "layers": [short(layer) for layer in onion.layers],
        "own": [layer.startswith(f"{DAY}.middleware.") for layer in onion.layers],
        "reached": reached if visit.trace.view or reached < len(onion.layers) else reached - 1,
        "hooks": [
            short(each) for each in onion.layers if hasattr(import_string(each), "process_view")
        ],
        "all_entered": reached == len(onion.layers),
        "status": visit.status,
        "queries": queries,
    }
    return counted, (ended - began) * 1e6


def pictures(sides: Sequence[Side]) -> list[Picture]:
    """The refused request, the allowed one, and what the refusal costs."""
    return [onion_picture(sides, "refused"), onion_picture(sides, "allowed"), cost(sides)]


def onion_picture(sides: Sequence[Side], name: str) -> Picture:
    """An onion for each side."""
    panels = [Panel(s.name, nested(s, name), s.name, words(s.once[name])) for s in sides]
    who, rule = RULES[name]
    return Picture(
        f"The way of a request {who}",
        rule,
        panels,
        "A heavy frame: a layer whose code is in middleware.py; the others' code is given. The "
        "order of all of them is MIDDLEWARE, in middleware.py, too. A dot: the request "
        "passed that layer; the turn: it came no further. Green and whole: as it must be. Red and "
        "dashed: it turns in the wrong place, or its answer is wrong.",
    )


def words(way: dict[str, Any]) -> str:
    """Where it ended, and what it cost."""
    asked = counted(sum(way["queries"]), "query", "queries")
    if way["reached"] == len(way["layers"]):
        return f"{way['status']} from the view, {asked}"
    if is_late(way):
        return f"{way['status']} only after all {len(way['layers'])} layers, {asked}"
    place = way["reached"]
    return f"{way['status']} from {way['layers'][place]}, layer {place + 1}, {asked}"


def nested(side: Side, name: str) -> Nested:
    """The layers with what was counted and measured in them."""
    way = side.once[name]
    asked = [counted(each, "query", "queries") for each in way["queries"]]
    *layers, view = [
        Layer(layer, note, met=place <= way["reached"], own=own)
        for place, (layer, note, own) in enumerate(
            zip([*way["layers"], "the view"], asked, [*way["own"], False], strict=True)
        )
    ]
    if is_late(way):
        hook = way["hooks"][0] if len(way["hooks"]) == 1 else "a layer"
        layers.append(Layer(f"process_view() of {hook}", "a hook, run after all layers", hook=True))
    met = [layer.name for layer in layers if layer.met]
    good = way["status"] == 403 and met == OUTSIDE if name == "refused" else way["status"] == 200
    return Nested([*layers, view], str(way["status"]), good=good)


def is_late(way: dict[str, Any]) -> bool:
    """Whether the request turned round between the innermost layer and the view."""
    return bool(way["all_entered"]) and way["reached"] < len(way["layers"])


def cost(sides: Sequence[Side]) -> Picture:
    """What is done for a stranger before the refusal."""
    ways = {side.name: side.once["refused"] for side in sides}
    met = {name: min(way["reached"] + 1, len(way["layers"])) for name, way in ways.items()}
    asked = {name: sum(way["queries"]) for name, way in ways.items()}
    said = compared(
        {
            name: f"{counted(met[name], 'layer')} and {counted(asked[name], 'query', 'queries')}"
            for name in ways
        }
    )
    timed = {side.name: side.rounds for side in sides if side.rounds}
    times = [
        Bar(name, statistics.median(rounds), name, f"{statistics.median(rounds):.0f} µs")
        for name, rounds in timed.items()
    ]
    until = STEP * math.ceil(max((bar.value for bar in times), default=0) / STEP)
    return Picture(
        "What is done for a request without a key",
        f"Before it is refused it has taken {said}.",
        [
            Panel("Layers entered", Bars("layers", bars(met), Goal(2, "right: 2"))),
            Panel("Queries", Bars("queries", bars(asked), Goal(0, "right: none"))),
            Panel("Time", Bars("µs in all layers", times, until=until)),
        ],
        f"Time: the median of the rounds, measuring included.{as_fast(timed)}",
        is_timed=True,
    )


def bars(values: Mapping[str, int]) -> list[Bar]:
    """One for each side."""
    return [Bar(name, value, name) for name, value in values.items()]
