"""What an answer is timed against: all pages in one flat list of routes."""

import time
from collections.abc import Callable
from functools import cache

from django.urls import path
from django.urls.resolvers import RegexPattern, URLResolver

from katas.day02_url_resolution import handlers
from katas.day02_url_resolution.tests.driver import PAIRS, resolve_quietly


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


def shortest_in_turns(url: str, *resolvers: URLResolver, rounds: int = 6) -> list[float]:
    """How long each resolver takes for the path, warm: the shortest of some rounds, in turns."""
    for each in resolvers:
        resolve_quietly(url, each)
    times = [
        [seconds(lambda: resolve_quietly(url, each)) for each in resolvers]  # noqa: B023
        for _ in range(rounds)
    ]
    return [min(column) for column in zip(*times, strict=True)]
