"""Task 4: counters that several processes and many threads share."""

import time
from collections.abc import Callable
from functools import partial

import pytest
from django.core.cache import caches

from katas.day04_middleware.tests.asking import ATTEMPTS, EARLY, LATE, LAYERS, ask, wait_until
from katas.day04_middleware.tests.cache_readers import counting_waits, first_steps_meet
from katas.day04_middleware.tests.crowd import (
    CROWD,
    CROWD_LIMIT,
    DIFFERENT,
    all_at_once,
    crowd,
    pair,
)
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.expectations import require_limited, require_passed, retry_after
from katas.day04_middleware.tests.meanwhile import PAGE, refused_meanwhile
from katas.day04_middleware.tests.premises import newsroom, some_address, some_client
from katas.day04_middleware.tests.second_process import SecondProcess
from katas.day04_middleware.tests.trace import Visit
from katas.harness.verdicts import Figure, require

pytestmark = [pytest.mark.django_db, pytest.mark.machine]

# Where the counting happens -----------------------------------------------------------------------


def in_a_second_process() -> Callable[[str, str], Visit]:
    """Builds a handler in a second process, and gives how to ask there."""
    process = SecondProcess()
    onion = process.run(lambda: Onion(LAYERS))
    return lambda client, address: process.run(lambda: ask(onion, client, address=address))


@pytest.mark.task(4)
@pytest.mark.parametrize("who", ["client", "address"])
def test_the_counters_live_in_the_cache(who):
    """The counters are in Django's cache: a second process counts on, an emptied cache forgets."""
    client = some_client() if who == "client" else ""
    address = some_address()
    with newsroom(keys={}, rate=(3, 600)):
        first = Onion(LAYERS)
        begun = [ask(first, client, address=address)]
        ask_second = in_a_second_process()
        asks = [lambda: ask(first, client, address=address), lambda: ask_second(client, address)]
        begun += [asks[turn]() for turn in (1, 0)]
        more = [asks[turn]() for turn in (0, 1)]
        caches["default"].clear()
        anew = [asks[turn]() for turn in (0, 1)]
    layers = "two processes with one cache, the second one started after a first request"
    for visit in begun:
        require_passed(visit, f"{layers}: the first three requests in turns, the limit being 3")
    for visit in more:
        require_limited(
            visit,
            f"{layers}: three requests in turns, the limit being 3, then one more",
            "Each process counts for itself: what one has counted, the other does not see.\n"
            "What each process has of its own (a middleware, a module, Python's hash() of a text)\n"
            "is no part of a counter, nor of its name.",
        )
    for visit in anew:
        require_passed(
            visit,
            "the limit is used up; then the cache is emptied, and one more request",
            "The count is kept outside of the cache, where other processes do not see it.",
        )


@pytest.mark.task(4)
def test_the_end_of_the_window_is_shared():
    """A second process knows how long the window still lasts."""
    asked = "two processes with one cache: each refuses the same client"
    with newsroom(keys={}, rate=(1, 600)):
        first, ask_second = Onion(LAYERS), in_a_second_process()
        client = some_client()
        ask(first, client)
        began = time.monotonic()
        refused = [ask(first, client), ask_second(client, "")]
        took = time.monotonic() - began
    for visit in refused:
        require_limited(visit, asked)
    one, other = (retry_after(visit, asked) for visit in refused)
    require(
        abs(one - other) <= took + 1,
        asked=f"{asked}; Retry-After, the window being 600 s",
        expected="the same time left from both",
        got=f"{one} from the first, {other} from the second",
        note="Where the count is, the window's end has to be as well.",
    )


# Many threads -------------------------------------------------------------------------------------


@pytest.mark.task(4)
def test_no_hit_is_lost_between_threads():
    """Of many requests at the same moment, in many threads, exactly `limit` pass."""
    with newsroom(keys={}, rate=(CROWD_LIMIT, 600)):
        visits = crowd(Onion(LAYERS), some_client())
    require_so_many(
        visits, f"{CROWD} threads ask at once for one client, the limit being {CROWD_LIMIT}"
    )
    for differ in DIFFERENT:
        with newsroom(keys={}, rate=(1, 600)):
            statuses = sorted(visit.status for visit in pair(some_client(), differ))
        require(
            len(statuses) == 2 and statuses[0] != 429 and statuses[1] == 429,
            asked=f"two threads of one process ask at once for one client, the limit being 1;\n"
            f"they differ in their {differ}",
            expected="one is let through, the other 429",
            got=" and ".join(map(str, statuses)),
            note="Django builds a middleware once for each handler; a process may have several.\n"
            "A lock or a count of its own keeps nobody out who asks the other one."
            if differ == "handlers"
            else "If threads wait for each other, then all that ask for one client must.",
        )


@pytest.mark.task(4)
def test_threads_keep_out_of_each_others_way():
    """Clients that ask at the same moment, in many threads, are counted each alone."""
    clients = [some_client() for _ in range(3)]
    each = CROWD // len(clients)
    with newsroom(keys={}, rate=(each, 600)):
        onion = Onion(LAYERS)
        visits = all_at_once(
            [partial(ask, onion, client) for client in clients * each], first_steps_meet(CROWD)
        )
        more = [ask(onion, client) for client in clients]
    asked = f"{each} threads for each of {len(clients)} clients ask at once, the limit being {each}"
    note = (
        "What is kept on the middleware belongs to all threads: whoever comes last has written it."
    )
    require(len(visits) == CROWD, asked=asked, expected=f"{CROWD} answers", got=len(visits))
    for visit in visits:
        require_passed(visit, asked, note)
    for visit in more:
        require_limited(visit, f"{asked}; then one more request of each client", note)


@pytest.mark.task(4)
def test_no_hit_is_lost_as_a_window_ends():
    """No hit is lost at the end of a window either: not just after it, and not across it."""
    for _ in range(ATTEMPTS):
        after, across, on_time = crowds_at_the_end_of_a_window()
        if on_time:
            break
    require_so_many(
        after,
        f"a client's window of 1 s is over; then {CROWD} threads ask at once for it,\n"
        f"the limit being {CROWD_LIMIT}",
    )
    asked = (
        f"a client has used up its limit of {CROWD_LIMIT}. At the end of its window of 1 s\n"
        f"{CROWD} threads ask at once for it. When they come to `incr`, the window is over"
    )
    require_answers(across, asked, "An entry can end between two steps: then `incr` finds nothing.")
    passed = sum(visit.status == 200 for visit in across)
    require(
        passed <= CROWD_LIMIT,
        asked=asked,
        expected=f"at most {CROWD_LIMIT} times 200: they are in the new window, or in the old one",
        got=f"{passed} times 200, {CROWD - passed} times 429",
        note="Each thread that finds nothing to count up opens a window of its own: only one may.",
        figures=[Figure("let through across the end", "requests", passed, allowed=CROWD_LIMIT)],
    )


def crowds_at_the_end_of_a_window() -> tuple[list[Visit], list[Visit], bool]:
    """The visits of a crowd after a window's end, of one that is caught by it; and all in time?"""
    window, one, other = 1, some_client(), some_client()
    with newsroom(keys={}, rate=(CROWD_LIMIT, window)):
        onion = Onion(LAYERS)
        began = time.monotonic()
        for client in (one, *[other] * CROWD_LIMIT):
            ask(onion, client)
        over = time.monotonic() + window + LATE
        wait_until(began + 0.8 * window)
        with counting_waits(over) as arrivals:
            across = crowd(onion, other)
        on_time = max(arrivals.values(), default=began) < began + window - EARLY
        on_time = on_time and time.monotonic() < over + 0.7 * window
        wait_until(over)
        opens = time.monotonic()
        after = crowd(onion, one)
        on_time = on_time and time.monotonic() < opens + window - EARLY
    return after, across, on_time


@pytest.mark.task(4)
def test_a_refusal_waits_for_no_page():
    """Beyond the limit the answer is 429 at once, though pages of other requests are being made."""
    client = some_client()
    with newsroom(keys={}, rate=(1, 600)):
        onion = Onion(LAYERS)
        asked = "two threads, the limit being 1; a client's second request, while the page of\n"
        asked += "its first one is being made"
        visit = refused_meanwhile(
            partial(ask, onion, client, PAGE), partial(ask, onion, client), asked, "429"
        )
    require_limited(visit, asked)


def require_answers(visits: list[Visit], asked: str, note: str = "") -> None:
    """All of the crowd, each with 200 or 429."""
    failed = next((visit for visit in visits if visit.status not in (200, 429)), None)
    require(
        failed is None and len(visits) == CROWD,
        asked=asked,
        expected="each answered with 200 or 429",
        got=failed.story() if failed else f"{len(visits)} answers",
        note=note if failed else "",
        where=failed.where if failed else "",
    )


def require_so_many(visits: list[Visit], asked: str) -> None:
    """Exactly CROWD_LIMIT of the crowd passed."""
    require_answers(visits, asked)
    passed = sum(visit.status == 200 for visit in visits)
    require(
        passed == CROWD_LIMIT,
        asked=asked,
        expected=f"{CROWD_LIMIT} times 200, {CROWD - CROWD_LIMIT} times 429",
        got=f"{passed} times 200, {CROWD - passed} times 429",
        note="Threads that read the same number, and each write the next one, count one hit.\n"
        "So do threads that each find no counter, or an old one, and each set a new one."
        if passed > CROWD_LIMIT
        else "",
        figures=[Figure("let through", "requests", passed, allowed=CROWD_LIMIT)],
    )
