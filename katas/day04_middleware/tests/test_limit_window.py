"""Task 4: when a window begins and ends. Real windows of one or two seconds."""

import itertools
import math
import time

import pytest

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


@pytest.mark.task(4)
def test_the_window_begins_with_the_first_request():
    """From a client's first request on, no more than `limit` pass until the window is over."""
    limit, window = 2, 1
    for _ in range(ATTEMPTS):
        client, bystander = some_client(), some_client()
        with newsroom(keys={}, rate=(limit, window)):
            onion = Onion(LAYERS)
            # While the window of another client is under way: a common one would end too early.
            earlier = time.monotonic()
            ask(onion, bystander)
            wait_until(earlier + 0.15)
            wait_for_the_clock(0.25, 0.75)
            began = time.monotonic()
            visits, moments = [], [began]
            while True:
                visit = ask(onion, client)
                moments.append(time.monotonic())
                if moments[-1] > began + window - EARLY:
                    break
                visits.append(visit)
                time.sleep(0.02)
        longest_gap = max(b - a for a, b in itertools.pairwise(moments))
        if longest_gap < 0.2 and began < earlier + 0.9:
            break
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
    """The window ends when its time is over, whatever was asked meanwhile; then all is new."""
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
def test_retry_after_is_the_time_left():
    """Retry-After is the time left of the window: whole seconds, rounded up, never 0."""
    window = 2
    with newsroom(keys={}, rate=(1, window)):
        onion = Onion(LAYERS)
        for _ in range(ATTEMPTS):
            refused, on_time = ask_when_the_limit_is_used_up(onion, window)
            if on_time:
                break
    require(
        bool(refused),
        asked="ask within the window",
        expected="at least one answer before its end",
        got="none: each took longer than the window",
    )
    for described, visit, least, most in refused:
        asked = f"the limit is 1, {described}"
        require_limited(visit, asked)
        require_seconds(retry_after(visit, asked), least, most, asked)
    visits = [visit for _, visit, *_ in refused]
    require_own_responses(visits, "the limit is 1, a client is refused twice in its window")


def ask_when_the_limit_is_used_up(
    onion: Onion, window: int
) -> tuple[list[tuple[str, Visit, int, int]], bool]:
    """A new client's visits after its one allowed, and whether all were in time.

    Each with its moment in words, and the least and the most that Retry-After may be: both clocks
    may differ a little, and the answer chose its moment between two of the test's.
    """
    client = some_client()
    wait_for_the_clock(0.35, 0.85)
    refused: list[tuple[str, Visit, int, int]] = []
    before = time.monotonic()
    visit = ask(onion, client)
    require_passed(visit, "a first request")
    after = time.monotonic()
    on_time = after < before + LATE
    # When less than a second is left: told_the_time_left.
    for later in (0.1, 0.7):
        wait_until(after + later)
        sent = time.monotonic()
        visit = ask(onion, client)
        answered = time.monotonic()
        on_time = on_time and answered < after + later + LATE
        if answered >= before + window - EARLY:
            break
        most = math.ceil(min(window, window - (sent - after) + EARLY))
        least = max(1, math.ceil(window - (answered - before) - EARLY))
        described = f"a client is in its first window of {window} s, since {sent - after:.1f} s"
        refused.append((described, visit, least, most))
    return refused, on_time
