"""What `make lab day=4` shows: the onion, and where a request turned round in it."""

import statistics
import time
from collections.abc import Sequence
from typing import Any

from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.premises import DAY, middleware, newsroom
from katas.day04_middleware.tests.trace import short
from katas.harness.meters.database import Ledger, watching
from katas.harness.pictures.data import Bar, Bars, Layer, Nested, Panel, Picture, Side
from katas.harness.pictures.words import compared, counted

ROUNDS = 3
CLIENT, KEY = "river-post", "fO3Yq81nVtLw"
RULES = {
    "refused": (
        "without a key",
        "It should be turned away outside, before anything is done for it.",
    ),
    "allowed": (
        "with a valid key",
        "Nothing is to be gained here: it passes all layers, in whichever order.",
    ),
}
VISITS = {"refused": {}, "allowed": {"X-API-Key": KEY}}
TIMES = 20


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


def each_round() -> dict[str, list[float]]:
    """By visit: microseconds in each layer, then in the view; the shortest of some requests."""
    with newsroom(keys={CLIENT: KEY}), watching() as ledger:
        onion = the_onion(ledger)
        return {
            name: [
                min(times)
                for times in zip(*(way_of(onion, headers)[1] for _ in range(TIMES)), strict=True)
            ]
            for name, headers in VISITS.items()
        }


def the_onion(ledger: Ledger) -> Onion:
    """The answer's own onion, whose requests have stamped steps."""
    onion = Onion(middleware.MIDDLEWARE)

    def stamp(request: Any) -> None:
        request.katas_trace.steps = Stamped(ledger)

    onion.outer = stamp
    return onion


def way_of(onion: Onion, headers: dict[str, str]) -> tuple[dict[str, Any], list[float]]:
    """What is counted of one request, and the microseconds in each layer and in the view."""
    visit = onion.visit("/articles/", headers)
    steps: Any = visit.trace.steps
    names = [*onion.layers, "view"]
    queries, spent = [0] * len(names), [0.0] * len(names)
    for step, (at, asked), (then, later) in zip(
        steps[:-1], steps.stamps[:-1], steps.stamps[1:], strict=True
    ):
        # After ring k on the way in, layer k runs; after it on the way out, the one outside of it.
        place = -1 if step[0] == "view" else step[1] - (step[0] == "out")
        queries[place] += later - asked
        spent[place] += (then - at) * 1e6
    reached = max(step[1] for step in steps if step[0] == "in")
    counted = {
        "layers": [short(layer) for layer in onion.layers],
        "own": [layer.startswith(f"{DAY}.middleware.") for layer in onion.layers],
        "reached": reached if visit.trace.view or reached < len(onion.layers) else reached - 1,
        "all_entered": reached == len(onion.layers),
        "status": visit.status,
        "queries": queries,
    }
    return counted, spent


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
        "Outlined in bold: the answer's own layers; the others are given. process_view runs when "
        "all layers have been entered. Green and whole: as it must be. Red and dashed: not.",
    )


def words(way: dict[str, Any]) -> str:
    """Where it ended, and what it cost."""
    asked = counted(sum(way["queries"]), "query", "queries")
    if way["reached"] == len(way["layers"]):
        return f"{way['status']} from the view, {asked}"
    if way["all_entered"]:
        return f"{way['status']} only after all {len(way['layers'])} layers, {asked}"
    return f"{way['status']} from {way['layers'][way['reached']]}, {asked}"


def nested(side: Side, name: str) -> Nested:
    """The layers with what was counted and measured in them."""
    way = side.once[name]
    times = [each[name] for each in side.rounds]
    layers, names = [], [*way["layers"], "the view"]
    if way["all_entered"] and way["reached"] < len(way["layers"]):
        names[-1:] = ["process_view", "the view"]
    for place, layer in enumerate(names[: len(way["queries"])]):
        asked = way["queries"][place]
        notes = [counted(asked, "query", "queries")]
        if times:
            notes.append(f"{statistics.median(each[place] for each in times):.0f} µs")
        met = place <= way["reached"] or layer == "process_view"
        own = place < len(way["own"]) and way["own"][place]
        layers.append(Layer(layer, ", ".join(notes), met=met, own=own))
    if layers[-1].name == "process_view":
        layers.append(Layer("the view", met=False))
    good = way["status"] == (403 if name == "refused" else 200)
    if name == "refused":
        good = way["status"] in (401, 403) and sum(way["queries"]) == 0
    return Nested(layers, str(way["status"]), good=good)


def cost(sides: Sequence[Side]) -> Picture:
    """Microseconds of a refusal, all layers together."""
    spent = {
        side.name: statistics.median(sum(each["refused"]) for each in side.rounds)
        for side in sides
        if side.rounds
    }
    bars = [Bar(name, micros, name, f"{micros:.0f} µs") for name, micros in spent.items()]
    said = compared({name: f"{micros:.0f} µs" for name, micros in spent.items()})
    return Picture(
        "What a refusal costs",
        f"A request without a key keeps the server busy: {said}.",
        [Panel("", Bars("µs in all layers, measuring included", bars))],
    )
