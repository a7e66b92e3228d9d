"""What an answer is timed against: all pages in one flat list of routes."""

import math
import time
from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

from django.urls import path
from django.urls.resolvers import RegexPattern, URLResolver

from katas.day02_url_resolution import handlers
from katas.day02_url_resolution.catalogue import SECTIONS
from katas.day02_url_resolution.tests.driver import (
    PAIRS,
    outcome,
    resolve_quietly,
    resolver,
)
from katas.day02_url_resolution.tests.kinds import growing_paths, long_paths

NO_PAGE = f"/{SECTIONS[-1]}/no-such-page/"
# At most that much of the time that the flat list takes.
RATIO = 0.33
ROUNDS = 6
# Times as long as the flat list.
FAR_TOO_LONG = 20


@cache
def flat() -> URLResolver:
    """All pages in one flat list: what an answer's time is compared with."""
    patterns = [
        path(
            f"{section}/{page}/",
            handlers.section_page,
            {"section": section, "page": page},
            name=f"{section}-{page}",
        )
        for section, page in PAIRS
    ]
    return URLResolver(RegexPattern(r"^/"), patterns)


def seconds(action: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def shortest_in_turns(url: str, mine: URLResolver) -> tuple[float, float]:
    """How long a resolver and the flat list take for the path: the shortest rounds of some."""
    resolve_quietly(url, flat())
    times = []
    for _ in range(ROUNDS):
        times.append([seconds(lambda: resolve_quietly(url, each)) for each in (mine, flat())])  # noqa: B023
        shortest, the_flat_list = map(min, zip(*times, strict=True))
        # No machine is busy twice for so long.
        if len(times) > 1 and shortest > FAR_TOO_LONG * the_flat_list:
            break
    return shortest, the_flat_list


class Slow(NamedTuple):
    """A path that leads nowhere, and the seconds it takes the answer, and the flat list."""

    url: str
    mine: float
    the_flat_list: float


@cache
def slow_to_say_no() -> Slow | None:
    """The shortest path that takes the answer too long, be it a page that there is not or a word.

    An expression that takes a word apart in every way needs ages for a long one: one size comes
    after the other. A path that is fast once is fast; the others get more rounds. One call in
    another, until there is no room for more, is no matter of time: other tests have words for it.
    """
    root, the_flat_list = resolver(), math.inf
    for url in (NO_PAGE, *growing_paths()):
        once = partial(seconds, partial(resolve_quietly, url, root))
        if url != NO_PAGE and any(once() <= RATIO * the_flat_list for _ in range(3)):
            continue
        mine, the_flat_list = shortest_in_turns(url, root)
        if mine > RATIO * the_flat_list and not outcome(url).startswith("RecursionError"):
            return Slow(url, mine, the_flat_list)
    return None


def longest(*places: str) -> list[str]:
    """The longest paths there are; none, if a path may take the answer ages."""
    return [] if slow_to_say_no() else [*long_paths(*places)]
