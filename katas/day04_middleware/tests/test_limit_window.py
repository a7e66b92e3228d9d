"""Task 4: when a window begins and ends. Real windows of one or two seconds."""

import itertools
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import pytest
from django.test import override_settings

from katas.day04_middleware.tests.asking import (
    ATTEMPTS,
    EARLY,
    LATE,
    LAYERS,
    ask,
    wait_for_the_clock,
    wait_until,
)
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.expectations import (
    require_limited,
    require_own_responses,
    require_passed,
    require_seconds,
    retry_after,
)
from katas.day04_middleware.tests.playing import played_in_time, require_as_modelled
from katas.day04_middleware.tests.premises import newsroom, some_address, some_client
from katas.day04_middleware.tests.timeline import (
    AGAIN,
    WINDOW,
    Client,
    Step,
    caught_by_the_end,
    client,
    drawn,
    of_each_kind,
    plain,
    told_the_time_left,
)
from katas.day04_middleware.tests.trace import Visit
from katas.harness.verdicts import require

pytestmark = [pytest.mark.django_db, pytest.mark.machine]


@dataclass
class SideBySide:
    """What two clients got, each of a handler and a rate of its own, while both windows pass.

    visits: of one that asks all the time, from its first request on until its window is over.
    told: of one that asks three times; each answer between the moments before and after it.
    """

    visits: list[Visit] = field(default_factory=list)
    told: list[tuple[float, Visit, float]] = field(default_factory=list)


# The limits and windows of the two, and when the second one asks after the first one has begun.
ALL_THE_TIME, THREE_TIMES = (2, 1), (1, 2)
COMES = (0.1, 0.2, 0.8)


@pytest.fixture(scope="module")
def side_by_side() -> Callable[[], SideBySide]:
    """Two tests look at the same windows: they are waited for once, by the first that asks."""
    return cache(ask_side_by_side)


def ask_side_by_side() -> SideBySide:
    for _ in range(ATTEMPTS):
        asked, on_time = ask_once_side_by_side()
        if on_time:
            break
    return asked


def ask_once_side_by_side() -> tuple[SideBySide, bool]:
    """What two new clients got, and whether both came when they should."""
    asked, window = SideBySide(), ALL_THE_TIME[1]
    client, bystander, other = some_client(), some_client(), some_client()
    others_rate = override_settings(NEWSROOM_RATE_LIMIT=THREE_TIMES)
    with newsroom(keys={}, rate=ALL_THE_TIME):
        onion = Onion(LAYERS)
        with others_rate:
            others = Onion(LAYERS)
        # While the window of another client is under way: a common one would end too early.
        earlier = time.monotonic()
        ask(onion, bystander)
        wait_until(earlier + 0.15)
        wait_for_the_clock(0.25, 0.7)
        began = time.monotonic()
        moments, comes = [began], [began + later for later in COMES]
        while True:
            visit = ask(onion, client)
            moments.append(time.monotonic())
            if any(moments[-1] >= moment for moment in comes[len(asked.told) :]):
                with others_rate:
                    sent = time.monotonic()
                    asked.told.append((sent, ask(others, other), time.monotonic()))
            if moments[-1] > began + window - EARLY:
                break
            asked.visits.append(visit)
            time.sleep(0.02)
    longest_gap = max(b - a for a, b in itertools.pairwise(moments))
    on_time = longest_gap < 0.2 and began < earlier + 0.9 and len(asked.told) == len(comes)
    for due, (_, _, answered) in zip(comes, asked.told, strict=False):
        on_time = on_time and answered < due + LATE
    return asked, on_time


@pytest.mark.task(4)
def test_the_window_begins_with_the_first_request(side_by_side):
    """From a client's first request on, no more than `limit` pass until the window is over."""
    limit, window = ALL_THE_TIME
    visits = side_by_side().visits
    passed = [visit for visit in visits if visit.status == 200]
    require(
        len(passed) == limit and all(visit.status in (200, 429) for visit in visits),
        asked=f"ask all the time for as long as the window, {window} s; the limit is {limit}",
        expected=f"{limit} times 200, then 429 until the end",
        got=f"{len(passed)} times 200 in {len(visits)} requests\n{visits[-1].story()}",
        note="The window begins with the client's first request, not with a full second\n"
        "and not with another client's.",
        where=visits[-1].where,
    )


@pytest.mark.task(4)
def test_later_requests_do_not_prolong_the_window():
    """In each window `limit` requests pass; it ends on time, refusals say when; then all is new."""
    for who in played_in_time(lambda: clients_of_a_window(3)):
        require_as_modelled(who)


def clients_of_a_window(limit: int) -> list[Client]:
    """One that asks nearly all the time, and more that ask meanwhile as they like."""
    # The last ones are many: who keeps asking while it is refused is not shut out for longer.
    meanwhile = (0.0, 0.5, 0.8, *[0.85] * 10, *[0.9] * 10)
    moments = [*(part * WINDOW for part in meanwhile), *[AGAIN] * (limit + 1)]
    steps = [Step(at, "WSGI", (limit, WINDOW), some_address()) for at in moments]
    wait_for_the_clock(0.2, 0.8)
    # And one that leaves some of its hits: they are not there for the next window.
    spared = plain(client("W", "W" * (limit + 1), (limit, limit)))
    # What a second process knows of a client's earlier windows, and this one of those there.
    changing = [plain(client(first, second, (1, 1))) for first, second in ("WP", "PW")]
    changing += [
        plain(client(first, second, (2, 2))) for first, second in (("WPW", "PWP"), ("PW", "PWW"))
    ]
    # The end of a second window is another one; by a window of one second that cannot be told.
    longer = [
        plain(client(first, second, (1, 1), window=2, again=AGAIN + 1))
        for first, second in (("W", "WW"), ("W", "PP"))
    ]
    return [
        Client(some_client(), steps),
        spared,
        *of_each_kind("W"),
        *changing,
        *drawn("WP", 10, limit),
        *longer,
        caught_by_the_end("W"),
        *told_the_time_left("W"),
    ]


@pytest.mark.task(4)
def test_retry_after_is_the_time_left(side_by_side):
    """Retry-After is the time left of the window: whole seconds, rounded up, never 0."""
    window = THREE_TIMES[1]
    (before, first, after), *later = side_by_side().told
    require_passed(first, "a first request")
    refused = [each for each in later if each[2] < before + window - EARLY]
    require(
        bool(refused),
        asked="ask within the window",
        expected="at least one answer before its end",
        got="none: each took longer than the window",
    )
    # When less than a second is left: told_the_time_left.
    for sent, visit, answered in refused:
        asked = "the limit is 1, a client is in its first window of "
        asked += f"{window} s, since {sent - after:.1f} s"
        require_limited(visit, asked)
        # Both clocks may differ a little, and the answer chose its moment between two of ours.
        most = math.ceil(min(window, window - (sent - after) + EARLY))
        least = max(1, math.ceil(window - (answered - before) - EARLY))
        require_seconds(retry_after(visit, asked), least, most, asked)
    visits = [visit for _, visit, _ in refused]
    require_own_responses(visits, "the limit is 1, a client is refused twice in its window")
