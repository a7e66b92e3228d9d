"""Task 1: the API key's door, in front of given layers, without the rest of the answer."""

import itertools
from base64 import b64encode

import pytest
from django.test import override_settings
from factory.random import randgen

from katas.day04_middleware.tests import endings
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.expectations import (
    require_client,
    require_passed,
    require_refused,
)
from katas.day04_middleware.tests.handed_down import check_keys
from katas.day04_middleware.tests.knocking import (
    LAYERS,
    knock,
    require_the_keys_open,
    some_key,
    through,
)
from katas.day04_middleware.tests.meanwhile import PAGE, refused_meanwhile
from katas.day04_middleware.tests.misshapen import ASKS_TOO_MUCH, MISSHAPEN, NO_KEYS, misshapen
from katas.day04_middleware.tests.premises import (
    API_KEY,
    METHODS,
    NEAR,
    NEAR_HOSTS,
    PROBE,
    PROBING,
    asked_of,
    newsroom,
    site,
)
from katas.day04_middleware.tests.refusals import check_tells_no_key
from katas.day04_middleware.tests.written_before import check_the_door
from katas.harness.meters.database import watching
from katas.harness.verdicts import require
from katas.newsroom.factories import ArticleFactory

pytestmark = pytest.mark.django_db

# What a browser sends before a request to another site.
PREFLIGHT = {"Origin": "https://partner.example", "Access-Control-Request-Method": "GET"}
# Paths that begin, end or otherwise look like the open one.
LIKE_HEALTH = [
    *("/health-admin/", "/health", "/health/live/", "/articles/health/", "/HEALTH/"),
    *("/articles/?next=/health/", "/health-admin/?/health/", "/health/%0A", "/health/%20"),
    *("/health/%3Fverbose=1", "/health//", "/health/;v=1", "/health/../articles/", "/healthz/"),
    *("/%EF%BD%88ealth/", "/", "/nowhere/"),
    *("/health/live", "/health/status.json", "/health/1/", "/health///", "//health/", "///health/"),
]
HOST = "Each client writes Host, like any header, as it likes."
# What the name of a parameter with a key may begin and end with.
BEGINS = ("", "feed_", "rss-", "access_", "auth_", "client_", "partner_", "x_", "user", "my-")
ENDS = ("key", "token", "secret", "apikey", "id", "code", "auth", "pass")


@pytest.mark.task(1)
@pytest.mark.parametrize("changed", ["set anew", "in place"], ids=["set-anew", "in-place"])
def test_each_handler_has_the_settings_of_its_day(changed):
    """A handler that is built when the settings have changed asks for the new keys."""
    check_keys(in_place=changed == "in place")


def elsewhere(key: str) -> dict[str, dict[str, str]]:
    """Headers that hold a key, and are not X-API-Key."""
    basic = b64encode(f"client:{key}".encode()).decode()
    return {
        "with a key, but in Authorization": {"Authorization": f"Bearer {key}"},
        "with a key, but in Basic Authorization": {"Authorization": f"Basic {basic}"},
        "with a key, but in a cookie": {"Cookie": f"api_key={key}; X-API-Key={key}"},
        "with a key, but in Referer": {"Referer": f"https://testserver/?api_key={key}"},
        **{
            f"with a key, but in {name}": {name: key}
            for name in ("Authorization", "API-Key", "X-Auth-Token", "X-Access-Token", "X-Token")
        },
    }


@pytest.mark.task(1)
def test_refused_at_the_door(keys):
    """Without a right key the answer is 403 at once: no view, no query, no inner layer."""
    ArticleFactory()
    key = next(iter(keys.values()))
    headers = {
        "without a key": {},
        "with an empty key": {"X-API-Key": ""},
        "with a wrong key": {"X-API-Key": some_key()},
        "with a client's name as the key": {"X-API-Key": next(iter(keys))},
        **elsewhere(key),
    }
    with newsroom(keys=keys):
        onion = Onion(LAYERS)
        for described, sent in headers.items():
            visit, queries = through(onion, "/articles/", sent)
            require_refused(visit, queries, f"GET /articles/ {described}")
        for name in ("api_key", "key", "X-API-Key"):
            visit = onion.visit("/articles/", method="POST", form=f"{name}={key}")
            require_refused(visit, "", f"POST /articles/ with {name}=<a key> in a form")
        for what in MISSHAPEN:
            path, sent = misshapen(what, "/articles/")
            for offered, header in NO_KEYS.items():
                visit = onion.visit(path, {**sent, **header}, method="POST")
                # A key that cannot be compared fails whatever else is wrong with the request.
                note = "" if "ASCII" in offered else ASKS_TOO_MUCH
                require_refused(visit, "", f"POST /articles/ {what}, {offered}", note)
            for client, right in keys.items():
                visit = onion.visit(path, {**sent, "X-API-Key": right}, method="POST")
                asked = f"POST /articles/ {what}, with the key of {client}"
                require_passed(visit, asked, ASKS_TOO_MUCH)
                require_client(visit, client, asked)
    require_the_keys_open(keys)


@pytest.mark.task(1)
def test_a_refusal_tells_no_key(keys):
    """Whoever is refused does not read in the answer what would have been right."""
    check_tells_no_key(keys, "", lambda onion, sent: onion.visit("/articles/", sent))


@pytest.mark.task(1)
def test_a_stranger_waits_for_no_page(keys):
    """A stranger is refused at once, though a page of another request is being made."""
    key = next(iter(keys.values()))
    with newsroom(keys=keys):
        onion = Onion([API_KEY])
        asked = "two threads; GET /articles/ without a key, while a page that somebody\n"
        asked += "with a key has asked for is being made"
        visit = refused_meanwhile(
            lambda: onion.visit(PAGE, {"X-API-Key": key}),
            lambda: onion.visit("/articles/"),
            asked,
            "403",
        )
    require_refused(visit, "", asked)


@pytest.mark.task(1)
def test_every_method_needs_a_key(keys):
    """The door is closed for every HTTP method, on every path."""
    with newsroom(keys=keys):
        onion = Onion(LAYERS)
        for path in ("/articles/", "/health-admin/", "/nowhere/"):
            for method in METHODS:
                with watching(site) as ledger:
                    visit = onion.visit(
                        path, PREFLIGHT if method == "OPTIONS" else {}, method=method
                    )
                require_refused(visit, asked_of(ledger), f"{method} {path} without a key")


@pytest.mark.task(1)
def test_nobody_is_let_in_for_who_they_are(keys):
    """Without a key, neither this machine nor a developer comes in."""
    with newsroom(keys=keys):
        onion = Onion(LAYERS)
        for address in NEAR:
            visit = onion.visit("/articles/", PROBE, address=address)
            require_refused(visit, "", f"GET /articles/ without a key, {PROBING}, from {address}")
        for host in NEAR_HOSTS:
            visit = onion.visit("/articles/", {"Host": host})
            require_refused(visit, "", f"GET /articles/ without a key, with Host: {host}", HOST)
    with newsroom(keys=keys), override_settings(DEBUG=True, INTERNAL_IPS=["127.0.0.1"]):
        visit = Onion(LAYERS).visit("/articles/", address="127.0.0.1")
    asked = "GET /articles/ without a key, DEBUG = True, from 127.0.0.1, one of INTERNAL_IPS"
    require_refused(visit, "", asked)
    require_the_keys_open(keys)


@pytest.mark.task(1)
def test_without_keys_nobody_comes_in():
    """As long as no keys are configured, every request is refused."""
    headers = {
        "without a key": {},
        "with an empty key": {"X-API-Key": ""},
        "with some key": {"X-API-Key": some_key()},
    }
    for described, sent in headers.items():
        visit, queries = knock("/articles/", sent, keys={})
        require_refused(visit, queries, f"NEWSROOM_API_KEYS = {{}}, GET /articles/ {described}")


@pytest.mark.task(1)
def test_an_empty_key_admits_nobody(keys):
    """A client whose configured key is empty has no key: nobody comes in by it."""
    configured = {"no-key-yet": "", **keys}
    headers = {
        "without a key": {},
        "with an empty key": {"X-API-Key": ""},
        "with a blank as the key": {"X-API-Key": " "},
    }
    for described, sent in headers.items():
        visit, queries = knock("/articles/", sent, keys=configured)
        asked = f'NEWSROOM_API_KEYS = {{"no-key-yet": "", ...}}, GET /articles/ {described}'
        require_refused(visit, queries, asked)
    for client, key in keys.items():
        visit, _ = knock("/articles/", {"X-API-Key": key}, keys=configured)
        asked = f'NEWSROOM_API_KEYS = {{"no-key-yet": "", ...}}, the key of {client}'
        require_passed(visit, asked)


@pytest.mark.task(1)
def test_a_missing_header_is_no_text(keys):
    """Without the header nobody comes in, even if some client's key is the text "None"."""
    configured = {"unlucky": "None", **keys}
    visit, queries = knock("/articles/", keys=configured)
    asked = 'NEWSROOM_API_KEYS = {"unlucky": "None", ...}, GET /articles/ without a key'
    require_refused(visit, queries, asked)
    require_the_keys_open(configured)


@pytest.mark.task(1)
def test_a_key_in_the_url_does_not_count(keys):
    """A key in the query string opens nothing: URLs end up in logs and histories."""
    with newsroom(keys=keys):
        onion = Onion(LAYERS)
        for parameter in ("api_key", "key", "apikey", "token", "X-API-Key", "HTTP_X_API_KEY"):
            key = randgen.choice(list(keys.values()))
            visit, queries = through(onion, f"/articles/?{parameter}={key}")
            asked = f"GET /articles/?{parameter}=<a key>, without the header"
            require_refused(visit, queries, asked)
        names = [f"{begin}{end}" for begin, end in itertools.product(BEGINS, ENDS)]
        names = randgen.sample(names, len(names))
        visit, queries = through(onion, f"/articles/?{'&'.join(f'{it}={key}' for it in names)}")
        if visit.status == 403 and not queries:
            return
        for parameter in names:
            alone, its = through(onion, f"/articles/?{parameter}={key}")
            asked = f"GET /articles/?{parameter}=<a key>, without the header"
            require_refused(alone, its, asked)
        asked = f"GET /articles/?...=<a key>, without the header, by {len(names)} names at once"
        require_refused(visit, queries, asked)


@pytest.mark.task(1)
def test_what_only_looks_like_health_is_closed(keys):
    """Only the path /health/ itself is open: what begins, ends or looks like it needs a key."""
    with newsroom(keys=keys):
        onion = Onion(LAYERS)
        for path in LIKE_HEALTH:
            visit, queries = through(onion, path)
            require_refused(visit, queries, f"GET {path} without a key")


@pytest.mark.task(1)
def test_health_is_open(keys):
    """The path /health/ is open without a key, with a query string and for any method too."""
    headers = {
        "without a key": {},
        "with an empty key": {"X-API-Key": ""},
        "with a wrong key": {"X-API-Key": some_key()},
        "with a key that is not ASCII": {"X-API-Key": "cl\xe9"},
    }
    for configured in (keys, dict[str, str]()):
        with newsroom(keys=configured):
            onion = Onion(LAYERS)
            for described, sent in headers.items():
                for method in METHODS:
                    for path in ("/health/", "/health/?verbose=1"):
                        visit = onion.visit(path, sent, method=method)
                        asked = f"{method} {path} {described}, {len(configured)} keys configured"
                        require_passed(visit, asked)
            for what in MISSHAPEN:
                path, sent = misshapen(what, "/health/")
                for offered, header in NO_KEYS.items():
                    visit = onion.visit(path, {**sent, **header}, method="POST")
                    require_passed(visit, f"POST /health/ {what}, {offered}", ASKS_TOO_MUCH)


@pytest.mark.task(1)
def test_the_request_is_as_it_comes(keys):
    """What an outer layer wrote on the request counts, and lets nobody in who has no key."""
    check_the_door(keys, "")


@pytest.mark.task(1)
def test_a_guest_gets_a_stream(keys):
    """With a right key the request goes on, and what comes back may be a stream."""
    client, key = next(iter(keys.items()))
    with newsroom(keys=keys), override_settings(ROOT_URLCONF=endings.__name__):
        onion = Onion(LAYERS)
        for path in ("/streams/", "/streams/and-breaks/"):
            visit = onion.visit(path, {"X-API-Key": key})
            require(
                visit.status < 500,
                asked=f"GET {path} with the key of {client}",
                expected="the stream that the view returned",
                got=visit.story(),
                note="A stream has no `content`: whoever asks for it gets an error.",
                where=visit.where,
            )
