"""Task 3: requests that overlap, behind Django's WSGI and ASGI handlers."""

import asyncio
import time
from functools import partial

import pytest

from katas.day01_request_lifecycle import pages
from katas.day01_request_lifecycle.tests.asked import ONE_CLIENT, ONE_QUERY
from katas.day01_request_lifecycle.tests.driver import WAITING, Client, ask_asgi, build
from katas.day01_request_lifecycle.tests.expectations import check_duration
from katas.harness.verdicts import require

pytestmark = [pytest.mark.urls(WAITING), pytest.mark.machine, pytest.mark.task(3)]

# Seconds between two overlapping requests. Not awaited for readiness: this is how far apart the
# starts are that a wrong answer confuses.
GAP = 0.06
# Seconds after which a request counts as kept out of its view.
WAIT = 5.0
# Seconds that each of two visits lasts at the least, and the handler is older than the first one:
# a figure that has another's time in it, or the handler's age, is wrong by more than is allowed.
LEAST = 0.01
AT_ONCE = 8
SLOW, ASLOW = f"/slow/{ONE_QUERY}", f"/aslow/{ONE_QUERY}"

ORDERS = pytest.mark.parametrize(
    "first_out", ["first", "second"], ids=["first-in-first-out", "first-in-last-out"]
)
# What is asked for at the same time, by which of the two ends first.
METHODS = {"first": "GET", "second": "POST"}
SAME = "of one client, the same path and headers but for X-Visit,"
TWO = {
    "GET": f"two overlapping requests {SAME}",
    "POST": f"two overlapping POST requests {SAME}",
}
OVERLAP_NOTE = "One instance of the middleware serves all requests at the same time."


@ORDERS
def test_overlap_in_threads(first_out):
    """Requests that overlap in threads do not disturb each other's durations."""
    handler = build("wsgi")
    visits = visits_of("first", "second", lasting=LEAST)
    time.sleep(LEAST)
    method = METHODS[first_out]
    clients = {
        name: Client(handler, SLOW, method=method, X_Visit=name, **ONE_CLIENT) for name in visits
    }
    for name, visit in visits.items():
        if name != "first":
            time.sleep(GAP)
        clients[name].start()
        if not visit.entered.wait(WAIT):
            release(visits)
            kept_out(clients[name].result(), f"{TWO[method]} in threads, the {name} one")
    for name in sorted(visits, reverse=first_out == "second"):
        visits[name].released.set()
        clients[name].result()
    for name, visit in visits.items():
        asked = f"{TWO[method]} in threads, the {first_out} one ends first: the {name}"
        check_duration(clients[name].result(), visit.took, asked, OVERLAP_NOTE)


@ORDERS
def test_overlap_on_one_loop(first_out):
    """Requests that overlap on one event loop do not disturb each other's durations."""
    handler = build("asgi")
    visits = visits_of("first", "second", lasting=LEAST)
    time.sleep(LEAST)
    method = METHODS[first_out]

    async def scenario():
        tasks = {}
        for name, visit in visits.items():
            if name != "first":
                await asyncio.sleep(GAP)
            target = ASLOW if method == "GET" else f"/dashboard/{ONE_QUERY}"
            request = ask_asgi(handler, target, method, X_Visit=name, **ONE_CLIENT)
            tasks[name] = asyncio.ensure_future(request)
            await entered([visit], [tasks[name]])
            if not visit.entered.is_set():
                release(visits)
                await asyncio.wait(tasks.values(), timeout=5)
                kept_out(await tasks[name], f"{TWO[method]} on one loop, the {name} one")
        for name in sorted(visits, reverse=first_out == "second"):
            visits[name].released.set()
            await asyncio.wait([tasks[name]], timeout=5)
        return {name: await task for name, task in tasks.items()}

    answers = asyncio.run(scenario())
    for name, visit in visits.items():
        asked = f"{TWO[method]} on one loop, the {first_out} one ends first: the {name}"
        check_duration(answers[name], visit.took, asked, OVERLAP_NOTE)


@pytest.mark.parametrize("place", ["in-threads", "on-one-loop"])
def test_requests_wait_for_no_other(place):
    """Eight requests are in their view at the same moment, in threads and on one event loop."""
    visits = visits_of(*(f"number {number}" for number in range(1, AT_ONCE + 1)))
    together = in_threads if place == "in-threads" else on_one_loop
    inside, answers = together(visits)
    asked = f"{AT_ONCE} requests {place.replace('-', ' ')}, each held in its view until all are in"
    texts = "; ".join(dict.fromkeys(answered.text for answered in answers))
    require(
        inside == AT_ONCE,
        asked=asked,
        expected=f"all {AT_ONCE} in their view at the same moment",
        got=f"{inside} of them; the others had to wait until these had left; then {texts}",
        note=next((each.note for each in answers if each.note), ""),
        where=next((each.where for each in answers if each.where), ""),
    )


def in_threads(visits, handler=None, wait=WAIT):
    """How many were in their view at once, and the answers."""
    handler = handler or build("wsgi")
    clients = [Client(handler, SLOW, X_Visit=name, **ONE_CLIENT) for name in visits]
    for client in clients:
        client.start()
    asyncio.run(entered(visits.values(), [], wait))
    return release(visits), [client.result() for client in clients]


def on_one_loop(visits, handler=None, wait=WAIT):
    """How many were in their view at once, and the answers."""
    handler = handler or build("asgi")

    async def scenario():
        requests = [ask_asgi(handler, ASLOW, X_Visit=name, **ONE_CLIENT) for name in visits]
        tasks = [asyncio.ensure_future(request) for request in requests]
        await entered(visits.values(), tasks, wait)
        return release(visits), await asyncio.gather(*tasks)

    return asyncio.run(scenario())


def visits_of(*names, lasting=0.0):
    """The visits of several requests to one page, by their names. lasting: seconds, at the least"""
    visits = {name: pages.Visit() for name in names}
    for visit in visits.values():
        visit.meanwhile = partial(time.sleep, lasting)
    pages.visits.update(visits)
    return visits


async def entered(visits, tasks, wait=WAIT):
    """Wait until all visits have entered, until one of the tasks is done, or so many seconds."""
    until = time.monotonic() + wait
    while not all(visit.entered.is_set() for visit in visits) and time.monotonic() < until:
        if any(task.done() for task in tasks):
            break
        await asyncio.sleep(0.002)


def release(visits):
    """Let go of the requests. Returns how many were in their view."""
    inside = sum(visit.entered.is_set() for visit in visits.values())
    for visit in visits.values():
        visit.released.set()
    return inside


def kept_out(answered, asked):
    """The request did not reach its view in time."""
    require(
        False,
        asked=asked,
        expected="it reaches its view while the other one is in there",
        got=f"it did not get there before the other one had left; then {answered.text}",
        note=answered.note,
        where=answered.where,
    )
