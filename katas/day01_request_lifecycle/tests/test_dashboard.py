"""Task 4: the dashboard blocks nobody, over Django's ASGI handler in this process."""

import asyncio
import itertools
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import iscoroutinefunction
from django.urls import path

from katas.day01_request_lifecycle import services
from katas.day01_request_lifecycle.tests.driver import URLS, ask, ask_asgi, build
from katas.day01_request_lifecycle.tests.gate import Gate
from katas.day01_request_lifecycle.tests.hops import blocks_seen
from katas.day01_request_lifecycle.tests.news import first_difference, issues, written
from katas.day01_request_lifecycle.tests.subject import lifecycle, replaced
from katas.day01_request_lifecycle.tests.wall_clock import WallClock
from katas.harness.meters.transport import settled
from katas.harness.verdicts import Figure, require, shown

pytestmark = [pytest.mark.urls(URLS), pytest.mark.machine]

KEYS = ("headlines", "weather", "markets")
CLIENTS = 20
LEAST = 10
TURNS = 100  # of an event loop, in which all that is due gets done


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


def content(answered, asked="GET /dashboard/"):
    """The dashboard's JSON, with the three keys and nothing else."""
    require(
        answered.status == 200,
        asked=asked,
        expected="status 200",
        got=answered.text,
        note=answered.note,
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
    counts: list[services.Gauges] = []
    for number in range(1, 4):
        counted = services.reset(new_hold=in_turn(KEYS))
        found = content(ask("asgi", handler, "/dashboard/"))
        for key in KEYS:
            require(
                found[key] in counted.given[key],
                asked=f"GET /dashboard/, request {number} of 3: {key}",
                expected=f"what fetch_{key}() returned for this request: "
                + (written(counted.given[key][-1]) if counted.given[key] else "not called"),
                got=written(found[key]),
                note=source_of(found[key], [*counts, counted]),
            )
        counts.append(counted)


def source_of(value, counts):
    """Which other service, or which other request, gave this value."""
    for number, counted in enumerate(counts, 1):
        for key in KEYS:
            if value in counted.given[key]:
                return f"fetch_{key}() returned that for request {number}."
    return ""


@pytest.mark.task(4)
def test_values_stay_as_they_are(settings):
    """What a service returned is shown as it is: empty, long, repeated, with any keys and texts."""
    handler = dashboard(settings)
    for issue in issues():
        services.reset(new_hold=in_turn(KEYS), new_news=issue.get)
        asked = f"GET /dashboard/; the services return {shown(written(issue), limit=300)}"
        found = content(ask("asgi", handler, "/dashboard/"), asked)
        for key in KEYS:
            difference = first_difference(issue[key], found[key])
            require(
                not difference,
                asked=f"GET /dashboard/; fetch_{key}() returns {written(issue[key])}",
                expected=f"{key}: the same",
                got=f"{key}: {written(found[key])}",
                note=f"{difference}.",
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
@pytest.mark.parametrize("late", KEYS)
def test_slow_service_is_waited_for(settings, late):
    """A service that answers an hour after the others is waited for, and its value is shown."""
    clock = WallClock()
    with replaced(*clock.replacements(), *clock.monotonic()):
        handler = dashboard(settings)
        released: list[bool] = []
        counted = services.reset(new_hold=lambda source: source != late or bool(released))

        async def scenario():
            request = ask_asgi(handler, "/dashboard/", patience=10.0**6)
            task = asyncio.ensure_future(request)
            others = len(KEYS) - 1
            await settled(lambda: task.done() or len(counted.finished) >= others, seconds=1.0)
            # The loop's own clock, too: whatever was to happen within an hour does so now.
            clock.offset += 3_600
            for _ in range(TURNS):
                await asyncio.sleep(0)
            released.append(True)
            return await task

        found = content(asyncio.run(scenario()), f"GET /dashboard/; fetch_{late}() takes an hour")
    require(
        found[late] in counted.given[late],
        asked=f"GET /dashboard/; fetch_{late}() takes an hour",
        expected=f"{late}: what fetch_{late}() returned",
        got=f"{late}: {written(found[late])}, while fetch_{late}() had not answered yet",
    )


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
    asked = f"{CLIENTS} concurrent requests for the dashboard, on one event loop"
    for key in KEYS:
        require(
            counted.calls[key] >= CLIENTS,
            asked=asked,
            expected=f"fetch_{key}() called for each of them: {CLIENTS} calls",
            got=f"{counted.calls[key]} in all: some requests were given what another one had asked",
        )
    require(
        counted.most >= LEAST,
        asked=asked,
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
    with blocks_seen() as blocks:
        handler = dashboard(settings)
        released: list[bool] = []
        services.reset(new_hold=Gate(lambda: released, seconds=1.5))

        async def scenario():
            task = asyncio.ensure_future(ask_asgi(handler, "/dashboard/"))
            await settled(lambda: task.done() or any(services.gauges.now.values()))
            if not task.done():
                released.append(True)
            return await task

        content(asyncio.run(scenario()))
    place = blocks[0].where if blocks else ""
    require(
        released,
        asked="GET /dashboard/; another task of the loop is to release the services it waits for",
        expected="the other task gets its turn while the dashboard waits",
        got="the loop stood still until the dashboard was ready",
        where=place,
    )
    require(
        not blocks,
        asked="GET /dashboard/",
        expected="nothing that stops the event loop's thread",
        got="; ".join(block.what for block in blocks),
        where=place,
    )
