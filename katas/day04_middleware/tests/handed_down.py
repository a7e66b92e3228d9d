"""Settings that change, and handlers that are built then: nothing is handed down from the last."""

import math
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from django.conf import settings
from django.test import override_settings
from factory.random import randgen

from katas.day04_middleware.tests.asking import EARLY, ask, send
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.expectations import (
    require_403,
    require_client,
    require_let_through,
    require_limited,
    require_passed,
    require_seconds,
    retry_after,
)
from katas.day04_middleware.tests.knocking import another_end, some_key
from katas.day04_middleware.tests.premises import API_KEY, RATE_LIMIT, newsroom, some_client
from katas.day04_middleware.tests.trace import Visit

# The rate limit -----------------------------------------------------------------------------------

DAY = 86_400
# Of a unit, and what is next to it.
WINDOWS = (1, 61, 3_600, DAY, DAY + 1, 2 * DAY, 30 * DAY + 1, 366 * DAY)
LIMITS = (1, 2, 3, 1_000_000)
# Of a limit that is no matter of a few requests, so many are sent.
SOME = 4


def some_rates(windows: Sequence[int]) -> list[tuple[int, int]]:
    """Settings one after the other: from each to the next, one of the two numbers changes."""
    rates = [(3, 600), (1, 600), (2, 600), (2, 60), (1, 60)]
    for window in randgen.sample(windows, len(windows)):
        limit = rates[-1][0]
        other = randgen.choice([each for each in LIMITS if each != limit])
        rates += [(limit, window), (other, window)]
    return rates


def check_rates(rates: Sequence[tuple[int, int]], lane: str = "") -> None:
    """For each setting a handler, and a client's requests up to the limit and beyond."""
    former = None
    for limit, window in rates:
        asked, note = (
            f"{lane}NEWSROOM_RATE_LIMIT = ({limit}, {window}), then a handler is built",
            "",
        )
        if former:
            asked = f"{lane}NEWSROOM_RATE_LIMIT was {former}; then it is ({limit}, {window}), "
            asked += "and a handler is built"
            note = f"An earlier handler had {former}, and this one still has it?"
        client = some_client()
        with newsroom(keys={}, rate=(limit, window)):
            onion = Onion([RATE_LIMIT], asynchronous=bool(lane))
            began = time.monotonic()
            for number in range(1, min(limit, SOME) + 1):
                visit = _by(onion, client)
                require_let_through(visit, f"{asked}; request {number} of a client", note)
            visit = _by(onion, client)
            took = time.monotonic() - began
        former = (limit, window)
        # Of a high limit only some requests; and if a second was lost, a short window may be over.
        if limit > SOME or took > window - EARLY:
            continue
        one_more = f"{asked}; request {limit + 1} of a client, at once"
        require_limited(visit, one_more, note)
        least = max(1, math.ceil(window - took - EARLY))
        require_seconds(retry_after(visit, one_more), least, window, one_more)


def _by(onion: Onion, client: str) -> Visit:
    if onion.asynchronous:
        return send(onion, "/health/", {"X-Badge": client})
    return ask(onion, client)


# The keys -----------------------------------------------------------------------------------------

Keys = dict[str, str]
CHANGES: dict[str, Callable[[Keys], Keys]] = {
    "the same names with other keys": lambda keys: {name: some_key() for name in keys},
    "the same names, their keys exchanged": lambda keys: dict(
        zip(keys, reversed(keys.values()), strict=True)
    ),
    "the same keys, the clients renamed": lambda keys: {
        some_client(): key for key in keys.values()
    },
    "the same in another order": lambda keys: dict(reversed(keys.items())),
    "other last letters of the keys": lambda keys: {
        name: another_end(key) for name, key in keys.items()
    },
    "one client more": lambda keys: {**keys, some_client(): some_key()},
    "one client less": lambda keys: dict(list(keys.items())[1:]),
}


def some_keys() -> list[tuple[str, Keys]]:
    """NEWSROOM_API_KEYS one after the other, and how each came from the one before."""
    first = {some_client(): some_key() for _ in range(2)}
    configured = [("", first)]
    # Other keys first: the plainest case of all.
    rest = list(CHANGES)[1:]
    for how in [next(iter(CHANGES)), *randgen.sample(rest, len(rest))]:
        configured.append((how, CHANGES[how](configured[-1][1])))
    last = configured[-1][1]
    emptied = {name: "" if number else key for number, (name, key) in enumerate(last.items())}
    return [*configured, ("all keys but one empty", emptied), ("none", {}), ("as at first", first)]


def check_keys(lane: str = "", *, in_place: bool) -> None:
    """For each setting a handler, asked with each key that is or was in the settings.

    in_place: the dict in the settings stays the same one, and what is in it changes.
    """
    former: Keys = {}
    with newsroom(keys={}):
        for how, keys in some_keys():
            asked = f"{lane}NEWSROOM_API_KEYS = {_shown(keys)}, then a handler is built"
            note = (
                "The keys are there when a handler is built, not yet when the module is imported."
            )
            if how:
                asked = f"{lane}NEWSROOM_API_KEYS was {_shown(former)}\nthen "
                asked += f"{'its content' if in_place else 'it'} is {_shown(keys)}: {how}\n"
                asked += "and a handler is built"
                note = "An earlier handler had other keys. This one still has them?"
            with ExitStack() as stack:
                if in_place:
                    settings.NEWSROOM_API_KEYS.clear()
                    settings.NEWSROOM_API_KEYS.update(keys)
                else:
                    stack.enter_context(override_settings(NEWSROOM_API_KEYS=dict(keys)))
                _ask_with_all(lane, keys, former, asked, note)
            former = keys


def _ask_with_all(lane: str, keys: Keys, former: Keys, asked: str, note: str) -> None:
    onion = Onion([API_KEY], asynchronous=bool(lane))
    names = {key: name for name, key in keys.items() if key}
    for key in dict.fromkeys([*names, *former.values()]):
        visit = (send if lane else Onion.visit)(onion, "/articles/", {"X-API-Key": key})
        if key in names:
            one = f"{asked}; GET /articles/ with the key {key}"
            require_passed(visit, one, note if visit.status == 403 else "")
            require_client(visit, names[key], one)
        elif visit.status != 403:
            # Whether a stranger is refused at all, other tests ask.
            stranger = (send if lane else Onion.visit)(
                onion, "/articles/", {"X-API-Key": some_key()}
            )
            if stranger.status == 403:
                require_403(visit, f"{asked}; GET /articles/ with the former key {key}", note)


def _shown(keys: Keys) -> str:
    return "{" + ", ".join(f'"{name}": "{key}"' for name, key in keys.items()) + "}"
