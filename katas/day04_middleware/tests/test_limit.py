"""Task 4: how many of whose requests pass, in a window that does not end meanwhile."""

import itertools
import math
import time

import pytest
from django.conf import settings
from django.test import override_settings

from katas.day04_middleware.tests import endings
from katas.day04_middleware.tests.asking import LAYERS, ask, passed_of
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.expectations import (
    AS_LONG_AS_TOLD,
    require_counts_once,
    require_limited,
    require_passed,
    require_seconds,
    retry_after,
)
from katas.day04_middleware.tests.handed_down import WINDOWS, check_rates, some_rates
from katas.day04_middleware.tests.misshapen import ASKS_TOO_MUCH, MISSHAPEN, misshapen
from katas.day04_middleware.tests.premises import (
    AUDIT,
    METHODS,
    PROFILE,
    asked_of,
    newsroom,
    site,
    some_address,
    some_client,
)
from katas.harness.meters.database import watching
from katas.harness.verdicts import require

pytestmark = pytest.mark.django_db

# More than three digits hold, or ten bits.
MANY = 1_100


@pytest.mark.task(4)
def test_so_many_and_no_more():
    """A client's first `limit` requests pass; the next are 429 at once, with Retry-After."""
    window = 600
    for limit in (1, 2, 7):
        client = some_client()
        with newsroom(keys={}, rate=(limit, window)):
            onion = Onion([*LAYERS, PROFILE, AUDIT])
            began = time.monotonic()
            for number in range(1, limit + 1):
                visit = ask(onion, client)
                require_passed(visit, f"request {number} of a client, the limit being {limit}")
            for number in range(limit + 1, limit + 4):
                asked = f"request {number} of a client, the limit being {limit}"
                with watching(site) as ledger:
                    visit = ask(onion, client)
                require_limited(visit, asked)
                left = retry_after(visit, asked)
                require(
                    1 <= left <= window,
                    asked=f"{asked}; the header Retry-After, the window being {window} s",
                    expected=f"1 to {window}",
                    got=left,
                )
                require(not ledger.queries, asked=asked, expected="no query", got=asked_of(ledger))
            if limit > 1:
                continue
            passed = passed_of(onion, client, MANY)
            asked = f"the limit of {limit} is used up; then {MANY} more requests of the client"
            require(
                not passed,
                asked=f"{asked}, in the same window",
                expected="429 for each of them",
                got=f"{passed} of them were let through",
                note="A count with room for so many digits, or bits, runs over into what stands\n"
                "next to it, or begins again.",
            )
            visit = ask(onion, client)
            require_limited(visit, f"{asked}, and another one")
            # Other tests ask how it is rounded.
            least = math.floor(window - (time.monotonic() - began)) - 1
            asked += ", and another one"
            note = f"{AS_LONG_AS_TOLD}\nA window begins with the client's first request."
            require_seconds(retry_after(visit, asked), least, window, asked, note)


@pytest.mark.task(4)
def test_each_handler_has_the_limit_of_its_day():
    """A handler that is built when the settings have changed has the new limit and window."""
    check_rates(some_rates(WINDOWS))


@pytest.mark.task(4)
def test_an_entry_lives_as_long_as_its_window():
    """A window lasts as long as it should, whatever lifetime the cache gives by itself."""
    caches_now = {"default": {**settings.CACHES["default"], "TIMEOUT": 0}}
    client, limit = some_client(), 2
    with override_settings(CACHES=caches_now), newsroom(keys={}, rate=(limit, 600)):
        onion = Onion(LAYERS)
        visits = [ask(onion, client) for _ in range(limit + 2)]
    asked = f"TIMEOUT of the cache is 0, the limit is {limit} in a window of 600 s"
    note = "What is stored without a lifetime of its own lives for TIMEOUT seconds: 300 in most\n"
    note += "projects, which is less than this window, and none at all here."
    for number, visit in enumerate(visits[:limit], 1):
        require_passed(visit, f"{asked}; request {number} of a client", note)
    for number, visit in enumerate(visits[limit:], limit + 1):
        require_limited(visit, f"{asked}; request {number} of a client", note)


PATHS = ("/health/", "/articles/", "/health-admin/?a=1", "/nowhere/")


@pytest.mark.task(4)
@pytest.mark.parametrize("who", ["client", "address"])
def test_every_method_and_path_counts(who):
    """A request counts, and is refused beyond the limit, whatever its method and its path."""
    with newsroom(keys={}, rate=(1, 600)):
        onion = Onion(LAYERS)
        for method, path in itertools.product(METHODS, PATHS):
            client, address = some_client() if who == "client" else "", some_address()
            first, second = (
                ask(onion, client, path, method=method, address=address) for _ in range(2)
            )
            asked = f"{method} {path}, twice from one {who}, the limit being 1"
            require(
                first.status != 429,
                asked=f"{asked}: the first of them",
                expected="not 429",
                got=first.story(),
            )
            require_limited(second, f"{asked}: the second of them")
        for what in MISSHAPEN:
            client, address = some_client() if who == "client" else "", some_address()
            path, headers = misshapen(what, "/health/")
            first, second = (
                ask(onion, client, path, method="POST", headers=headers, address=address)
                for _ in range(2)
            )
            asked = f"POST /health/ {what}, twice from one {who}, the limit being 1"
            require_passed(first, f"{asked}: the first of them", ASKS_TOO_MUCH)
            require_limited(second, f"{asked}: the second of them", ASKS_TOO_MUCH)


@pytest.mark.task(4)
def test_paths_and_methods_count_together():
    """The allowance is one for all paths and methods of a client."""
    client = some_client()
    sent = [f"{method} {path}" for method, path in zip(METHODS, PATHS * 3, strict=False)]
    asked = f"{', '.join(sent)}: all by one client, the limit being {len(sent) - 1}"
    with newsroom(keys={}, rate=(len(sent) - 1, 600)):
        onion = Onion(LAYERS)
        visits = []
        for line in sent:
            method, _, path = line.partition(" ")
            visits.append(ask(onion, client, path, method=method))
    for line, visit in zip(sent[:-1], visits, strict=False):
        require(
            visit.status != 429, asked=f"{asked}; {line}", expected="not 429", got=visit.story()
        )
    require_limited(visits[-1], f"{asked}; the last of them")


@pytest.mark.task(4)
@pytest.mark.parametrize("who", ["client", "address"])
def test_a_query_makes_no_other_client(who):
    """Whatever a client writes into its URLs, it has one allowance."""
    with newsroom(keys={}, rate=(1, 600)):
        onion = Onion(LAYERS)
        for name in ("page", "feed", "client", "key", "api_key", "user", "id", "q"):
            client, address = some_client() if who == "client" else "", some_address()
            first, second = (
                ask(onion, client, f"/health/?{name}={number}", address=address)
                for number in (1, 2)
            )
            asked = f"GET /health/?{name}=1, then ?{name}=2, from one {who}, the limit being 1"
            require_passed(first, f"{asked}: the first of them")
            note = "Who wants more writes another number."
            require_limited(second, f"{asked}: the second of them", note)


@pytest.mark.task(4)
@pytest.mark.parametrize("who", ["client", "address"])
def test_however_it_ends_it_counts(who):
    """A request that was let through counts, whatever the view makes of it."""
    with newsroom(keys={}, rate=(1, 600)), override_settings(ROOT_URLCONF=endings.__name__):
        onion = Onion(LAYERS)
        for path in endings.ENDINGS:
            client, address = some_client() if who == "client" else "", some_address()
            first, second = (ask(onion, client, path, address=address) for _ in range(2))
            require_counts_once(first, second, f"GET {path}, twice from one {who}")
