"""What `make lab day=2` shows: what a path costs, by its route's place and by their number."""

import importlib
from collections.abc import Sequence
from typing import Any

from django.urls import clear_url_caches, converters

from katas.day02_url_resolution import catalogue
from katas.day02_url_resolution.tests.counting import (
    CALLS_ALLOWED,
    PATTERNS_ALLOWED,
    patterns_tried,
    python_calls,
)
from katas.day02_url_resolution.tests.driver import PAIRS, URLS, resolve_quietly, resolver
from katas.harness.pictures.charts import Axis, Goal, Lines, Series
from katas.harness.pictures.data import Panel, Picture, Side
from katas.harness.pictures.numbers import rough
from katas.harness.pictures.words import compared

ROUNDS = 0
PLACES = (1, 500, 1_000, 2_000, 3_000, 4_000, 5_000)
# Sections of a hundred pages each.
SITES = (1, 10, 25, 50, 75, 100)
ON_ONE_SITE = len(PAIRS)


def once() -> dict[str, Any]:
    """Patterns tried and functions called: by the place of the page, and by the site's size."""
    by_place = [(place, *counts(url_of(place))) for place in PLACES]
    original = catalogue.SECTIONS
    by_size = []
    try:
        for sections in SITES:
            names = tuple(f"section{number_}" for number_ in range(sections))
            rebuilt(names)
            last = f"/{names[-1]}/{catalogue.PAGES[-1]}/"
            by_size.append((sections * len(catalogue.PAGES), *counts(last)))
    finally:
        rebuilt(original)
    return {"by_place": by_place, "by_size": by_size}


def counts(url: str) -> tuple[int, int]:
    """Patterns tried and functions called, once what only a first time does is done."""
    resolve_quietly(url, resolver())
    return patterns_tried(url).patterns, python_calls(url).calls


def rebuilt(sections: tuple[str, ...]) -> None:
    """Load the answer's routes anew, for a site of these sections."""
    catalogue.SECTIONS = sections
    clear_url_caches()
    # From Django 6.0 on, a converter cannot be registered twice.
    converters.REGISTERED_CONVERTERS.clear()
    converters.get_converters.cache_clear()
    importlib.reload(importlib.import_module(URLS))


def url_of(place: int) -> str:
    """The path of the page at that place in the catalogue, from 1."""
    section, page = PAIRS[place - 1]
    return f"/{section}/{page}/"


def each_round() -> None:
    """Nothing here is told by the clock."""


def pictures(sides: Sequence[Side]) -> list[Picture]:
    """By place and by size."""
    return [by_place(sides), by_size(sides)]


def by_place(sides: Sequence[Side]) -> Picture:
    """Patterns and calls against the place of the route."""
    said = compared({s.name: f"{s.once['by_place'][-1][1]:,}" for s in sides})
    x = Axis(f"place of the page among {ON_ONE_SITE:,}")
    patterns = Goal(PATTERNS_ALLOWED, f"allowed: {PATTERNS_ALLOWED}")
    calls = Goal(CALLS_ALLOWED, f"allowed: {CALLS_ALLOWED:,}")
    return Picture(
        "What it costs to find a page, by its place in the site",
        f"Patterns that Django tries before it finds the last of {ON_ONE_SITE:,} pages: {said}; "
        f"{PATTERNS_ALLOWED} are allowed. A line that climbs tries every page in front, one by "
        "one. A right answer's line stays below what is allowed: the pages of a section "
        "are looked at only if the path begins with its name.",
        [
            Panel("Patterns tried", drawn(sides, "by_place", 1, x, "patterns", patterns)),
            Panel("Functions called", drawn(sides, "by_place", 2, x, "calls", calls)),
        ],
        f"A section is what paths begin with, such as /{catalogue.SECTIONS[0]}/, and holds "
        f"{len(catalogue.PAGES)} pages. Lower is better.",
    )


def by_size(sides: Sequence[Side]) -> Picture:
    """Patterns and calls of the last page against the number of pages."""
    times = {}
    for side in sides:
        (few, least, _), *_, (many, most, _) = side.once["by_size"]
        times[side.name] = f"{rough(most / least)} times the patterns"
    x = Axis("pages of the site")
    return Picture(
        "What the last page costs, by the size of the site",
        f"{many:,} pages instead of {few:,} cost {compared(times)}. A right answer hardly "
        "climbs: what is added is one pattern for each new section, not one for each page.",
        [
            Panel("Patterns tried", drawn(sides, "by_size", 1, x, "patterns")),
            Panel("Functions called", drawn(sides, "by_size", 2, x, "calls")),
        ],
        "Lower is better.",
    )


def drawn(
    sides: Sequence[Side], name: str, place: int, x: Axis, counted: str, goal: Goal | None = None
) -> Lines:
    """A line for each side. place: of the count beside the x."""
    series = [
        Series(side.name, [(each[0], each[place]) for each in side.once[name]], side.name)
        for side in sides
    ]
    return Lines(x, Axis(f"{counted} for one path"), series, goal)
