"""What `make lab day=2` shows: what a path costs, by its route's place and by their number."""

import importlib
from collections.abc import Sequence
from typing import Any

from django.urls import clear_url_caches, converters, path
from django.urls.resolvers import RegexPattern, URLResolver

from katas.day02_url_resolution import catalogue, handlers
from katas.day02_url_resolution.tests.counting import patterns_tried
from katas.day02_url_resolution.tests.driver import PAIRS, URLS, resolve_quietly, resolver
from katas.day02_url_resolution.tests.flat_list import flat, seconds
from katas.harness.pictures.data import Axis, Lines, Panel, Picture, Series, Side
from katas.harness.pictures.numbers import number, rough
from katas.harness.pictures.words import compared

ROUNDS = 3
TIMES = 10
PLACES = (1, 10, 100, 500, 1_000, 2_000, 3_000, 4_000, 5_000)
# Sections of a hundred pages each.
SITES = (1, 3, 10, 30, 100)
ON_ONE_SITE = len(PAIRS)


def once() -> dict[str, Any]:
    """Patterns tried by the place of the page's route, and for the last page by the site's size."""
    by_place = [(place, patterns_tried(url_of(place)).patterns) for place in PLACES]
    original = catalogue.SECTIONS
    by_size, times, flat_times = [], [], []
    try:
        for sections in SITES:
            names = tuple(f"section{number_}" for number_ in range(sections))
            rebuilt(names)
            last = f"/{names[-1]}/{catalogue.PAGES[-1]}/"
            size = sections * len(catalogue.PAGES)
            by_size.append((size, patterns_tried(last).patterns))
            times.append((size, shortest(last, resolver())))
            flat_times.append((size, shortest(last, flat_of(names))))
    finally:
        rebuilt(original)
    return {"by_place": by_place, "by_size": by_size, "times": times, "flat": flat_times}


def rebuilt(sections: tuple[str, ...]) -> None:
    """Load the answer's routes anew, for a site of these sections."""
    catalogue.SECTIONS = sections
    clear_url_caches()
    # From Django 6.0 on, a converter cannot be registered twice.
    converters.REGISTERED_CONVERTERS.clear()
    converters.get_converters.cache_clear()
    importlib.reload(importlib.import_module(URLS))


def flat_of(sections: Sequence[str]) -> URLResolver:
    """All pages of these sections in one list."""
    pairs = [(section, page) for section in sections for page in catalogue.PAGES]
    routes = [path(f"{s}/{p}/", handlers.section_page, {"section": s, "page": p}) for s, p in pairs]
    return URLResolver(RegexPattern(r"^/"), routes)


def url_of(place: int) -> str:
    """The path of the page at that place in the catalogue, from 1."""
    section, page = PAIRS[place - 1]
    return f"/{section}/{page}/"


def shortest(url: str, root: URLResolver) -> float:
    """Microseconds of one resolve, warm."""
    resolve_quietly(url, root)
    return min(seconds(lambda: resolve_quietly(url, root)) for _ in range(TIMES)) * 1e6


def each_round() -> dict[str, list[float]]:
    """Microseconds by the route's place, of the answer and of the flat list."""
    root = resolver()
    return {
        "mine": [shortest(url_of(place), root) for place in PLACES],
        "flat": [shortest(url_of(place), flat()) for place in PLACES],
    }


def pictures(sides: Sequence[Side]) -> list[Picture]:
    """Counts and times, by place and by size."""
    return [by_place(sides), by_size(sides)]


def by_place(sides: Sequence[Side]) -> Picture:
    """Patterns and microseconds against the place of the route."""
    x = Axis("place of the page, of 5,000", log=True)
    counted = [Series(side.name, side.once["by_place"], side.name) for side in sides]
    panels = [Panel("Patterns tried", Lines(x, Axis("patterns tried", log=True), counted))]
    timed = [Series(side.name, lowest(side, "mine"), side.name) for side in sides if side.rounds]
    flat_list = [lowest(side, "flat") for side in sides if side.rounds]
    if flat_list:
        timed.append(Series("one flat list", flat_list[0]))
    panels.append(Panel("Time", Lines(x, Axis("µs for one path", log=True), timed)))
    said = compared({s.name: number(s.once["by_place"][-1][1]) for s in sides})
    return Picture(
        "What a path costs, by the place of its route",
        f"To find the last of {ON_ONE_SITE:,} pages Django tries patterns: {said}. Where a line "
        "climbs, it walks past every page in front; where it is flat, straight to the section.",
        panels,
        f"A section holds {len(catalogue.PAGES)} pages. One flat list: all pages without sections.",
    )


def lowest(side: Side, name: str) -> list[tuple[float, float]]:
    """The shortest of the rounds at each place."""
    return [
        (place, min(times))
        for place, times in zip(
            PLACES, zip(*(each[name] for each in side.rounds), strict=True), strict=True
        )
    ]


def by_size(sides: Sequence[Side]) -> Picture:
    """Patterns and microseconds of the last page against the number of routes."""
    x = Axis("pages of the site", log=True)
    sizes = [size for size, _ in sides[0].once["by_size"]] if sides else []
    flat_list = Series("one flat list", [(size, size + 1) for size in sizes])
    counted = [Series(side.name, side.once["by_size"], side.name) for side in sides]
    timed = [Series(side.name, side.once["times"], side.name) for side in sides]
    said = {}
    for side in sides:
        (_, few), *_, (_, many) = side.once["by_size"]
        said[side.name] = f"{rough(many / few)} times the patterns"
    if sides:
        timed.append(Series("one flat list", sides[0].once["flat"]))
    return Picture(
        "What the last page costs, by the size of the site",
        f"{number(sizes[-1] / sizes[0])} times the pages cost: {compared(said)}." if sizes else "",
        [
            Panel("Patterns tried", Lines(x, Axis("patterns tried", True), [*counted, flat_list])),
            Panel("Time", Lines(x, Axis("µs for one path", True), timed)),
        ],
    )
