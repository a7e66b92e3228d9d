"""Task 5: the same two layers under Django's ASGI handler, and what Django makes of them."""

import math
import time

import pytest
from asgiref.sync import async_to_sync
from django.conf import global_settings
from django.test import override_settings
from factory.random import randgen

from katas.day04_middleware.tests.asking import EARLY, ask
from katas.day04_middleware.tests.cost import quickest, require_quick
from katas.day04_middleware.tests.driver import (
    API_KEY,
    HEADERS,
    METHODS,
    RATE_LIMIT,
    Onion,
    Visit,
    asked_of,
    middleware,
    newsroom,
    site,
    some_client,
)
from katas.day04_middleware.tests.expectations import (
    listed,
    require_client,
    require_limited,
    require_marked,
    require_passed,
    require_refused,
    require_seconds,
    require_turned,
    retry_after,
)
from katas.day04_middleware.tests.knocking import LAYERS as DOOR
from katas.day04_middleware.tests.knocking import (
    another_end,
    check_comparison,
    require_the_keys_open,
    some_key,
)
from katas.day04_middleware.tests.test_door import LIKE_HEALTH
from katas.day04_middleware.tests.test_key import NEARLY
from katas.day04_middleware.tests.trace import short
from katas.harness.meters.database import watching
from katas.harness.meters.transport import connections_kept
from katas.harness.verdicts import require

# Committed data: under ASGI, layers and views may use the database in other threads.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.machine]


@pytest.fixture(autouse=True)
def open_connections():
    """The test's database connections stay open while requests come and go."""
    with connections_kept():
        yield


@async_to_sync
async def send(
    onion: Onion, path: str, headers: dict[str, str] | None = None, method: str = "GET"
) -> Visit:
    """One request over ASGI."""
    return await onion.avisit(path, headers, method)


@pytest.mark.task(5)
@pytest.mark.parametrize("lane", ["asgi", "wsgi"])
@pytest.mark.parametrize("layer", [API_KEY, RATE_LIMIT], ids=short)
def test_django_adapts_neither(layer, lane):
    """Each middleware is native in both lanes: Django puts no thread and no event loop round it."""
    name = layer.rpartition(".")[2]
    assert getattr(middleware, name)
    with newsroom(keys={}):
        onion = Onion([layer], asynchronous=lane == "asgi")
    require(
        not onion.adapted(),
        asked=f"build {name} for {lane.upper()}, as Django does",
        expected=f"a layer that {'is' if lane == 'asgi' else 'is not'} a coroutine function",
        got=onion.adapted(),
    )


@pytest.mark.task(5)
def test_the_key_opens_under_asgi(keys):
    """Under ASGI too, a key brings its client, and /health/ is open."""
    with newsroom(keys=keys):
        onion = Onion(DOOR, asynchronous=True)
        for client, key in keys.items():
            visit = send(onion, "/articles/", {"X-API-Key": key})
            asked = f"ASGI, GET /articles/ with the key of {client}"
            require_passed(visit, asked)
            require_client(visit, client, asked)
        for method in METHODS:
            visit = send(onion, "/health/?verbose=1", method=method)
            require_passed(visit, f"ASGI, {method} /health/?verbose=1 without a key")


@pytest.mark.task(5)
def test_the_door_is_closed_under_asgi(keys):
    """Under ASGI too, a request without a right key is refused, and nothing inside runs."""
    key = randgen.choice(list(keys.values()))
    nearly = {f"with a key, {what}": {"X-API-Key": near(key)} for what, near in NEARLY.items()}
    headers = {
        "without a key": {},
        "with an empty key": {"X-API-Key": ""},
        "with a wrong key": {"X-API-Key": some_key()},
        **{what: sent for what, sent in nearly.items() if sent["X-API-Key"] != key},
        "with a key that is not ASCII": {"X-API-Key": f"{key}\xe9"},
    }
    with newsroom(keys=keys):
        onion = Onion(DOOR, asynchronous=True)
        for path in ("/articles/", f"/health-admin/?api_key={key}"):
            for described, sent in headers.items():
                with watching(site) as ledger:
                    visit = send(onion, path, sent)
                require_refused(
                    visit, asked_of(ledger), f"ASGI, GET {path.partition('?')[0]} {described}"
                )
    require_the_keys_open(keys)


@pytest.mark.task(5)
@pytest.mark.parametrize(
    "configured", ["keys", "no keys", "an empty key"], ids=["keys", "no-keys", "empty-key"]
)
def test_nothing_else_opens_under_asgi(configured, keys):
    """Under ASGI too, every method and all but /health/ need a key, whatever is configured."""
    found = {"keys": keys, "no keys": {}, "an empty key": {"no-key-yet": ""}}[configured]
    sent = [("GET", "/articles/"), *((method, "/articles/") for method in METHODS)]
    sent += [("GET", path) for path in LIKE_HEALTH]
    with newsroom(keys=found):
        onion = Onion(DOOR, asynchronous=True)
        for method, path in sent:
            for headers, described in (({}, "without a key"), ({"X-API-Key": ""}, "an empty one")):
                visit = send(onion, path, headers, method)
                asked = f"ASGI, {method} {path} {described}, {configured} configured"
                require_refused(visit, "", asked)


@pytest.mark.task(5)
def test_a_check_is_quick_under_asgi(keys):
    """Under ASGI too, checking a key takes no more than some milliseconds of CPU time."""
    with (
        newsroom(keys=keys),
        override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS),
    ):
        onion = Onion([API_KEY], asynchronous=True)
        spent = quickest(
            lambda key: send(onion, "/articles/", {"X-API-Key": key}),
            [another_end(key) for key in keys.values()],
        )
    asked = "ASGI, GET /articles/ with three wrong keys, at Django's own PASSWORD_HASHERS"
    require_quick(spent, asked)


@pytest.mark.task(5)
@pytest.mark.parametrize("header", ["right", "wrong"])
def test_the_comparison_tells_nothing_under_asgi(header, keys):
    """Under ASGI too, neither the header nor an unhashed copy is compared or looked up."""
    check_comparison(
        header, keys, "ASGI, ", lambda onion, headers: send(onion, "/articles/", headers)
    )


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
    require_passed(
        other,
        f"ASGI, the limit of {limit} is used up by {who}; then another client's first request",
    )


@pytest.mark.task(5)
def test_every_method_counts_under_asgi():
    """Under ASGI too, a request counts, and is refused beyond the limit, whatever its method."""
    with newsroom(keys={}, rate=(1, 600)):
        onion = Onion([RATE_LIMIT], asynchronous=True)
        for method in METHODS:
            for first, second in ((method, "GET"), ("GET", method)):
                badge = {"X-Badge": some_client()}
                asked = f"ASGI, {first} and {second} /health/ by one client, the limit being 1"
                require_passed(send(onion, "/health/", badge, first), f"{asked}: the first of them")
                more = send(onion, "/health/", badge, second)
                require_limited(more, f"{asked}: the second of them")


@pytest.mark.task(5)
def test_retry_after_is_the_time_left_under_asgi():
    """Under ASGI too, Retry-After is the time left of the window, not its length."""
    window, badge = 600, {"X-Badge": some_client()}
    with newsroom(keys={}, rate=(1, window)):
        onion = Onion([RATE_LIMIT], asynchronous=True)
        before = time.monotonic()
        first = send(onion, "/health/", badge)
        after = time.monotonic()
        time.sleep(1.1)
        sent = time.monotonic()
        visit = send(onion, "/health/", badge)
        answered = time.monotonic()
    require_passed(first, "ASGI, a client's first request")
    asked = f"ASGI, the limit is 1, a client is in its window of {window} s, since 1.1 s"
    require_limited(visit, asked)
    require_seconds(
        retry_after(visit, asked),
        math.ceil(window - (answered - before) - EARLY),
        math.ceil(window - (sent - after) + EARLY),
        asked,
    )


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
