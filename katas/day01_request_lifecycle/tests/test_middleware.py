"""Tasks 1 to 3: TimingMiddleware behind Django's WSGI and ASGI handlers, in this process."""

import asyncio
import random
import time
from functools import partial

import pytest

from katas.day01_request_lifecycle import pages, services
from katas.day01_request_lifecycle.tests.driver import (
    URLS,
    Client,
    ask,
    ask_asgi,
    build,
    note_on,
    replaced,
)
from katas.day01_request_lifecycle.tests.expectations import check_duration, check_region, duration
from katas.day01_request_lifecycle.tests.wall_clock import WallClock
from katas.harness.verdicts import require

pytestmark = pytest.mark.urls(URLS)
LAYERS = "katas.day01_request_lifecycle.tests.layers"
both = pytest.mark.parametrize("kind", ["wsgi", "asgi"])

# Seconds between two overlapping requests. Not awaited for readiness: this is how far apart the
# starts are that a wrong answer confuses.
GAP = 0.06
# Seconds after which a request counts as kept out of its view.
WAIT = 3.0


# Task 1: set up once ---------------------------------------------------------------------------


@pytest.mark.task(1)
@both
def test_map_is_loaded_when_built(kind):
    """Building the middleware loads the service map once, before the first request."""
    for number in (1, 2, 3):
        build(kind)
        require(
            services.gauges.set_ups == number,
            asked=f"build {kind.upper()} handler number {number} of three, send no request",
            expected="one loading of the service map for each handler",
            got=f"{services.gauges.set_ups} loadings so far",
        )


@pytest.mark.task(1)
@both
def test_map_is_not_loaded_for_requests(kind):
    """Requests do not load the service map again, however old it has become."""
    clock = WallClock()
    with replaced(*clock.replacements(), *clock.monotonic()):
        handler = build(kind)
        before = services.gauges.set_ups
        for path in ("/", "/async/", "/broken/", "/nowhere/", "/"):
            ask(kind, handler, path)
            clock.offset += 86_400
        more = services.gauges.set_ups - before
    require(
        more == 0,
        asked=f"build the {kind.upper()} handler, then send it 5 requests, one a day",
        expected="no loading of the service map after the building",
        got=f"{more} loadings while the requests were served",
    )


@pytest.mark.task(1)
def test_each_building_keeps_its_own_map():
    """Two handlers built one after the other each answer with the region they were built in."""
    built = []
    for kind in ("wsgi", "asgi", "wsgi"):
        name = f"region-{random.randrange(10**6)}"
        services.region = name
        built.append((kind, build(kind), name))
    for kind, handler, name in built:
        answered = ask(kind, handler, "/")
        check_region(answered, name, f"GET / through the {kind.upper()} handler built in {name}")


# Task 2: on the way out, always ----------------------------------------------------------------

WELL = {"/": 200, "/async/": 200, "/moved/": 302, "/ticker/": 200, "/gauges/": 200}
ERRORS = {
    "/withdrawn/": 404,
    "/nowhere/": 404,
    "/editors/": 403,
    "/nonsense/": 400,
    "/broken/": 500,
}


@pytest.mark.task(2)
@both
def test_headers_on_good_responses(kind, region):
    """A good response bears X-Region and Server-Timing: redirects, streams and JSON, too."""
    handler = build(kind)
    for path, status in WELL.items():
        check_leaving(kind, handler, path, status, region)
    for method in ("POST", "HEAD", "OPTIONS"):
        check_leaving(kind, handler, "/async/", 200, region, method=method)


@pytest.mark.task(2)
@both
def test_headers_on_errors(kind, region):
    """A 404, a 403, a 400 and the 500 of a view that raised bear both headers as well."""
    handler = build(kind)
    for path, status in ERRORS.items():
        check_leaving(kind, handler, path, status, region)


@pytest.mark.task(2)
@both
def test_headers_when_an_inner_layer_ends_it(kind, region):
    """A response that an inner layer gave, or that its error became, bears both headers."""
    for layer, status in (("closed", 503), ("fails", 500)):
        handler = build(kind, "TIMING", f"{LAYERS}.{layer}")
        check_leaving(kind, handler, "/", status, region, f", the inner layer {layer}")


def check_leaving(kind, handler, path, status, region, more="", method="GET"):
    """A response with the right status and both headers."""
    answered = ask(kind, handler, path, method)
    asked = f"{method} {path} through the {kind.upper()} handler{more}"
    require(
        answered.status == status,
        asked=asked,
        expected=f"status {status}",
        got=answered.text,
        where=answered.where,
    )
    check_region(answered, region, asked)
    duration(answered, asked)


@pytest.mark.task(2)
@both
def test_other_layers_keep_working(kind, region):
    """Between other layers the middleware gives and takes a response, and both layers act."""
    around = ("django.middleware.security.SecurityMiddleware", f"{LAYERS}.outer")
    handler = build(kind, *around, "TIMING", f"{LAYERS}.inner")
    for path in ("/", "/async/", "/broken/", "/nowhere/"):
        answered = ask(kind, handler, path)
        asked = f"GET {path} through the {kind.upper()} handler, other layers outside and inside"
        for name, value in (
            ("x-content-type-options", "nosniff"),
            ("x-outer", "1"),
            ("x-inner", "1"),
        ):
            require(
                answered.headers.get(name) == value,
                asked=asked,
                expected=f"the header {name} of another layer: {value}",
                got=f"{answered.headers.get(name, 'no such header')}, {answered.text}",
                note=note_on(answered.faults),
                where=answered.where,
            )
        check_region(answered, region, asked)
        duration(answered, asked)


# Task 3: everyone has their own clock ----------------------------------------------------------


@pytest.mark.machine
@pytest.mark.task(3)
@both
def test_duration_is_what_the_view_took(kind):
    """The duration is at least what the view took, and no more than the whole request."""
    handler = build(kind)
    for path in ("/slow/", "/aslow/", "/slow-and-broken/"):
        for seconds in (0.03, 0.004):
            visit = pages.visits["only"] = pages.Visit()
            visit.meanwhile = partial(time.sleep, seconds)
            visit.released.set()
            answered = ask(kind, handler, path, X_Visit="only")
            asked = f"GET {path} through the {kind.upper()} handler"
            arrived(visit, asked, answered.text)
            check_duration(answered, visit.took, asked)


@pytest.mark.machine
@pytest.mark.task(3)
@both
@pytest.mark.parametrize("hours", [-1, 1], ids=["back", "forward"])
def test_clock_steps_change_nothing(kind, hours):
    """A step of the wall clock during the view leaves the duration as it is."""
    clock = WallClock()
    word = "back" if hours < 0 else "forward"
    with replaced(*clock.replacements()):
        handler = build(kind)
        for path in ("/slow/", "/aslow/"):
            visit = pages.visits["only"] = pages.Visit()
            visit.released.set()

            def step(visit=visit):
                clock.offset += hours * 3_600
                time.sleep(0.03)

            visit.meanwhile = step
            answered = ask(kind, handler, path, X_Visit="only")
            asked = f"GET {path} through the {kind.upper()} handler; an hour {word} meanwhile"
            arrived(visit, asked, answered.text)
            note = "The wall clock may be stepped at any moment: it tells the time of day,"
            check_duration(answered, visit.took, asked, f"{note} not how long something took.")


ORDERS = pytest.mark.parametrize(
    "first_out", ["first", "second"], ids=["first-in-first-out", "first-in-last-out"]
)
OVERLAP_NOTE = "One instance of the middleware serves all requests at the same time."


@pytest.mark.machine
@pytest.mark.task(3)
@ORDERS
def test_overlap_in_threads(first_out):
    """Requests that overlap in threads do not disturb each other's durations."""
    handler = build("wsgi")
    one, two = overlapping()
    clients = [Client(handler, "/slow/", X_Visit=name) for name in ("first", "second")]
    for client, visit, text in zip(clients, (one, two), ("first", "second"), strict=True):
        client.start()
        if not visit.entered.wait(WAIT):
            release(one, two)
            kept_out(client.result(), f"two overlapping requests in threads, the {text} one")
        time.sleep(GAP)
    order = [(one, clients[0]), (two, clients[1])]
    for visit, client in order if first_out == "first" else reversed(order):
        visit.released.set()
        client.result()
    for client, visit, text in zip(clients, (one, two), ("first", "second"), strict=True):
        asked = f"two overlapping requests in threads, the {first_out} one ends first: the {text}"
        check_duration(client.result(), visit.took, asked, OVERLAP_NOTE)


@pytest.mark.machine
@pytest.mark.task(3)
@ORDERS
def test_overlap_on_one_loop(first_out):
    """Requests that overlap on one event loop do not disturb each other's durations."""
    handler = build("asgi")
    one, two = overlapping()

    async def scenario():
        tasks = []
        for name, visit in (("first", one), ("second", two)):
            tasks.append(asyncio.ensure_future(ask_asgi(handler, "/aslow/", X_Visit=name)))
            until = time.monotonic() + WAIT
            while not visit.entered.is_set() and time.monotonic() < until and not tasks[-1].done():
                await asyncio.sleep(0.002)
            if not visit.entered.is_set():
                release(one, two)
                await asyncio.wait(tasks, timeout=5)
                kept_out(await tasks[-1], f"two overlapping requests on one loop, the {name} one")
            await asyncio.sleep(GAP)
        order = [(one, tasks[0]), (two, tasks[1])]
        for visit, task in order if first_out == "first" else reversed(order):
            visit.released.set()
            await asyncio.wait([task], timeout=5)
        return [await task for task in tasks]

    answers = asyncio.run(scenario())
    for answered, visit, text in zip(answers, (one, two), ("first", "second"), strict=True):
        asked = f"two overlapping requests on one loop, the {first_out} one ends first: the {text}"
        check_duration(answered, visit.took, asked, OVERLAP_NOTE)


def overlapping():
    """The visits of two requests to the same page."""
    one, two = pages.Visit(), pages.Visit()
    pages.visits.update(first=one, second=two)
    return one, two


def release(*visits):
    """Let go of requests that wait for nothing any more."""
    for visit in visits:
        visit.released.set()


def kept_out(answered, asked):
    """The request did not reach its view in time."""
    require(
        False,
        asked=asked,
        expected="it reaches its view while the other one is in there",
        got=f"it did not get there before the other one had left; then {answered.text}",
        where=answered.where,
    )


def arrived(visit, asked, got):
    """The request has reached its view."""
    require(visit.entered.is_set(), asked=asked, expected="it reaches its view", got=got)
