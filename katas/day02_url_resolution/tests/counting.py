"""Counts what resolving a path takes: patterns, calls, runs of a line."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple, TypeVar

from django.urls import resolvers
from django.urls.resolvers import RegexPattern, RoutePattern

from katas.day02_url_resolution.catalogue import PAGES, SECTIONS
from katas.day02_url_resolution.tests.driver import FILES, PAIRS, resolve_quietly, resolver
from katas.harness.run.explain import locator

PATTERNS_ALLOWED = 600
CALLS_ALLOWED = 2_500

Found = TypeVar("Found")


class Tried(NamedTuple):
    """What was compared with a path; ordered by the number of patterns."""

    patterns: int
    opened: int
    url: str
    tried: list[Any]


def patterns_tried(url: str) -> Tried:
    """How many of Django's patterns are compared with the path when the URL is resolved.

    Counted at RoutePattern.match and RegexPattern.match, the root's own ^/ included. opened: how
    many of those that are no endpoints, the root's own left out, have matched its beginning.
    """
    tried: list[Any] = []
    opened = 0
    kinds = (RoutePattern, RegexPattern)
    originals = [kind.match for kind in kinds]

    def counted(match: Callable) -> Callable:
        def matching(self: Any, path: str) -> Any:
            nonlocal opened
            tried.append(self)
            result = match(self, path)
            opened += result is not None and not getattr(self, "_is_endpoint", True)
            return result

        return matching

    for kind, match in zip(kinds, originals, strict=True):
        kind.match = counted(match)
    root = resolver()
    try:
        resolve_quietly(url, root)
    finally:
        for kind, match in zip(kinds, originals, strict=True):
            kind.match = match
    return Tried(len(tried), opened - 1, url, tried)


def longest_list(tried: list[Any]) -> tuple[int, str]:
    """How many of the patterns stand in the list of routes that has most of them, and which it is.

    0 where no list has them.
    """
    known = set(map(id, tried))
    found = [(0, "")]
    waiting: list[tuple[Any, str]] = [(resolver(), "urlpatterns")]
    while waiting:
        parent, name = waiting.pop()
        children = getattr(parent, "url_patterns", None) or []
        found.append((sum(id(getattr(each, "pattern", None)) in known for each in children), name))
        waiting += [
            (each, f"that of the include at {str(each.pattern)!r}")
            for each in children
            if hasattr(each, "url_patterns")
        ]
    return max(found)


def why_so_many(tried: Tried) -> str:
    """How many includes let the path in, or which list of routes is the long one."""
    if tried.opened > 2:
        return (
            f"{tried.opened} includes said yes to this path, so the list of each was gone through."
        )
    length, name = longest_list(tried.tried)
    return f"{length:,} of them stand in one list, {name}." if length else ""


class Calls(NamedTuple):
    """How many functions were called for a path, and the answer's line that called most of them."""

    calls: int
    url: str
    place: str


def python_calls(url: str) -> Calls:
    """How many functions are called, Python's and C's, when the URL is resolved."""
    root = resolver()
    locate = locator(FILES)
    calls = 0
    callers: Counter[tuple[CodeType, int]] = Counter()
    places: dict[tuple[CodeType, int], str] = {}

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        if event in ("call", "c_call"):
            calls += 1
            caller = frame if event == "c_call" else frame.f_back
            if caller and (place := locate(caller)):
                callers[caller.f_code, caller.f_lineno] += 1
                places[caller.f_code, caller.f_lineno] = place

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        resolve_quietly(url, root)
    finally:
        sys.setprofile(before)
    most = callers.most_common(1)
    place = places[most[0][0]] if most and most[0][1] > CALLS_ALLOWED // 2 else ""
    return Calls(calls, url, place)


def busiest_line(url: str) -> tuple[int, str]:
    """How often the line runs that runs most often when the URL is resolved, and which it is.

    A loop over all routes that calls nothing is seen by no count of calls. Those of Django's own
    resolvers are left out: each of their rounds is a call.
    """
    root = resolver()
    runs: Counter[tuple[str, int]] = Counter()

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename == resolvers.__file__:
            return None
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


def first_beyond(found: Iterable[Found], runs: Callable[[Found], int]) -> Found:
    """The first that is beyond what is allowed, or the largest."""
    every = list(found)
    return next((each for each in every if runs(each) > CALLS_ALLOWED), max(every, key=runs))


@cache
def pages_to_visit() -> list[tuple[str, str]]:
    """All pages; six of each section if a path costs more than task 3 allows.

    Each of 5,000 pages through 5,000 routes takes half a minute. All 100 pages are among the six.
    """
    unknown = "/no-such-section/visits/"
    if (
        patterns_tried(unknown).patterns <= PATTERNS_ALLOWED
        and python_calls(unknown).calls <= CALLS_ALLOWED
    ):
        return PAIRS
    places = [{0, len(PAGES) - 1, *range(n * 2 % 25, len(PAGES), 25)} for n in range(len(SECTIONS))]
    return [
        (section, PAGES[place])
        for section, chosen in zip(SECTIONS, places, strict=True)
        for place in sorted(chosen)
    ]
