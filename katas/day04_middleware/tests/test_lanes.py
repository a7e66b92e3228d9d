"""Task 5: both layers as Django builds them for each lane, and the key check under ASGI."""

import itertools

import pytest
from django.test import override_settings
from factory.random import randgen

from katas.day04_middleware.tests.asking import send
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.expectations import (
    require_client,
    require_passed,
    require_refused,
)
from katas.day04_middleware.tests.handed_down import DAY, check_keys, check_rates, some_rates
from katas.day04_middleware.tests.knocking import LAYERS as DOOR
from katas.day04_middleware.tests.knocking import (
    check_comparison,
    check_cost,
    require_the_keys_open,
    some_key,
)
from katas.day04_middleware.tests.misshapen import (
    ASKS_TOO_MUCH,
    MISSHAPEN,
    NO_KEYS,
    misshapen,
)
from katas.day04_middleware.tests.premises import (
    API_KEY,
    METHODS,
    NEAR_HOSTS,
    PROBE,
    PROBING,
    RATE_LIMIT,
    asked_of,
    middleware,
    newsroom,
    site,
)
from katas.day04_middleware.tests.refusals import check_tells_no_key
from katas.day04_middleware.tests.test_door import HOST, LIKE_HEALTH, PREFLIGHT, elsewhere
from katas.day04_middleware.tests.test_key import NEARLY
from katas.day04_middleware.tests.trace import short
from katas.day04_middleware.tests.written_before import check_the_door, check_the_limit
from katas.harness.meters.database import watching
from katas.harness.verdicts import require

# Committed data: under ASGI, layers and views may use the database in other threads.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.machine]


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
        headers = {
            "without a key": "",
            "with a wrong key": some_key(),
            "with a key that is not in ASCII": "cl\xe9",
        }
        for method, (described, key) in itertools.product(METHODS, headers.items()):
            visit = send(onion, "/health/?a=1", {"X-API-Key": key} if key else {}, method)
            require_passed(visit, f"ASGI, {method} /health/?a=1 {described}")


@pytest.mark.task(5)
def test_each_handler_has_the_settings_of_its_day_under_asgi():
    """Under ASGI too, a handler has the keys, the limit and the window of its day."""
    check_keys("ASGI, ", in_place=randgen.random() < 0.5)
    check_rates(some_rates((1, 366 * DAY)), "ASGI, ")


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
        "with a key, one letter of it with an accent": {"X-API-Key": key.replace(key[1], "\xc1")},
        **elsewhere(key),
        "without a key, as before a request to another site": PREFLIGHT,
    }
    with newsroom(keys=keys):
        onion = Onion(DOOR, asynchronous=True)
        paths = ("/articles/", f"/health-admin/?api_key={key}")
        # On one path and the other in turns: each request costs milliseconds.
        for number, (described, sent) in enumerate(headers.items()):
            path, method = paths[number % 2], "OPTIONS" if sent is PREFLIGHT else "GET"
            with watching(site) as ledger:
                visit = send(onion, path, sent, method)
            where = f"{method} {path.partition('?')[0]}"
            require_refused(visit, asked_of(ledger), f"ASGI, {where} {described}")
        for host in NEAR_HOSTS:
            visit = send(onion, "/articles/", {"Host": host})
            asked = f"ASGI, GET /articles/ without a key, with Host: {host}"
            require_refused(visit, "", asked, HOST)
        for what in MISSHAPEN:
            path, sent = misshapen(what, "/articles/")
            for offered, header in NO_KEYS.items():
                visit = send(onion, path, {**sent, **header}, "POST")
                asked = f"ASGI, POST /articles/ {what}, {offered}"
                require_refused(visit, "", asked, ASKS_TOO_MUCH)
            visit = send(onion, path, {**sent, "X-API-Key": key}, "POST")
            require_passed(visit, f"ASGI, POST /articles/ {what}, with a key", ASKS_TOO_MUCH)
    check_tells_no_key(keys, "ASGI, ", lambda onion, sent: send(onion, "/articles/", sent))
    with newsroom(keys=keys), override_settings(DEBUG=True, INTERNAL_IPS=["127.0.0.1"]):
        visit = send(Onion(DOOR, asynchronous=True), "/articles/", PROBE)
    asked = "ASGI, GET /articles/ without a key, DEBUG = True, from 127.0.0.1, one of INTERNAL_IPS"
    asked += f"\n{PROBING}"
    require_refused(visit, "", asked)
    require_the_keys_open(keys)


@pytest.mark.task(5)
@pytest.mark.parametrize(
    "configured", ["keys", "no keys", "an empty key"], ids=["keys", "no-keys", "empty-key"]
)
def test_nothing_else_opens_under_asgi(configured, keys):
    """Under ASGI too, every method and all but /health/ need a key, whatever is configured."""
    found = {"keys": keys, "no keys": {}, "an empty key": {"no-key-yet": ""}}[configured]
    empty = {"X-API-Key": ""}
    sent = [("GET", "/articles/", {}), ("GET", "/articles/", empty)]
    sent += [(method, "/articles/", {}) for method in METHODS]
    if configured == "keys":
        sent += [("GET", path, {}) for path in LIKE_HEALTH]
    with newsroom(keys=found):
        onion = Onion(DOOR, asynchronous=True)
        for method, path, headers in sent:
            visit = send(onion, path, headers, method)
            what = "with an empty key" if headers else "without a key"
            require_refused(visit, "", f"ASGI, {method} {path} {what}, {configured} configured")


@pytest.mark.task(5)
def test_a_check_is_quick_under_asgi(keys):
    """Under ASGI too, checking a key takes no more than some milliseconds of CPU time."""
    check_cost(keys, "ASGI, ", lambda onion, headers: send(onion, "/articles/", headers))


@pytest.mark.task(5)
@pytest.mark.parametrize("header", ["right", "wrong"])
def test_the_comparison_tells_nothing_under_asgi(header, keys):
    """Under ASGI too, neither the header nor an unhashed copy is compared or looked up."""
    check_comparison(
        header, keys, "ASGI, ", lambda onion, headers: send(onion, "/articles/", headers)
    )


@pytest.mark.task(5)
def test_the_request_is_as_it_comes_under_asgi(keys):
    """Under ASGI too, what an outer layer wrote on the request counts, not what was sent."""
    check_the_door(keys, "ASGI, ")
    check_the_limit("ASGI, ")
