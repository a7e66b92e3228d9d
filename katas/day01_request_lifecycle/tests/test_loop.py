"""Task 4: the dashboard holds up nobody, over Django's ASGI handler in this process."""

import asyncio
import contextlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import RequestFactory

from katas.day01_request_lifecycle import services
from katas.day01_request_lifecycle.tests.answered import note_on, place, texts
from katas.day01_request_lifecycle.tests.asked import ONE_CLIENT, ONE_QUERY
from katas.day01_request_lifecycle.tests.dashboard import KEYS, content, dashboard
from katas.day01_request_lifecycle.tests.driver import URLS, ask, ask_asgi
from katas.day01_request_lifecycle.tests.gate import Gate
from katas.day01_request_lifecycle.tests.hops import blocks_seen, first_block
from katas.day01_request_lifecycle.tests.subject import lifecycle
from katas.harness.meters.event_loop import settled
from katas.harness.verdicts import Figure, require

pytestmark = [pytest.mark.urls(URLS), pytest.mark.machine, pytest.mark.task(4)]

CLIENTS = 20
LEAST = 10
MANY = 1_100
IN_TURN = 800


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


def test_twenty_requests_wait_side_by_side(settings):
    """Twenty concurrent requests are in flight at once, ten of them at the least."""
    handler = dashboard(settings)

    async def crowd(query="", **headers):
        # As few threads as on a small machine: waiting in the default pool must not pay elsewhere.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(6))
        path = f"/dashboard/{query}"
        asked = [ask_asgi(handler, path, **headers) for _ in range(CLIENTS)]
        return await asyncio.gather(*asked)

    def elsewhere():
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, crowd(ONE_QUERY, **ONE_CLIENT)).result()

    # Twice, each time on a loop of its own: what an answer keeps must not belong to the first one,
    # nor to who asks.
    for word, serve in (
        ("", lambda: asyncio.run(crowd())),
        (", then as many of one session on another one, in another thread", elsewhere),
    ):
        counted = services.reset(new_hold=crowded())
        asked = f"{CLIENTS} concurrent requests for the dashboard, on one event loop{word}"
        check_crowd(counted, serve(), asked)


def test_many_requests_on_one_loop_after_the_other(settings):
    """More requests than any limit lets in at once are all served, on a second loop as well."""
    dashboard(settings)
    request = RequestFactory().get("/dashboard/")
    # A loop that each of them stops for a moment is told of by another test: here it takes minutes.
    many = CLIENTS if stops_the_loop(request) else MANY

    async def crowd():
        views = [lifecycle.dashboard(request) for _ in range(many)]
        return await asyncio.gather(*views, return_exceptions=True)

    for word in ("", ", then as many on another one"):
        gate = Gate(lambda: services.gauges.most >= LEAST)
        services.reset(new_hold=gate, new_news={"headlines": [], "weather": {}, "markets": {}}.get)
        answers = asyncio.run(crowd())
        errors = [each for each in answers if isinstance(each, BaseException)]
        good = sum(getattr(each, "status_code", None) == 200 for each in answers)
        require(
            good == many,
            asked=f"{many} concurrent requests for the dashboard, on one event loop{word}",
            expected=f"{many} x status 200",
            got="\n".join([f"{good} x status 200", *texts(errors)]),
            note=note_on(errors),
            where=place(errors),
        )
        calls = {key: services.gauges.calls[key] for key in KEYS}
        require(
            min(calls.values()) >= many,
            asked=f"{many} concurrent requests for the dashboard, on one event loop{word}",
            expected=f"each service called for each of them: {many} calls",
            got=", ".join(f"fetch_{key}() {number} times" for key, number in calls.items()),
            note="Some requests were given what another one had asked.",
        )


def stops_the_loop(request):
    """Whether one request alone does."""

    async def once():
        await lifecycle.dashboard(request)

    services.reset()
    with blocks_seen() as blocks, contextlib.suppress(Exception):
        asyncio.run(once())
    return bool(blocks)


def check_crowd(counted, answers, asked):
    """All of them were served, each with news of its own, and waited side by side."""
    found = [content(answered, asked) for answered in answers]
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
        note="A call that blocks stops the loop's only thread, and with it every other request;"
        " or the requests wait for each other.",
        figures=[
            Figure("clients", "", CLIENTS, bar=True),
            Figure("most in flight", "", counted.most, bar=True),
        ],
    )
    for key in KEYS:
        different = len({json.dumps(each[key]) for each in found})
        require(
            different == CLIENTS,
            asked=f"{asked}, each with news of its own",
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
    check_many_in_turn()


def check_many_in_turn():
    """What is done now and then, for one request out of many, is not done on the loop either."""
    request = RequestFactory().get("/dashboard/")
    with blocks_seen() as blocks:
        services.reset(new_hold=lambda source: True)
        number, found = first_block(lambda: lifecycle.dashboard(request), IN_TURN, blocks)
    require(
        not found,
        asked=f"{IN_TURN} requests for the dashboard, one after the other",
        expected="nothing that stops the event loop's thread",
        got=f"{found[0].what}, at request {number}" if found else "",
        where=found[0].where if found else "",
    )
