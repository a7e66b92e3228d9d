"""Tasks 1 and 2: the API key, in front of given layers, without the rest of the answer."""

import string

import pytest
from factory.random import randgen

from katas.day04_middleware.onion import API_KEY, AUDIT, PROFILE, Onion, Visit, newsroom, site
from katas.day04_middleware.spies import watched
from katas.harness.meters.database import watching
from katas.harness.verdicts import require
from katas.newsroom.factories import ArticleFactory

pytestmark = pytest.mark.django_db

LAYERS = [API_KEY, PROFILE, AUDIT]
LETTERS = string.ascii_letters + string.digits


def some_key() -> str:
    """A key with letters of both cases."""
    return "kA" + "".join(randgen.choices(LETTERS, k=22))


@pytest.fixture
def keys():
    """The keys of three clients."""
    return {name: some_key() for name in ("harbour-radio", "river-post", "tram-times")}


def knock(
    path: str, headers: dict[str, str] | None = None, *, keys: dict[str, str], method: str = "GET"
) -> tuple[Visit, str]:
    """Send a request to the key check and two layers inside of it; the visit and its queries."""
    with newsroom(keys=keys):
        onion = Onion(LAYERS)
        with watching(site) as ledger:
            visit = onion.visit(path, headers, method=method)
    return visit, ledger.summary()


def require_refused(visit: Visit, queries: str, asked: str, note: str = "") -> None:
    """403, and nothing inside of the key check ran."""
    require(
        visit.status == 403,
        asked=asked,
        expected="403",
        got=visit.story(),
        note=note,
        where=visit.where,
    )
    require(
        not visit.trace.beyond(API_KEY) and not queries,
        asked=asked,
        expected="403 at once: the request turns round in ApiKey",
        got=visit.story() + (f"\n{queries}" if queries else ""),
        note="Refused, but too late. These ran first: "
        + ", ".join([*visit.trace.beyond(API_KEY), *(["a query"] if queries else [])]),
    )


def require_admitted(visit: Visit, asked: str, note: str = "") -> None:
    """200 from the view, through all layers."""
    require(
        visit.status == 200 and visit.trace.view,
        asked=asked,
        expected="200 from the view",
        got=visit.story(),
        note=note,
        where=visit.where,
    )


# Task 1: the closed door --------------------------------------------------------------------------


@pytest.mark.task(1)
@pytest.mark.parametrize("header", ["missing", "empty", "wrong", "name_of_a_client"])
def test_refused_at_the_door(header, keys):
    """Without a right key the answer is 403 at once: no view, no query, no inner layer."""
    ArticleFactory()
    headers = {
        "missing": {},
        "empty": {"X-API-Key": ""},
        "wrong": {"X-API-Key": some_key()},
        "name_of_a_client": {"X-API-Key": next(iter(keys))},
    }[header]
    visit, queries = knock("/articles/", headers, keys=keys)
    asked = f"GET /articles/ with the X-API-Key {header.replace('_', ' ')}"
    require_refused(visit, queries, asked)
    require_the_key_opens(keys)


def require_the_key_opens(keys: dict[str, str]) -> None:
    """A door that is shut for everybody keeps no contract."""
    for key in keys.values():
        if key:
            visit, _ = knock("/articles/", {"X-API-Key": key}, keys=keys)
            require_admitted(visit, "GET /articles/ with the key of a client")


@pytest.mark.task(1)
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST", "PUT", "DELETE"])
def test_every_method_needs_a_key(method, keys):
    """The door is closed for every HTTP method."""
    visit, queries = knock("/articles/", keys=keys, method=method)
    require_refused(visit, queries, f"{method} /articles/ without a key")


@pytest.mark.task(1)
@pytest.mark.parametrize("header", ["missing", "empty", "some_key"])
def test_without_keys_nobody_comes_in(header):
    """As long as no keys are configured, every request is refused."""
    headers = {"missing": {}, "empty": {"X-API-Key": ""}, "some_key": {"X-API-Key": some_key()}}
    visit, queries = knock("/articles/", headers[header], keys={})
    asked = f"NEWSROOM_API_KEYS = {{}}, GET /articles/, X-API-Key: {header.replace('_', ' ')}"
    require_refused(visit, queries, asked)


@pytest.mark.task(1)
@pytest.mark.parametrize("header", ["missing", "empty"])
def test_an_empty_key_admits_nobody(header, keys):
    """A client whose configured key is empty has no key: nobody comes in by it."""
    keys = {"no-key-yet": "", **keys}
    headers = {} if header == "missing" else {"X-API-Key": ""}
    visit, queries = knock("/articles/", headers, keys=keys)
    asked = f'NEWSROOM_API_KEYS = {{"no-key-yet": "", ...}}, GET /articles/, X-API-Key {header}'
    require_refused(visit, queries, asked)
    require_the_key_opens(keys)


@pytest.mark.task(1)
@pytest.mark.parametrize("parameter", ["api_key", "key", "X-API-Key", "HTTP_X_API_KEY"])
def test_a_key_in_the_url_does_not_count(parameter, keys):
    """A key in the query string opens nothing: URLs end up in logs and histories."""
    key = randgen.choice(list(keys.values()))
    visit, queries = knock(f"/articles/?{parameter}={key}", keys=keys)
    require_refused(visit, queries, f"GET /articles/?{parameter}=<a key>, without the header")


CLOSED = {
    "health_admin": "/health-admin/",
    "no_slash": "/health",
    "below_health": "/health/live/",
    "health_below": "/articles/health/",
    "in_the_query": "/health-admin/?next=/health/",
    "upper_case": "/HEALTH/",
    "newline": "/health/%0A",
    "unknown": "/nowhere/",
}


@pytest.mark.task(1)
@pytest.mark.parametrize("path", CLOSED.values(), ids=CLOSED)
def test_all_other_paths_are_closed(path, keys):
    """Only the path /health/ itself is open; what merely looks like it needs a key."""
    visit, queries = knock(path, keys=keys)
    require_refused(visit, queries, f"GET {path} without a key")


@pytest.mark.task(1)
@pytest.mark.parametrize("header", ["missing", "wrong", "not_ascii"])
@pytest.mark.parametrize("query", ["", "?verbose=1"], ids=["plain", "query"])
def test_health_is_open(query, header, keys):
    """The path /health/ is open without a key, with a query string too."""
    headers = {"missing": {}, "wrong": {"X-API-Key": "none"}, "not_ascii": {"X-API-Key": "clé"}}
    for configured in (keys, {}):
        visit, _ = knock(f"/health/{query}", headers[header], keys=configured)
        asked = f"GET /health/{query} with the key {header.replace('_', ' ')}"
        require_admitted(visit, f"{asked}, {len(configured)} keys configured")


# Task 2: checking the key -------------------------------------------------------------------------


@pytest.mark.task(2)
def test_each_key_brings_its_client(keys):
    """With a client's key the request passes, and request.api_client is that client's name."""
    for client, key in randgen.sample(list(keys.items()), len(keys)):
        visit, _ = knock("/articles/", {"X-API-Key": key}, keys=keys)
        asked = f"GET /articles/ with the key of {client}"
        require_admitted(visit, asked)
        require(
            visit.trace.client == client,
            asked=f"{asked}; request.api_client inside of the door",
            expected=client,
            got="no such attribute" if visit.trace.client is None else repr(visit.trace.client),
        )


NEAR = {
    "beginning": lambda key: key[:-1],
    "end": lambda key: key[1:],
    "one_more": lambda key: key + "0",
    "other_case": str.swapcase,
    "lower_case": str.lower,
    "last_letter": lambda key: key[:-1] + ("x" if key[-1] != "x" else "y"),
    "first_letter": lambda key: "x" + key[1:],
    "twice": lambda key: key + key,
    "quoted": lambda key: f'"{key}"',
    "bearer": lambda key: f"Bearer {key}",
    "two_keys": lambda key: f"{key}, {key}",
}


@pytest.mark.task(2)
@pytest.mark.parametrize("near", NEAR)
def test_nearly_right_is_wrong(near, keys):
    """A header that is almost a key is no key."""
    for key in keys.values():
        header = NEAR[near](key)
        visit, queries = knock("/articles/", {"X-API-Key": header}, keys=keys)
        asked = f"GET /articles/ with a header that is nearly a key: {near.replace('_', ' ')}"
        require_refused(visit, queries, f"{asked}\nkey     {key}\nheader  {header}")
    require_the_key_opens(keys)


TEXTS = {"accent": "clé", "umlaut": "Schlüssel", "control": "\x80\xff", "digit": "²"}


@pytest.mark.task(2)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_header_that_is_not_ascii(text, keys):
    """A header beyond ASCII is a wrong key like any other: 403, never 500."""
    for header in (text, next(iter(keys.values())) + text):
        visit, queries = knock("/articles/", {"X-API-Key": header}, keys=keys)
        asked = f"GET /articles/ with X-API-Key: {ascii(header)}"
        require_refused(visit, queries, asked, "Headers may hold any byte; Django decodes latin-1.")
    require_the_key_opens(keys)


@pytest.mark.task(2)
@pytest.mark.parametrize("header", ["right", "wrong"])
def test_the_comparison_tells_nothing(header, keys):
    """Neither the header nor an unhashed copy of it is compared with ==, in or a look-up."""
    key = randgen.choice(list(keys.values()))
    sent = key if header == "right" else key[:-1] + ("x" if key[-1] != "x" else "y")
    noted = []
    with newsroom(keys=keys):
        onion = Onion(LAYERS)
        spy = watched(sent, lambda what: noted.append((what, site())))
        visit = onion.visit("/articles/", {"X-API-Key": spy})
    asked = f"GET /articles/ with a {header} key that notes who compares it"
    expected_status = 200 if header == "right" else 403
    require(
        visit.status == expected_status,
        asked=asked,
        expected=str(expected_status),
        got=visit.story(),
        where=visit.where,
    )
    require(
        not noted,
        asked=asked,
        expected="a comparison that takes as long for every guess, or one of hashes",
        got="; ".join(dict.fromkeys(what for what, _ in noted)),
        note="An ordinary comparison ends at the first difference: who may guess often enough\n"
        "learns a key letter by letter.",
        where=next((place for _, place in noted if place), ""),
    )
