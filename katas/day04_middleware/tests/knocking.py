"""Requests to the key check, in front of two given layers."""

import string
from collections.abc import Callable
from functools import partial

from django.conf import global_settings
from django.test import override_settings
from factory.random import randgen

from katas.day04_middleware.tests.cost import (
    EACH_PAYS,
    HASHER,
    quickest,
    require_no_wait,
    require_quick,
)
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.expectations import require_passed
from katas.day04_middleware.tests.premises import (
    API_KEY,
    AUDIT,
    PROFILE,
    asked_of,
    newsroom,
    site,
    some_client,
)
from katas.day04_middleware.tests.trace import Visit
from katas.day04_middleware.tests.watched_text import watched, watched_expressions, watched_key
from katas.harness.meters.database import watching
from katas.harness.verdicts import require

LAYERS = [API_KEY, PROFILE, AUDIT]
Send = Callable[[Onion, dict[str, str]], Visit]
LETTERS = string.ascii_letters + string.digits


def some_key(length: int = 24) -> str:
    """A key with letters of both cases."""
    return "kA" + "".join(randgen.choices(LETTERS, k=length - 2))


def knock(
    path: str, headers: dict[str, str] | None = None, *, keys: dict[str, str], method: str = "GET"
) -> tuple[Visit, str]:
    """Send a request to the key check and two layers inside of it; the visit and its queries."""
    with newsroom(keys=keys):
        return through(Onion(LAYERS), path, headers, method=method)


def through(
    onion: Onion, path: str, headers: dict[str, str] | None = None, *, method: str = "GET"
) -> tuple[Visit, str]:
    """Send a request; the visit and its queries."""
    with watching(site) as ledger:
        visit = onion.visit(path, headers, method=method)
    return visit, asked_of(ledger)


def require_the_keys_open(keys: dict[str, str]) -> None:
    """A door that is shut for everybody keeps no contract."""
    with newsroom(keys=keys):
        onion = Onion(LAYERS)
        for client, key in keys.items():
            if key:
                visit = onion.visit("/articles/", {"X-API-Key": key})
                require_passed(visit, f"GET /articles/ with the key of {client}")


def another_end(key: str) -> str:
    """The key with another last letter."""
    return key[:-1] + ("x" if key[-1] not in "xX" else "y")


def _with(send: Send, onion: Onion, key: str) -> Visit:
    return send(onion, {"X-API-Key": key})


# So many more clients: what each check does for each of them, it does so many times.
MORE_CLIENTS = 200


def check_cost(keys: dict[str, str], lane: str, send: Send) -> None:
    """Checking a key, right or wrong, among few or many, takes no more than some milliseconds."""
    many = {**{some_client(): some_key() for _ in range(MORE_CLIENTS)}, **keys}
    for configured in (keys, many):
        with (
            newsroom(keys=configured),
            override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS),
        ):
            onion = Onion([API_KEY], asynchronous=bool(lane))
            for described, near in (("wrong", another_end), ("right", str)):
                headers = [near(key) for key in keys.values()]
                spent = quickest(partial(_with, send, onion), headers)
                asked = f"{lane}GET /articles/ with three {described} keys,\nat Django's own "
                asked += f"PASSWORD_HASHERS, {len(configured)} clients having keys"
                require_quick(spent, asked, EACH_PAYS if configured is many else HASHER)
                if configured is keys:
                    require_no_wait(partial(_with, send, onion), headers, asked)


def check_comparison(header: str, keys: dict[str, str], lane: str, send: Send) -> None:
    """Send a right or a wrong key that notes who compares it, among keys that do so, too."""
    key = randgen.choice(list(keys.values()))
    sent = key if header == "right" else another_end(key)
    noted: list[tuple[str, str]] = []

    def note(what: str) -> None:
        noted.append((what, site()))

    with (
        newsroom(keys={client: watched_key(each, note) for client, each in keys.items()}),
        watched_expressions([sent, *keys.values()], note),
    ):
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
