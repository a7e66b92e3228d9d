"""Task 5: the rate limit under ASGI, the counters of both lanes, and the whole onion."""

import time

import pytest
from django.test import override_settings

from katas.day04_middleware.tests.asking import ask, send
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.expectations import (
    listed,
    require_limited,
    require_marked,
    require_own_responses,
    require_passed,
    require_turned,
    retry_after,
)
from katas.day04_middleware.tests.playing import play, played_in_time, require_as_modelled
from katas.day04_middleware.tests.premises import (
    API_KEY,
    HEADERS,
    PROBE,
    PROBING,
    RATE_LIMIT,
    newsroom,
    some_client,
)
from katas.day04_middleware.tests.timeline import (
    Client,
    client,
    drawn,
    of_each_kind,
    plain,
)
from katas.day04_middleware.tests.trace import Visit
from katas.harness.verdicts import require

# Committed data: under ASGI, layers and views may use the database in other threads.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.machine]


@pytest.mark.task(5)
@pytest.mark.parametrize("who", ["client", "address"])
def test_the_limit_holds_under_asgi(who):
    """Under ASGI too, `limit` requests pass one after the other, and the next is 429."""
    limit, window = 3, 600
    badge = {"X-Badge": some_client()} if who == "client" else {}
    with newsroom(keys={}, rate=(limit, window)):
        onion = Onion([RATE_LIMIT], asynchronous=True)
        for number in range(1, limit + 1):
            asked = f"ASGI, request {number} by {who}, the limit being {limit}"
            require_passed(send(onion, "/health/", badge), asked)
        forwarded = {**badge, "X-Forwarded-For": "198.51.100.4"}
        more = [send(onion, "/health/", headers) for headers in (badge, forwarded)]
        other = send(onion, "/health/", {"X-Badge": some_client()})
    for visit in more:
        asked = f"ASGI, one request more than the limit of {limit}, by {who}"
        require_limited(visit, asked)
        left = retry_after(visit, asked)
        require(
            1 <= left <= window,
            asked=asked,
            expected=f"Retry-After between 1 and {window}",
            got=f"Retry-After: {left}",
        )
    require_own_responses(more, f"ASGI, two requests more than the limit of {limit}, by {who}")
    debug = override_settings(DEBUG=True, INTERNAL_IPS=["127.0.0.1"])
    with newsroom(keys={}, rate=(1, window)), debug:
        onion = Onion([RATE_LIMIT], asynchronous=True)
        debugged = [send(onion, "/health/", {**PROBE, **badge}) for _ in range(2)][1]
    asked = "ASGI, DEBUG = True, from 127.0.0.1, one of INTERNAL_IPS,\n"
    asked += f"{PROBING}, a second request by {who}"
    require_limited(debugged, f"{asked}, the limit being 1")
    require_passed(
        other,
        f"ASGI, the limit of {limit} is used up by {who}; then another client's first request",
    )


@pytest.mark.task(5)
def test_every_kind_of_request_counts_under_asgi():
    """Under ASGI too, a request counts, whatever its method, and however it ends."""
    for who in play(of_each_kind("A", 600, at=0.0)):
        require_as_modelled(who)


@pytest.mark.task(5)
def test_both_lanes_share_the_counters():
    """A client that asks over WSGI and over ASGI has one allowance, not two."""
    client = some_client()
    with newsroom(keys={}, rate=(4, 600)):
        wsgi = Onion([RATE_LIMIT])
        asgi = Onion([RATE_LIMIT], asynchronous=True)

        def over_asgi() -> Visit:
            return send(asgi, "/health/", {"X-Badge": client})

        passed = [ask(wsgi, client), over_asgi(), ask(wsgi, client), over_asgi()]
        began = time.monotonic()
        more = [ask(wsgi, client), over_asgi()]
        took = time.monotonic() - began
    for visit in passed:
        require_passed(visit, "two requests over WSGI and two over ASGI, the limit being 4")
    for visit, described in zip(
        more, ("a fifth one over WSGI", "a sixth one over ASGI"), strict=True
    ):
        require_limited(
            visit, f"two requests over WSGI and two over ASGI, the limit being 4; {described}"
        )
    asked = "a client is refused over WSGI, then over ASGI, the window being 600 s"
    one, other = (retry_after(visit, asked) for visit in more)
    require(
        abs(one - other) <= took + 1,
        asked=f"{asked}; Retry-After",
        expected="the same time left in both lanes",
        got=f"{one} over WSGI, {other} over ASGI",
    )


def clients_of_both_lanes() -> list[Client]:
    """First what is due within a long window, then across the end of a short one, then drawn ones.

    What a request is makes no difference here: other tests ask that.
    """
    long = [
        client(first, second, (1, 1), window=window)
        for first, second, window in (("A", "A", 600), ("W", "A", 600), ("A", "W", 8 * 86_400))
    ]
    short = [
        client("W", "WA", (1, 1)),
        client("WW", "WAA", (2, 2)),
        client("W", "AW", (1, 1)),
        client("WW", "WAW", (2, 2), named=False),
    ]
    return [plain(each) for each in (*long, *short, *drawn("WA", 8))]


@pytest.mark.task(5)
def test_both_lanes_keep_the_same_windows():
    """Whichever lane a client asks in, its windows, its hits and the time left are the same."""
    for who in played_in_time(clients_of_both_lanes):
        require_as_modelled(who)


@pytest.mark.task(5)
def test_the_whole_onion_under_asgi(keys):
    """With the answer's MIDDLEWARE under ASGI, refusals turn round where they should."""
    guest = {"X-API-Key": next(iter(keys.values()))}
    layers = listed()
    with newsroom(keys=keys, rate=(1, 600)):
        onion = Onion(layers, asynchronous=True)
        stranger = send(onion, "/articles/")
        welcome = send(onion, "/articles/", guest)
        busy = send(onion, "/articles/", guest)
    require_turned(stranger, 403, API_KEY, [HEADERS], "ASGI, GET /articles/ without a key")
    require_passed(welcome, "ASGI, GET /articles/ with a key")
    require_marked(welcome, "ASGI, GET /articles/ with a key")
    asked = "ASGI, a second GET /articles/ with a key, the limit being 1"
    require_turned(busy, 429, RATE_LIMIT, [HEADERS, API_KEY], asked)
