"""Task 4: nothing blocks the event loop, over Django's ASGI handler in this process."""

import asyncio
import itertools
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import iscoroutinefunction
from django.urls import path

from katas.day01_request_lifecycle import services
from katas.day01_request_lifecycle.tests.driver import (
    FILES,
    URLS,
    ask,
    ask_asgi,
    build,
    lifecycle,
    replaced,
)
from katas.day01_request_lifecycle.tests.gate import Gate
from katas.day01_request_lifecycle.tests.hops import hops_counted
from katas.harness.meters.transport import settled
from katas.harness.run.explain import own_frame
from katas.harness.verdicts import Figure, require

pytestmark = [pytest.mark.urls(URLS), pytest.mark.machine]

KEYS = ("headlines", "weather", "markets")
CLIENTS = 20
LEAST = 10


def dashboard(settings):
    """Django's ASGI handler with the dashboard, as it was imported for this test, and no more."""
    view = lifecycle.dashboard
    require(
        iscoroutinefunction(view),
        asked="asgiref.sync.iscoroutinefunction(dashboard)",
        expected="True: async def dashboard(request)",
        got="False",
        note="Django runs a view that is not async in a thread.",
    )
    settings.ROOT_URLCONF = (path("dashboard/", view),)
    return build("asgi", timing=False)


def content(answered):
    """The dashboard's JSON, with the three keys and nothing else."""
    asked = "GET /dashboard/"
    require(
        answered.status == 200,
        asked=asked,
        expected="status 200",
        got=answered.text,
        where=answered.where,
    )
    try:
        found = json.loads(answered.body)
    except ValueError:
        found = None
    require(
        isinstance(found, dict),
        asked=asked,
        expected="a JSON object",
        got=answered.body[:200].decode(errors="replace") or "an empty body",
    )
    require(
        set(found) == set(KEYS),
        asked=asked,
        expected=f"the keys {', '.join(KEYS)}",
        got=f"the keys {', '.join(sorted(found)) or '(none)'}",
    )
    return found


@pytest.mark.task(4)
def test_dashboard_shows_what_the_services_say(settings):
    """The dashboard answers with what its own three calls returned, anew for each request."""
    handler = dashboard(settings)
    seen = []
    for number in range(1, 4):
        counted = services.reset(new_hold=in_turn(KEYS))
        found = content(ask("asgi", handler, "/dashboard/"))
        for key in KEYS:
            require(
                found[key] in counted.given[key],
                asked=f"GET /dashboard/, request {number} of 3: {key}",
                expected=f"what fetch_{key}() returned during this request: "
                + (json.dumps(counted.given[key][-1]) if counted.given[key] else "not called"),
                got=json.dumps(found[key]),
            )
        seen.append(found)
    require(
        seen[0] != seen[1] != seen[2],
        asked="GET /dashboard/ three times",
        expected="three different answers",
        got="the same one again",
    )


@pytest.mark.task(4)
def test_dashboard_uses_the_coroutines(settings):
    """The dashboard awaits the coroutines and leaves their blocking twins alone."""
    handler = dashboard(settings)
    content(ask("asgi", handler, "/dashboard/"))
    blocking = sorted(services.gauges.blocking)
    require(
        not blocking,
        asked="GET /dashboard/",
        expected="fetch_headlines(), fetch_weather() and fetch_markets() awaited, no blocking twin",
        got=", ".join(f"fetch_{name}_blocking() called" for name in blocking),
        note="A blocking call stops the loop; in a thread it takes one of a few threads instead.",
    )


@pytest.mark.task(4)
def test_each_value_under_its_own_key(settings):
    """Each value stands under its own key, in whatever order the services answer."""
    handler = dashboard(settings)
    for order in itertools.permutations(KEYS):
        counted = services.reset(new_hold=in_turn(order))
        found = content(ask("asgi", handler, "/dashboard/"))
        for key in KEYS:
            owner = next((name for name in KEYS if found[key] in counted.given[name]), "")
            require(
                owner == key,
                asked=f"GET /dashboard/; the services answer in the order {', '.join(order)}",
                expected=f"{key}: what fetch_{key}() returned",
                got=f"{key}: what fetch_{owner}() returned" if owner else json.dumps(found[key]),
            )


def in_turn(order):
    """A hold that lets the services answer in that order."""
    # An answer that does not call them all at once is let go: its order is its own.
    late = Gate(lambda: False, seconds=0.3)

    def hold(source):
        before = order[: order.index(source)]
        return set(before) <= set(services.gauges.finished) or late(source)

    return hold


@pytest.mark.task(4)
def test_three_services_at_once(settings):
    """One request has all three services in flight at once."""
    handler = dashboard(settings)
    gate = Gate(lambda: services.gauges.together == len(KEYS))
    services.reset(new_hold=gate)
    content(ask("asgi", handler, "/dashboard/"))
    together = services.gauges.together
    require(
        not gate.forced and together == len(KEYS),
        asked="GET /dashboard/ once",
        expected="3 services in flight at the same moment",
        got=f"at most {together} in flight: the others had not been asked yet",
    )


@pytest.mark.task(4)
def test_twenty_requests_wait_side_by_side(settings):
    """Twenty concurrent requests are in flight at once, ten of them at the least."""
    handler = dashboard(settings)
    counted = services.reset(new_hold=crowded())

    async def crowd():
        # As few threads as on a small machine: waiting in the default pool must not pay elsewhere.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(6))
        return await asyncio.gather(*(ask_asgi(handler, "/dashboard/") for _ in range(CLIENTS)))

    found = [content(answered) for answered in asyncio.run(crowd())]
    require(
        counted.most >= LEAST,
        asked=f"{CLIENTS} concurrent requests for the dashboard, on one event loop",
        expected=f"at least {LEAST} of them waiting for their services at the same moment",
        got=f"at most {counted.most}",
        note="A call that blocks stops the loop's only thread, and with it every other request.",
        figures=[
            Figure("clients", "", CLIENTS, bar=True),
            Figure("most in flight", "", counted.most, bar=True),
        ],
    )
    for key in KEYS:
        different = len({json.dumps(each[key]) for each in found})
        require(
            different == CLIENTS,
            asked=f"{CLIENTS} concurrent requests for the dashboard, each with news of its own",
            expected=f"{CLIENTS} different values of {key}",
            got=f"{different} different: requests got each other's news",
        )


def crowded():
    """A hold that waits for all clients; then all headlines come, all weather, all markets."""
    gate = Gate(lambda: services.gauges.most >= CLIENTS)
    late = Gate(lambda: False, seconds=0.5)

    def hold(source):
        if not gate(source):
            return False
        before = KEYS[: KEYS.index(source)]
        finished = services.gauges.finished
        return all(finished.count(name) >= CLIENTS for name in before) or late(source)

    return hold


@pytest.mark.task(4)
def test_loop_stays_free(settings):
    """While the dashboard waits, the event loop serves others."""
    naps = []

    def nap(seconds):
        if threading.current_thread() is threading.main_thread() and own_frame(FILES):
            naps.append((seconds, own_frame(FILES)))
        real_sleep(seconds)

    real_sleep = time.sleep
    with replaced((time, "sleep", nap)):
        handler = dashboard(settings)
        released: list[bool] = []
        services.reset(new_hold=Gate(lambda: released, seconds=1.5))
        naps.clear()

        async def scenario():
            task = asyncio.ensure_future(ask_asgi(handler, "/dashboard/"))
            await settled(lambda: task.done() or any(services.gauges.now.values()))
            if not task.done():
                released.append(True)
            return await task

        content(asyncio.run(scenario()))
    require(
        released,
        asked="GET /dashboard/; another task of the loop is to release the services it waits for",
        expected="the other task gets its turn while the dashboard waits",
        got="the loop stood still until the dashboard was ready",
    )
    require(
        not naps,
        asked="GET /dashboard/",
        expected="no time.sleep on the event loop's thread",
        got="; ".join(f"time.sleep({seconds:g})" for seconds, _ in naps),
        where=next((place for _, place in naps), ""),
    )


@pytest.mark.task(4)
def test_middleware_needs_no_thread():
    """Under ASGI Django awaits the middleware where it is; nothing goes to a thread for it."""
    counts = {}
    for name, timing in (("without", False), ("with", True)):
        handler = build("asgi", timing=timing)
        ask("asgi", handler, "/async/")
        with hops_counted() as hops:
            answered = ask("asgi", handler, "/async/")
        require(
            answered.status == 200,
            asked=f"GET an async view through the ASGI handler, {name} TimingMiddleware",
            expected="status 200",
            got=answered.text,
            where=answered.where,
        )
        counts[name] = len(hops)
    more = counts["with"] - counts["without"]
    require(
        more <= 0,
        asked="GET an async view through the ASGI handler, with TimingMiddleware and without",
        expected="no hop from the event loop to a thread because of the middleware",
        got=f"{more} more for each request",
        note="Django sends what it can't await to a thread, and comes back for the async view."
        " sync_to_async and asyncio.to_thread go there as well.",
    )
