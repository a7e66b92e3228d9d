"""Task 4: under ASGI the middleware is awaited where it is, and stops nobody."""

import asyncio
from functools import cache
from typing import NamedTuple

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from katas.day01_request_lifecycle import pages
from katas.day01_request_lifecycle.tests import layers
from katas.day01_request_lifecycle.tests.driver import URLS, ask_asgi, build
from katas.day01_request_lifecycle.tests.hops import Seen, blocks_seen, first_block, hops_counted
from katas.day01_request_lifecycle.tests.oracle import both_ways
from katas.day01_request_lifecycle.tests.subject import lanes, lifecycle, replaced
from katas.day01_request_lifecycle.tests.test_way_out import ENDINGS, ERRORS, METHODS, WELL
from katas.day01_request_lifecycle.tests.wall_clock import WallClock
from katas.harness.verdicts import require

pytestmark = [pytest.mark.urls(URLS), pytest.mark.machine, pytest.mark.task(4)]

A_YEAR = 31_536_000  # seconds
MANY = 3_000
TURNS = 100  # of an event loop, in which all that is due gets done

# Method, path, status, and the layer inside, if any; the plainest first.
REQUESTS = [
    ("GET", "/async/", 200, ""),
    *(("GET", path, status, "") for path, status in (WELL | ERRORS).items()),
    ("GET", "/aticker/", 200, ""),
    ("GET", "/aslow/", 200, ""),
    *((method, "/async/", 200, "") for method in METHODS),
    *(("GET", "/", status, layer) for layer, status in ENDINGS.items()),
]


class Watched(NamedTuple):
    """What was seen while one page of the site was served."""

    hops: tuple[Seen, ...]
    blocks: tuple[Seen, ...]
    log: tuple[tuple[str, str], ...] = ()


def test_middleware_needs_no_thread():
    """Under ASGI nothing goes to a thread because of the middleware, whatever the response is."""
    for asked, without, own in [*site_both_ways(), *anything_both_ways()]:
        more = len(own.hops) - len(without.hops)
        lines = [hop for hop in own.hops if hop.where]
        require(
            more <= 0,
            asked=f"{asked}, with TimingMiddleware and without",
            expected="no hop from the event loop to a thread because of the middleware",
            got=f"{more} more hops with it" + (f": {lines[0].what}" if lines else ""),
            note="Django sends what it can't await to a thread, and comes back for the async view."
            " sync_to_async and asyncio.to_thread go there as well.",
            where=lines[0].where if lines else "",
        )


def test_middleware_leaves_the_loop_free():
    """Under ASGI the middleware calls nothing that stops the event loop, for any response."""
    for asked, without, own in [*site_both_ways(), *anything_both_ways()]:
        require(
            not own.blocks,
            asked=asked,
            expected="nothing that stops the event loop's thread",
            got="; ".join(block.what for block in own.blocks),
            where=own.blocks[0].where if own.blocks else "",
        )
        require(
            without.log == own.log,
            asked=f"{asked}, with TimingMiddleware and without",
            expected=f"each is done where it is without it: {places(without.log)}",
            got=places(own.log),
            note="A stream that is no async one may wait between its pieces: Django takes them in a"
            " thread, where they stop nobody.",
        )
    check_many_in_turn()


def check_many_in_turn():
    """What is done now and then, for one request out of many, is not done on the loop either."""
    if "async" not in lanes():
        return
    request = RequestFactory().get("/")

    async def answered(request):
        return HttpResponse()

    with blocks_seen() as blocks:
        layer = lifecycle.TimingMiddleware(answered)
        number, found = first_block(lambda: layer(request), MANY, blocks)
    require(
        not found,
        asked=f"{MANY:,} requests through one TimingMiddleware, one after the other, over ASGI",
        expected="nothing that stops the event loop's thread",
        got=f"{found[0].what}, at request {number:,}" if found else "",
        where=found[0].where if found else "",
    )


def places(log):
    """What was done, and where."""
    return "; ".join(f"{what} {where}" for what, where in log) or "nothing"


def anything_both_ways():
    """Each round in words, what came without TimingMiddleware and what left with it."""
    served = both_ways("asgi").served
    return [(f"{each.text}, through the ASGI handler", *answers) for each, *answers in served]


@cache
def site_both_ways():
    """The same of the site's pages. The page that waits takes a year, by a clock that is replaced.

    Once in a run of the tests: they look at it from several sides.
    """
    clock = WallClock()
    changes = [*clock.all(), (pages, "LONGEST", 10.0**9)]
    with blocks_seen() as blocks, replaced(*changes), hops_counted() as hops:
        without, own = (
            asyncio.run(pages_served(timing, clock, hops, blocks)) for timing in (False, True)
        )
    texts = [named(*request) for request in REQUESTS]
    return list(zip(texts, without, own, strict=True))


async def pages_served(timing, clock, hops, blocks):
    """The site's pages, with TimingMiddleware or without: what was handed to threads meanwhile."""
    handlers, found = {}, []
    for method, path, status, layer in REQUESTS:
        if layer not in handlers:
            inside = [f"{layers.__name__}.{layer}"] if layer else []
            around = ["TIMING", *inside] if timing else inside
            handlers[layer] = build("asgi", *around, timing=timing)
        hops.clear()
        blocks.clear()
        visit = pages.visits["of-a-year"] = pages.Visit()
        request = ask_asgi(handlers[layer], path, method, patience=10.0**9, X_Visit="of-a-year")
        task = asyncio.ensure_future(request)
        while path == "/aslow/" and not (visit.entered.is_set() or task.done()):
            await asyncio.sleep(0.001)
        clock.step(A_YEAR if path == "/aslow/" else 0)
        for _ in range(TURNS if path == "/aslow/" else 0):
            await asyncio.sleep(0)
        visit.released.set()
        answered = await task
        require(
            answered.status == status,
            asked=f"{named(method, path, status, layer)}, {'with' if timing else 'without'}"
            " TimingMiddleware",
            expected=f"status {status}",
            got=answered.text,
            note=answered.note,
            where=answered.where,
        )
        found.append(Watched(tuple(hops), tuple(blocks)))
    return found


def named(method, path, status, layer):
    """For example "GET /broken/ (500) through the ASGI handler"."""
    text = f"{method} {path} ({status}) through the ASGI handler"
    text += ", which takes a year" if path == "/aslow/" else ""
    return f"{text}, an inner layer ends it" if layer else text
