"""Task 1: what TimingMiddleware does once, behind Django's WSGI and ASGI handlers."""

import asyncio
import inspect
import itertools
import os
import random
import string
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.test import RequestFactory

from katas.day01_request_lifecycle import pages, services
from katas.day01_request_lifecycle.tests.driver import URLS, ask, ask_all, build
from katas.day01_request_lifecycle.tests.expectations import check_region
from katas.day01_request_lifecycle.tests.inner import IN_A_ROW, METHODS, Inner, runs
from katas.day01_request_lifecycle.tests.subject import lanes, lifecycle, replaced
from katas.day01_request_lifecycle.tests.test_clock_overlap import (
    AT_ONCE,
    in_threads,
    on_one_loop,
    visits_of,
)
from katas.day01_request_lifecycle.tests.wall_clock import WallClock
from katas.harness.verdicts import require

pytestmark = pytest.mark.urls(URLS)
both = pytest.mark.parametrize("kind", ["wsgi", "asgi"])

MANY = 101
# Regions as a map may name them: a header of Django takes them all as they are. Those that a
# handler is built in, and those of a layer alone: every sign but the soft hyphen, which controls.
SIGNS = "".join(chr(each) for each in range(0xA0, 0x100) if each != 0xAD) + string.punctuation
REGIONS = ("region-{}", "EU  North {}", "Süd-{} (Zürich)", "nº {}, 2ª")
OF_LAYERS = ("a+b:c/{}, d;e=50%20", '<i>{}</i> & "Ø"', *("{}" + SIGNS[n::3] for n in range(3)))


def times(number):
    """For example "1 time"."""
    return f"{number} time{'' if number == 1 else 's'}"


@pytest.mark.task(1)
@both
def test_map_is_loaded_when_built(kind):
    """Building the middleware loads the service map once, before the first request."""
    for number in (1, 2, 3):
        before = services.gauges.set_ups
        build(kind)
        more = services.gauges.set_ups - before
        require(
            more == 1,
            asked=f"build {kind.upper()} handler number {number} of three, send no request",
            expected="the service map loaded once for this handler",
            got=f"{times(more)} for this one, {times(services.gauges.set_ups)} for all so far",
        )


@pytest.mark.task(1)
@both
def test_map_is_not_loaded_for_requests(kind):
    """Requests do not load the service map again, whoever asks, however often and however late."""
    lane = {"wsgi": "sync", "asgi": "async"}[kind]
    clock, pids = WallClock(), [os.getpid()]
    with replaced(*clock.all(), (os, "getpid", lambda: pids[-1])):
        handler = build(kind)
        through = f"through the {kind.upper()} handler that is built"
        before = services.gauges.set_ups

        def check(asked):
            more = services.gauges.set_ups - before
            require(
                more == 0,
                asked=f"{asked}, {through}",
                expected="no loading of the service map after the building",
                got=f"loaded {times(more)} while they were served",
            )

        for path in ("/", "/async/", "/broken/", "/nowhere/", "/answering/?status=503"):
            ask(kind, handler, path)
            check(f"GET {path}")
        for path in ("/", "/async/", "/broken/"):
            with ThreadPoolExecutor(1) as thread:
                thread.submit(ask, kind, handler, path).result()
        check("GET 3 pages, each in a thread of its own")
        visits = visits_of(*(f"number {number}" for number in range(1, AT_ONCE + 1)))
        # Whether all are in there at once is another task's question.
        {"wsgi": in_threads, "asgi": on_one_loop}[kind](visits, handler, wait=1.0)
        check(f"GET a page {AT_ONCE} times at the same moment")
        # What costs no thread, and no event loop for each.
        path = {"wsgi": "/", "asgi": "/async/"}[kind]
        ask_all(kind, handler, *[("GET", path)] * MANY)
        check(f"GET {path} {MANY} times")
        pids.append(pids[0] + 1)
        ask(kind, handler, "/async/")
        check("GET /async/ as a forked process, with another os.getpid()")
        for _ in range(3):
            clock.offset += 86_400
            ask(kind, handler, "/")
        check("GET / once a day, for 3 days")
        visit = pages.visits["long"] = pages.Visit()
        visit.meanwhile = partial(clock.step, 86_400)
        visit.released.set()
        for path in ("/aslow/", "/slow-and-broken/"):
            ask(kind, handler, path, X_Visit="long", patience=10.0**9)
            check(f"GET {path}, which takes a day")
        ask_all(kind, handler, *[("GET", "/broken/")] * IN_A_ROW)
        check(f"GET /broken/ {IN_A_ROW} times in a row")
        if lane in lanes():
            check_statuses(lane, clock)


def check_statuses(lane, clock):
    """No response that goes out loads the map again, whatever its status and those before it."""
    inner, request = Inner(), RequestFactory().get("/")
    layer = lifecycle.TimingMiddleware(getattr(inner, METHODS[lane]))
    before = services.gauges.set_ups

    def served():
        for words, status, seconds, number in runs():
            inner.status, inner.meanwhile = status, partial(clock.step, seconds)
            for _ in range(number):
                yield layer(request)
            more = services.gauges.set_ups - before
            require(
                more == 0,
                asked=f"{words} with status {inner.status} from an inner layer, {lane}",
                expected="no loading of the service map after the building",
                got=f"loaded {times(more)} while it was served",
            )

    async def awaited_each():
        for response in served():
            if inspect.isawaitable(response):
                await response

    if lane == "async":
        asyncio.run(awaited_each())
    else:
        list(served())


@pytest.mark.task(1)
def test_each_building_keeps_its_own_map():
    """Whatever it is built around, each building loads the map of its moment, and keeps it."""
    built = []
    for kind, form in zip(("wsgi", "asgi") * 2, REGIONS, strict=True):
        region = moved(form)
        built.append((kind, build(kind), region))
    for kind, handler, name in built:
        answered = ask(kind, handler, "/")
        check_region(answered, name, f"GET / through the {kind.upper()} handler built in {name}")
    for lane in lanes():
        check_buildings(lane)


def moved(form):
    """The service map names another region from now on."""
    services.region = form.replace("{}", str(random.randrange(10**6)))
    return services.region


def check_buildings(lane):
    """Each building loads the map once, also around a get_response that it had before."""
    name = METHODS[lane]
    method, other = getattr(Inner(), name), getattr(Inner(), name)
    anew = "a get_response of its own, made for it and given up after it"
    around = [("a get_response", method), ("another get_response", other)]
    around += [("the first get_response again", method), ("the other one again", other)]
    around += [("an equal one", getattr(method.__self__, name)), *[(anew, None)] * 5]
    layers, forms = [], itertools.cycle(OF_LAYERS)
    for number, (words, get_response) in enumerate(around, 1):
        region, before = moved(next(forms)), services.gauges.set_ups
        layer = lifecycle.TimingMiddleware(get_response or getattr(Inner(), name))
        more = services.gauges.set_ups - before
        asked = f"build TimingMiddleware around {words}, {lane}; building number {number}"
        require(
            more == 1,
            asked=asked,
            expected="the service map loaded once for this building",
            got=times(more),
        )
        if get_response is not None:
            layers.append((layer, region, asked))
        del layer
    for layer, region, asked in random.sample(layers, len(layers)):
        response = layer(RequestFactory().get("/"))
        if lane == "async":
            response = asyncio.run(awaited(response))
        found = response.get("X-Region")
        require(
            found == region,
            asked=f"{asked}; then GET / through it, header X-Region",
            expected="the region of its map" if found is None else region,
            got="no such header" if found is None else found,
            note=alone(layer) if found is None else "",
        )


def alone(layer):
    """Which of its methods only a handler calls, or ""."""
    hooks = ("process_view", "process_exception", "process_template_response")
    own = [f"{name}()" for name in hooks if hasattr(layer, name)]
    return f"It stands alone here: only a handler calls {' and '.join(own)}." if own else ""


async def awaited(response):
    return await response
