"""Task 4: who is counted, and who is another one."""

import pytest
from django.core.cache import caches
from django.test import override_settings

from katas.day04_middleware.tests.alike import ADDRESSES, CHECKSUMS, NAMES, cut
from katas.day04_middleware.tests.asking import LAYERS, ask
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.expectations import (
    require_let_through,
    require_limited,
    require_passed,
)
from katas.day04_middleware.tests.premises import (
    NEAR,
    PROBE,
    PROBING,
    newsroom,
    some_address,
    some_client,
)
from katas.day04_middleware.tests.written_before import check_the_limit

pytestmark = pytest.mark.django_db


@pytest.mark.task(4)
def test_each_client_has_its_own_allowance():
    """A client is counted by its name, wherever it asks from; others are not touched by it."""
    one, other = some_client(), some_client()
    here, there = some_address(), some_address()
    with newsroom(keys={}, rate=(2, 600)):
        onion = Onion(LAYERS)
        for _ in range(2):
            ask(onion, one, address=here)
        elsewhere = ask(onion, one, address=there)
        neighbour = ask(onion, other, address=here)
        nobody = ask(onion, address=here)
    used_up = f"after two requests of a client from {here}, the limit being 2"
    require_limited(elsewhere, f"{used_up}: a third from {there}")
    require_passed(neighbour, f"{used_up}: another client's first from {here}")
    require_passed(nobody, f"{used_up}: a first request without a client from {here}")


@pytest.mark.task(4)
@pytest.mark.parametrize("kind", ["names", "addresses"])
def test_who_is_spelt_alike_is_another(kind):
    """Clients whose names, or addresses, are much alike are counted each alone."""
    pairs = ADDRESSES
    if kind == "names":
        numbers = [some_client().rpartition("-")[2] for _ in (*NAMES, *CHECKSUMS)]
        pairs = [
            (one.format(number), other.format(number))
            for number, (one, other) in zip(numbers, [*NAMES, *CHECKSUMS], strict=True)
        ]
    with newsroom(keys={}, rate=(1, 600)):
        onion = Onion(LAYERS)
        for one, other in pairs:
            # Some are in more than one pair.
            caches["default"].clear()
            for who in (one, other):
                visit = ask(onion, who) if kind == "names" else ask(onion, address=who)
                require_passed(
                    visit,
                    f"the limit being 1, a request by {cut(one)!r}, then one by {cut(other)!r}",
                    "What a name is made into, to be part of a key, can be another's as well:\n"
                    "another spelling, the same letters, a checksum.",
                )


@pytest.mark.task(4)
def test_many_clients_are_counted_each_alone():
    """However many clients there are, each has its own allowance: they share no buckets."""
    many = 300
    with newsroom(keys={}, rate=(1, 600)):
        onion = Onion(LAYERS)
        for number in range(many):
            visit = ask(onion, f"client-{number}")
            require_let_through(
                visit,
                f"the limit being 1, a first request of client-{number}, after one request each\n"
                f"of client-0 to client-{number - 1}",
                "What a name is made into has too few values: two names share one of them.",
            )


@pytest.mark.task(4)
def test_without_a_client_the_address_counts():
    """Requests without a client are counted by REMOTE_ADDR, so that the load balancer is, too."""
    here = some_address()
    # A neighbour: the two differ in their last part only.
    there = f"{here.rpartition('.')[0]}.255"
    with newsroom(keys={}, rate=(2, 600)):
        onion = Onion(LAYERS)
        for number in (1, 2):
            visit = ask(onion, address=here)
            require_passed(visit, f"GET /health/ from {here}, time {number}, the limit being 2")
        more = ask(onion, address=here)
        other = ask(onion, address=there)
    require_limited(more, f"GET /health/ from {here}, time 3, the limit being 2")
    require_passed(other, f"then GET /health/ from {there}")


@pytest.mark.task(4)
def test_no_address_is_without_limit():
    """This machine and a developer are limited as everybody is."""
    with newsroom(keys={}, rate=(1, 600)):
        onion = Onion(LAYERS)
        for address in NEAR:
            more = [ask(onion, address=address, headers=PROBE) for _ in range(2)][1]
            require_limited(
                more, f"GET /health/ from {address}, {PROBING}, time 2, the limit being 1"
            )
    debug = override_settings(DEBUG=True, INTERNAL_IPS=["127.0.0.1"])
    with newsroom(keys={}, rate=(1, 600)), debug:
        onion = Onion(LAYERS)
        for client in (some_client(), ""):
            more = [ask(onion, client, address="127.0.0.1") for _ in range(2)][1]
            asked = "DEBUG = True, a second request from 127.0.0.1, one of INTERNAL_IPS"
            require_limited(more, f"{asked}, the limit being 1")


# Headers that a client may write as it likes, and what each begins with.
HEARSAY = {
    "X-Forwarded-For": "",
    "X-Real-IP": "",
    "X-Client-IP": "",
    "X-Forwarded-Host": "",
    "True-Client-IP": "",
    "CF-Connecting-IP": "",
    "Via": "1.1 ",
    "Referer": "https://",
    "Origin": "https://",
    "Accept-Language": "en-",
    "X-Request-ID": "",
    "Forwarded": "for=",
    "User-Agent": "curl/",
    "Host": "",
    "Cookie": "sessionid=",
    "Authorization": "Bearer ",
    "X-API-Key": "",
}


# How such a header may say an address: behind several proxies, with a port, or in another spelling.
SHAPES = ("{}", "{}, 10.0.0.7", "unknown, {}", "10.0.0.7,{}", "{}:4711", '"[2001:db8::7]:4711", {}')
SAYS = [(header, f"{prefix}{{}}") for header, prefix in HEARSAY.items()]
SAYS += [("X-Forwarded-For", shape) for shape in SHAPES[1:]]
SAYS += [("X-Real-IP", SHAPES[1]), ("Forwarded", "for={};proto=https, for=10.0.0.7")]


@pytest.mark.task(4)
def test_forwarded_addresses_are_hearsay():
    """No header says who the client is: anyone can write X-Forwarded-For."""
    for header, shape in SAYS:
        here = some_address()
        with newsroom(keys={}, rate=(2, 600)):
            onion = Onion(LAYERS)
            visits = [
                ask(onion, address=here, headers={header: shape.format(f"198.51.100.{number}")})
                for number in range(3)
            ]
            same = {header: shape.format("203.0.113.9")}
            others = [ask(onion, address=some_address(), headers=same) for _ in range(3)]
        said = header if shape == f"{HEARSAY[header]}{{}}" else f"{header}: {shape.format('...')}"
        asked = f"GET /health/ from {here}, each with another {said}, the limit being 2"
        for visit in visits[:2]:
            require_passed(visit, asked)
        require_limited(
            visits[2],
            f"{asked}: the third",
            "A client that writes this header itself would never meet the limit.",
        )
        for visit in others:
            require_passed(
                visit,
                f"GET /health/ from three addresses, all with the same {said}, the limit being 2",
                "A client that writes this header itself could shut others out.",
            )


@pytest.mark.task(4)
def test_the_address_is_as_it_comes():
    """The address is the one in REMOTE_ADDR, even if an outer layer wrote it there."""
    check_the_limit("")
