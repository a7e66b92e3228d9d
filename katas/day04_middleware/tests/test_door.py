"""Tasks 1 and 2: the API key, in front of given layers, without the rest of the answer."""

import string
from collections.abc import Callable

import pytest
from factory.random import randgen

from katas.day04_middleware.tests.driver import (
    API_KEY,
    AUDIT,
    PROFILE,
    Onion,
    Visit,
    asked_of,
    newsroom,
    site,
    some_client,
)
from katas.day04_middleware.tests.watched_text import watched, watched_key
from katas.harness.meters.database import watching
from katas.harness.verdicts import require
from katas.newsroom.factories import ArticleFactory

pytestmark = pytest.mark.django_db

LAYERS = [API_KEY, PROFILE, AUDIT]
Send = Callable[[Onion, dict[str, str]], Visit]
LETTERS = string.ascii_letters + string.digits


def some_key() -> str:
    """A key with letters of both cases."""
    return "kA" + "".join(randgen.choices(LETTERS, k=22))


@pytest.fixture
def keys():
    """The keys of three clients."""
    return {some_client(): some_key() for _ in range(3)}


def knock(
    path: str, headers: dict[str, str] | None = None, *, keys: dict[str, str], method: str = "GET"
) -> tuple[Visit, str]:
    """Send a request to the key check and two layers inside of it; the visit and its queries."""
    with newsroom(keys=keys):
        onion = Onion(LAYERS)
        with watching(site) as ledger:
            visit = onion.visit(path, headers, method=method)
    return visit, asked_of(ledger)


def require_403(visit: Visit, asked: str, note: str = "") -> None:
    require(
        visit.status == 403,
        asked=asked,
        expected="403",
        got=visit.story(),
        note=note,
        where=visit.where,
    )


def require_refused(visit: Visit, queries: str, asked: str) -> None:
    """403, and nothing inside of the key check ran."""
    require_403(visit, asked)
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
def test_refused_at_the_door(keys):
    """Without a right key the answer is 403 at once: no view, no query, no inner layer."""
    ArticleFactory()
    key = next(iter(keys.values()))
    headers = {
        "without a key": {},
        "with an empty key": {"X-API-Key": ""},
        "with a wrong key": {"X-API-Key": some_key()},
        "with a client's name as the key": {"X-API-Key": next(iter(keys))},
        "with a key, but in Authorization": {"Authorization": f"Bearer {key}"},
        "with a key, but in a cookie": {"Cookie": f"api_key={key}; X-API-Key={key}"},
    }
    for described, sent in headers.items():
        visit, queries = knock("/articles/", sent, keys=keys)
        require_refused(visit, queries, f"GET /articles/ {described}")
    for name in ("api_key", "key", "X-API-Key"):
        with newsroom(keys=keys):
            visit = Onion(LAYERS).visit("/articles/", method="POST", form=f"{name}={key}")
        require_refused(visit, "", f"POST /articles/ with {name}=<a key> in a form")
    require_the_keys_open(keys)


def require_the_keys_open(keys: dict[str, str]) -> None:
    """A door that is shut for everybody keeps no contract."""
    for client, key in keys.items():
        if key:
            visit, _ = knock("/articles/", {"X-API-Key": key}, keys=keys)
            require_admitted(visit, f"GET /articles/ with the key of {client}")


@pytest.mark.task(1)
def test_every_method_needs_a_key(keys):
    """The door is closed for every HTTP method."""
    for method in ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"):
        visit, queries = knock("/articles/", keys=keys, method=method)
        require_refused(visit, queries, f"{method} /articles/ without a key")


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
    for described, sent in (("without a key", {}), ("with an empty key", {"X-API-Key": ""})):
        visit, queries = knock("/articles/", sent, keys=configured)
        asked = f'NEWSROOM_API_KEYS = {{"no-key-yet": "", ...}}, GET /articles/ {described}'
        require_refused(visit, queries, asked)
    for client, key in keys.items():
        visit, _ = knock("/articles/", {"X-API-Key": key}, keys=configured)
        asked = f'NEWSROOM_API_KEYS = {{"no-key-yet": "", ...}}, the key of {client}'
        require_admitted(visit, asked)
        require_client(visit, client, asked)


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
    for parameter in ("api_key", "key", "apikey", "token", "X-API-Key", "HTTP_X_API_KEY"):
        key = randgen.choice(list(keys.values()))
        visit, queries = knock(f"/articles/?{parameter}={key}", keys=keys)
        require_refused(visit, queries, f"GET /articles/?{parameter}=<a key>, without the header")


@pytest.mark.task(1)
def test_what_only_looks_like_health_is_closed(keys):
    """Only the path /health/ itself is open: what begins, ends or looks like it needs a key."""
    paths = ["/health-admin/", "/health", "/health/live/", "/articles/health/", "/HEALTH/"]
    paths += [
        "/articles/?next=/health/",
        "/health-admin/?/health/",
        "/health/%0A",
        "/",
        "/nowhere/",
    ]
    for path in paths:
        visit, queries = knock(path, keys=keys)
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
    for path in ("/health/", "/health/?verbose=1"):
        for described, sent in headers.items():
            for configured in (keys, dict[str, str]()):
                visit, _ = knock(path, sent, keys=configured)
                asked = f"GET {path} {described}, {len(configured)} keys configured"
                require_admitted(visit, asked)
    for method in ("HEAD", "OPTIONS", "POST"):
        visit, _ = knock("/health/", keys=keys, method=method)
        require_admitted(visit, f"{method} /health/ without a key")


# Task 2: checking the key -------------------------------------------------------------------------


@pytest.mark.task(2)
def test_each_key_brings_its_client(keys):
    """With a client's key the request passes, and request.api_client is that client's name."""
    keys = {f"{client}-Partner": key for client, key in keys.items()}
    for client, key in randgen.sample(list(keys.items()), len(keys)):
        visit, _ = knock("/articles/", {"X-API-Key": key}, keys=keys)
        asked = f"GET /articles/ with the key of {client}"
        require_admitted(visit, asked)
        require_client(visit, client, asked)


def require_client(visit: Visit, client: str, asked: str) -> None:
    got = visit.trace.client
    require(
        got == client,
        asked=f"{asked}; request.api_client at the view",
        expected=client,
        got="no such attribute" if got is None else repr(got),
    )


NEARLY = {
    "its last letter missing": lambda key: key[:-1],
    "its first letter missing": lambda key: key[1:],
    "only its first letter": lambda key: key[:1],
    "one letter more": lambda key: key + "0",
    "another last letter": lambda key: another_end(key),
    "another first letter": lambda key: "x" + key[1:],
    "upper and lower case swapped": str.swapcase,
    "in lower case": str.lower,
    "twice": lambda key: key + key,
    "in quotes": lambda key: f'"{key}"',
    "after the word Bearer": lambda key: f"Bearer {key}",
    "two times with a comma": lambda key: f"{key},{key}",
}


def another_end(key: str) -> str:
    return key[:-1] + ("x" if key[-1] not in "xX" else "y")


@pytest.mark.task(2)
def test_nearly_right_is_wrong(keys):
    """A header that is almost a key is no key."""
    for described, near in NEARLY.items():
        for key in keys.values():
            visit, _ = knock("/articles/", {"X-API-Key": near(key)}, keys=keys)
            asked = f"GET /articles/ with a key, {described}"
            require_403(visit, f"{asked}\nkey     {key}\nheader  {near(key)}")
    require_the_keys_open(keys)


@pytest.mark.task(2)
def test_a_header_that_is_not_ascii(keys):
    """A header beyond ASCII is a wrong key like any other: 403, never 500."""
    for key in ("", *keys.values()):
        for text in ("cl\xe9", "Schl\xfcssel", "\x80\xff", "\xb2"):
            visit, _ = knock("/articles/", {"X-API-Key": key + text}, keys=keys)
            asked = f"GET /articles/ with X-API-Key: {key + text!a}"
            require_403(visit, asked, "A header may hold any byte; Django decodes it as latin-1.")
    asking = {client: f"{key}?" for client, key in keys.items()}
    for key in asking.values():
        text = key.replace("?", "\xe9")
        visit, _ = knock("/articles/", {"X-API-Key": text}, keys=asking)
        require_403(
            visit,
            f"GET /articles/ with X-API-Key: {text!a}, a client's key being {key}",
            "What cannot be encoded must not become a letter that a key may have.",
        )
    require_the_keys_open(keys | asking)


@pytest.mark.task(2)
@pytest.mark.parametrize("header", ["right", "wrong"])
def test_the_comparison_tells_nothing(header, keys):
    """Neither the header nor an unhashed copy of it is compared with ==, in or a look-up."""
    check_comparison(header, keys, "", lambda onion, headers: onion.visit("/articles/", headers))


def check_comparison(header: str, keys: dict[str, str], lane: str, send: Send) -> None:
    """Send a right or a wrong key that notes who compares it, among keys that do so, too."""
    key = randgen.choice(list(keys.values()))
    sent = key if header == "right" else another_end(key)
    noted: list[tuple[str, str]] = []

    def note(what: str) -> None:
        noted.append((what, site()))

    with newsroom(keys={client: watched_key(each, note) for client, each in keys.items()}):
        # No layer inside: the request goes on and on in this thread, or on this loop.
        onion = Onion([API_KEY], asynchronous=bool(lane))
        visit = send(onion, {"X-API-Key": watched(sent, note)})
    asked = f"{lane}GET /articles/ with a {header} key that notes who compares it"
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
