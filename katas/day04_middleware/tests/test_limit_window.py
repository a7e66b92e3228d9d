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
from katas.day04_middleware.tests.driver import Onion, Visit
from katas.day04_middleware.tests.expectations import (
    require_limited,
    require_passed,
    require_seconds,
    retry_after,
)
from katas.day04_middleware.tests.premises import newsroom, some_client
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
            wait_until(earlier + 0.3)
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
    limit, window = 3, 1
    with newsroom(keys={}, rate=(limit, window)):
        onion = Onion(LAYERS)
        for _ in range(ATTEMPTS):
            visits, again, on_time = ask_through_a_window(onion, limit, window)
            if on_time:
                break
    for number, visit in enumerate(visits[:limit], 1):
        require_passed(visit, f"request {number} of a client, the limit being {limit}")
    for number, visit in enumerate(again[:limit], 1):
        require_passed(
            visit,
            f"{limit} requests within a window of {window} s, {len(visits) - limit} more refused;\n"
            f"then request {number} after the window's end, {LATE} s later or little more",
            "A window of its own begins: earlier requests neither prolong the old window\n"
            "nor count in the new one.",
        )
    require_limited(again[limit], f"request {limit + 1} in the new window, the limit being {limit}")


def ask_through_a_window(
    onion: Onion, limit: int, window: int
) -> tuple[list[Visit], list[Visit], bool]:
    """A new client's visits in its window, those just after, and whether all were in time."""
    client = some_client()
    wait_for_the_clock(0.2, 0.8)
    began = time.monotonic()
    visits = [ask(onion, client)]
    opened = time.monotonic()
    # The last ones are many: who keeps asking while it is refused is not shut out for longer.
    for later in (0.5, 0.8, *[0.85] * 10, *[0.9] * 10):
        wait_until(opened + later * window)
        visits.append(ask(onion, client))
    on_time = time.monotonic() < began + window - EARLY
    wait_until(opened + window + LATE)
    again = [ask(onion, client) for _ in range(limit + 1)]
    return visits, again, on_time and time.monotonic() < opened + 1.5 * window


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
    for described, visit, *_ in refused:
        told, tells = (headers.get("retry-after") for headers in (visit.headers, visit.response))
        require(
            told == tells,
            asked=f"the limit is 1, {described};\n"
            "then look at this response once more, when later requests have been refused",
            expected=f"Retry-After: {told}, as before",
            got=f"Retry-After: {tells}",
            note="One response for all is changed while an earlier one is still on its way.",
        )


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
    on_time, after = True, -1.0
    # A second window begins when the first one is over, and its end is another one.
    for which, moments in (("first", (0.1, 0.7, 1.3)), ("second", (0.1,))):
        wait_until(after + window + LATE)
        before = time.monotonic()
        visit = ask(onion, client)
        if refused and visit.status != 200:
            break  # whether a new window begins, other tests ask
        require_passed(visit, "a first request")
        after = time.monotonic()
        on_time = on_time and after < before + LATE
        for later in moments:
            wait_until(after + later)
            sent = time.monotonic()
            visit = ask(onion, client)
            answered = time.monotonic()
            on_time = on_time and answered < after + later + LATE
            if answered >= before + window - EARLY:
                break
            most = math.ceil(min(window, window - (sent - after) + EARLY))
            least = max(1, math.ceil(window - (answered - before) - EARLY))
            described = (
                f"a client is in its {which} window of {window} s, since {sent - after:.1f} s"
            )
            refused.append((described, visit, least, most))
    return refused, on_time
