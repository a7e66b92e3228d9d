"""Task 1: what TimingMiddleware does once, behind Django's WSGI and ASGI handlers."""

import os
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from katas.day01_request_lifecycle import services
from katas.day01_request_lifecycle.tests.driver import URLS, ask, ask_all, build
from katas.day01_request_lifecycle.tests.expectations import check_region
from katas.day01_request_lifecycle.tests.subject import replaced
from katas.day01_request_lifecycle.tests.wall_clock import WallClock
from katas.harness.verdicts import require

pytestmark = pytest.mark.urls(URLS)
both = pytest.mark.parametrize("kind", ["wsgi", "asgi"])

MANY = 101


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
        ask_all(kind, handler, *[("GET", "/async/")] * MANY)
        check(f"GET /async/ {MANY} times")
        pids.append(pids[0] + 1)
        ask(kind, handler, "/async/")
        check("GET /async/ as a forked process, with another os.getpid()")
        for _ in range(3):
            clock.offset += 86_400
            ask(kind, handler, "/")
        check("GET / once a day, for 3 days")


@pytest.mark.task(1)
def test_each_building_keeps_its_own_map():
    """Handlers built one after the other each answer with the region they were built in."""
    built = []
    for kind in ("wsgi", "asgi", "wsgi"):
        name = f"region-{random.randrange(10**6)}"
        services.region = name
        built.append((kind, build(kind), name))
    for kind, handler, name in built:
        answered = ask(kind, handler, "/")
        check_region(answered, name, f"GET / through the {kind.upper()} handler built in {name}")
