"""Task 4: under ASGI the middleware is awaited where it is, and stops nobody."""

import asyncio
from functools import partial

import pytest

from katas.day01_request_lifecycle import pages
from katas.day01_request_lifecycle.tests import layers
from katas.day01_request_lifecycle.tests.driver import URLS, ask_asgi, build
from katas.day01_request_lifecycle.tests.hops import blocks_seen, hops_counted
from katas.day01_request_lifecycle.tests.subject import replaced
from katas.day01_request_lifecycle.tests.test_way_out import ENDINGS, ERRORS, METHODS, WELL
from katas.day01_request_lifecycle.tests.wall_clock import WallClock
from katas.harness.verdicts import require

pytestmark = [pytest.mark.urls(URLS), pytest.mark.machine, pytest.mark.task(4)]

# Method, path, status, and the layer inside, if any; the plainest first.
REQUESTS = [
    ("GET", "/async/", 200, ""),
    *(("GET", path, status, "") for path, status in (WELL | ERRORS).items()),
    ("GET", "/aticker/", 200, ""),
    ("GET", "/aslow/", 200, ""),
    *((method, "/async/", 200, "") for method in METHODS),
    *(("GET", "/", status, layer) for layer, status in ENDINGS.items()),
]


def test_middleware_needs_no_thread():
    """Under ASGI nothing goes to a thread because of the middleware, whatever the response is."""
    clock = WallClock()
    with replaced(*clock.all()), hops_counted() as hops:
        counts = {timing: list(counted(timing, hops, clock)) for timing in (False, True)}
    for request, without, its_own in zip(REQUESTS, counts[False], counts[True], strict=True):
        more = len(its_own) - len(without)
        own = [hop for hop in its_own if hop.where]
        require(
            more <= 0,
            asked=f"{named(*request)}, with TimingMiddleware and without",
            expected="no hop from the event loop to a thread because of the middleware",
            got=f"{more} more with it" + (f": {own[0].what}" if own else ""),
            note="Django sends what it can't await to a thread, and comes back for the async view."
            " sync_to_async and asyncio.to_thread go there as well.",
            where=own[0].where if own else "",
        )


def counted(timing, hops, clock):
    """The hops of each request, with TimingMiddleware or without.

    The page that waits takes an hour, by the clock that is replaced.
    """
    handlers = {}
    for method, path, status, layer in REQUESTS:
        if layer not in handlers:
            inside = [f"{layers.__name__}.{layer}"] if layer else []
            around = ["TIMING", *inside] if timing else inside
            handlers[layer] = build("asgi", *around, timing=timing)
        hops.clear()
        visit = pages.visits["of-an-hour"] = pages.Visit()
        visit.meanwhile = partial(clock.step, 3_600)
        visit.released.set()
        request = ask_asgi(handlers[layer], path, method, patience=10.0**6, X_Visit="of-an-hour")
        answered = asyncio.run(request)
        require(
            answered.status == status,
            asked=f"{named(method, path, status, layer)}, {'with' if timing else 'without'}"
            " TimingMiddleware",
            expected=f"status {status}",
            got=answered.text,
            note=answered.note,
            where=answered.where,
        )
        yield list(hops)


def named(method, path, status, layer):
    """For example "GET /broken/ (500) through the ASGI handler"."""
    text = f"{method} {path} ({status}) through the ASGI handler"
    text += ", which takes an hour" if path == "/aslow/" else ""
    return f"{text}, an inner layer ends it" if layer else text


def test_middleware_leaves_the_loop_free():
    """Under ASGI the middleware calls nothing that stops the event loop, for any response."""
    clock = WallClock()
    with blocks_seen() as blocks, replaced(*clock.all()):
        for request, _ in zip(REQUESTS, counted(True, [], clock), strict=True):
            require(
                not blocks,
                asked=named(*request),
                expected="nothing that stops the event loop's thread",
                got="; ".join(block.what for block in blocks),
                where=blocks[0].where if blocks else "",
            )
