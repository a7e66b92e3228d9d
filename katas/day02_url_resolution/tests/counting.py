"""Counts what resolving a path takes: patterns, calls, runs of a line."""

import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from django.urls.resolvers import RegexPattern, RoutePattern

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from katas.day02_url_resolution.tests.driver import PAIRS, find, resolve_quietly, resolver


class Tried(NamedTuple):
    """What was compared with a path; ordered by the number of patterns."""

    patterns: int
    opened: int
    url: str


def patterns_tried(url: str) -> Tried:
    """How many of Django's patterns are compared with the path when the URL is resolved.

    Counted at RoutePattern.match and RegexPattern.match, the root's own ^/ included. opened: how
    many of those that are no endpoints, the root's own left out, have matched its beginning.
    """
    tried = opened = 0
    kinds = (RoutePattern, RegexPattern)
    originals = [kind.match for kind in kinds]

    def counted(match: Callable) -> Callable:
        def matching(self: Any, path: str) -> Any:
            nonlocal tried, opened
            tried += 1
            result = match(self, path)
            opened += result is not None and not self._is_endpoint
            return result

        return matching

    for kind, match in zip(kinds, originals, strict=True):
        kind.match = counted(match)
    try:
        find(url)
    finally:
        for kind, match in zip(kinds, originals, strict=True):
            kind.match = match
    return Tried(tried, opened - 1, url)


def python_calls(url: str) -> int:
    """How many functions are called, Python's and C's, when the URL is resolved."""
    root = resolver()
    calls = 0

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        resolve_quietly(url, root)
    finally:
        sys.setprofile(before)
    return calls


def busiest_line(url: str) -> tuple[int, str]:
    """How often the line runs that runs most often when the URL is resolved, and which it is.

    A loop over all routes that calls nothing is seen by no count of calls.
    """
    root = resolver()
    runs: Counter[tuple[str, int]] = Counter()

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            runs[frame.f_code.co_filename, frame.f_lineno] += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        resolve_quietly(url, root)
    finally:
        sys.settrace(before)
    [((file, line), times)] = runs.most_common(1) or [(("", 0), 0)]
    return times, f"{Path(file).name}:{line}"


PATTERNS_ALLOWED = 600
CALLS_ALLOWED = 2_500


@cache
def pages_to_visit() -> list[tuple[str, str]]:
    """All pages; six of each section if a path costs more than task 3 allows.

    Each of 5,000 pages through 5,000 routes takes half a minute. All 100 pages are among the six.
    """
    unknown = "/no-such-section/visits/"
    if (
        patterns_tried(unknown).patterns <= PATTERNS_ALLOWED
        and python_calls(unknown) <= CALLS_ALLOWED
    ):
        return PAIRS
    places = [{0, len(PAGES) - 1, *range(n * 2 % 25, len(PAGES), 25)} for n in range(len(SECTIONS))]
    return [
        (section, PAGES[place])
        for section, chosen in zip(SECTIONS, places, strict=True)
        for place in sorted(chosen)
    ]
