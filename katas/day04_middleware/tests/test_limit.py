"""Task 4: the rate limit, on Django's LocMemCache, with real windows of one or two seconds."""

import itertools
import math
import time

import pytest
from django.core.cache import caches
from django.test import override_settings

from katas.day04_middleware.tests.crowd import CROWD, CROWD_LIMIT, crowd
from katas.day04_middleware.tests.driver import (
    AUDIT,
    BADGE,
    PROFILE,
    RATE_LIMIT,
    Onion,
    Visit,
    asked_of,
    newsroom,
    site,
    some_address,
    some_client,
)
from katas.harness.meters.database import watching
from katas.harness.verdicts import Figure, require

pytestmark = [pytest.mark.django_db, pytest.mark.machine]

# The tests' own layer BADGE sets request.api_client, so that only the limit is judged here.
LAYERS = [BADGE, RATE_LIMIT]
# Seconds within which a right answer may differ from the test's own clock.
LATE = 0.1
EARLY = 0.02


def ask(onion: Onion, client: str = "", path: str = "/health/", **options) -> Visit:
    """One request by a client, or by nobody. The view of /health/ runs no query."""
    headers = {"X-Badge": client} if client else {}
    headers.update(options.pop("headers", {}))
    return onion.visit(path, headers, **options)


def require_passed(visit: Visit, asked: str, note: str = "") -> None:
    require(
        visit.status == 200 and visit.trace.view,
        asked=asked,
        expected="200 from the view",
        got=visit.story(),
        note=note,
        where=visit.where,
    )


def require_limited(visit: Visit, asked: str, note: str = "") -> None:
    """429 from the rate limit, and nothing inside of it ran."""
    require(
        visit.status == 429,
        asked=asked,
        expected="429",
        got=visit.story(),
        note=note,
        where=visit.where,
    )
    require(
        not visit.trace.beyond(RATE_LIMIT),
        asked=asked,
        expected="429 at once: the request turns round in RateLimit",
        got=visit.story(),
    )


def retry_after(visit: Visit, asked: str) -> int:
    """The header as a number of whole seconds."""
    value = visit.headers.get("retry-after", "no such header")
    require(
        value.isascii() and value.isdecimal(),
        asked=f"{asked}; the header Retry-After",
        expected="a whole number of seconds",
        got=value,
    )
    return int(value)


@pytest.mark.task(4)
def test_so_many_and_no_more():
    """A client's first `limit` requests pass; the next are 429 at once, with Retry-After."""
    window = 600
    for limit in (1, 2, 7):
        client = some_client()
        with newsroom(keys={}, rate=(limit, window)):
            onion = Onion([*LAYERS, PROFILE, AUDIT])
            for number in range(1, limit + 1):
                visit = ask(onion, client)
                require_passed(visit, f"request {number} of a client, the limit being {limit}")
            for number in range(limit + 1, limit + 4):
                asked = f"request {number} of a client, the limit being {limit}"
                with watching(site) as ledger:
                    visit = ask(onion, client)
                require_limited(visit, asked)
                left = retry_after(visit, asked)
                require(
                    1 <= left <= window,
                    asked=f"{asked}; the header Retry-After, the window being {window} s",
                    expected=f"1 to {window}",
                    got=left,
                )
                require(not ledger.queries, asked=asked, expected="no query", got=asked_of(ledger))


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


# Who is not the same, though some spellings of them are.
ALIKE = [
    ("\xe9cho-{}", "echo-{}"),
    ("\u65b0\u805e-{}", "\u30cb\u30e5\u30fc\u30b9-{}"),
    ("the-press-{}", "the_press-{}"),
    ("press.{}", "press{}"),
    ("The-Courier-{}", "the-courier-{}"),
]


@pytest.mark.task(4)
@pytest.mark.parametrize("kind", ["names", "addresses"])
def test_who_is_spelt_alike_is_another(kind):
    """Clients whose names, or addresses, are much alike are counted each alone."""
    number = some_client().rpartition("-")[2]
    pairs = [(one.format(number), other.format(number)) for one, other in ALIKE]
    if kind == "addresses":
        pairs = [("10.1.11.5", "10.11.1.5"), ("2001:db8::1:23", "2001:db8::12:3")]
    with newsroom(keys={}, rate=(1, 600)):
        for one, other in pairs:
            onion = Onion(LAYERS)
            for who in (one, other):
                visit = ask(onion, who) if kind == "names" else ask(onion, address=who)
                require_passed(
                    visit,
                    f"the limit being 1, a request by {one!r}, then one by {other!r}",
                    "What a name is made into, to be part of a key, can be another's as well.",
                )


@pytest.mark.task(4)
def test_paths_and_methods_count_together():
    """The allowance is one for all paths and methods of a client."""
    client = some_client()
    sent = ["GET /health/?a=1", "POST /health-admin/", "HEAD /nowhere/", "GET /health/"]
    asked = f"{', '.join(sent)}, all by one client, the limit being 3"
    with newsroom(keys={}, rate=(3, 600)):
        onion = Onion(LAYERS)
        visits = []
        for line in sent:
            method, _, path = line.partition(" ")
            visits.append(ask(onion, client, path, method=method))
    for visit in visits[:3]:
        require(
            visit.status != 429,
            asked=asked,
            expected="no 429 among the first three",
            got=visit.story(),
        )
    require_limited(visits[3], f"{asked}: the last of them")


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
def test_forwarded_addresses_are_hearsay():
    """No header says who the client is: anyone can write X-Forwarded-For."""
    hearsay = {"X-Forwarded-For": "", "X-Real-IP": "", "Forwarded": "for=", "User-Agent": "curl/"}
    for header, prefix in hearsay.items():
        here = some_address()
        with newsroom(keys={}, rate=(2, 600)):
            onion = Onion(LAYERS)
            visits = [
                ask(onion, address=here, headers={header: f"{prefix}198.51.100.{number}"})
                for number in range(3)
            ]
            others = [
                ask(onion, address=some_address(), headers={header: f"{prefix}203.0.113.9"})
                for _ in range(3)
            ]
        asked = f"GET /health/ from {here}, each with another {header}, the limit being 2"
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
                f"GET /health/ from three addresses, all with the same {header}, the limit being 2",
                "A client that writes this header itself could shut others out.",
            )


# The window ---------------------------------------------------------------------------------------


def wait_for_the_clock(first: float, last: float) -> None:
    """Wait until the wall clock's part of a second lies between two bounds.

    Windows that are cut by the clock then end in the middle of the test, in every run.
    """
    while not first <= time.time() % 1 <= last:
        time.sleep(0.01)


def wait_until(moment: float) -> None:
    """Wait for a moment of time.monotonic()."""
    while (left := moment - time.monotonic()) > 0:
        time.sleep(left)


# A stalled machine can miss the moments that a test is about. Then it asks again.
ATTEMPTS = 3


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
            f"{limit} requests within a window of {window} s, more of them refused,\n"
            f"then request {number} after the window's end",
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
    for later in (0.5, 0.8, 0.85, 0.9):
        wait_until(opened + later * window)
        visits.append(ask(onion, client))
    on_time = time.monotonic() < began + window - EARLY
    wait_until(opened + window + LATE)
    again = [ask(onion, client) for _ in range(limit + 1)]
    return visits, again, on_time and time.monotonic() < opened + 1.5 * window


@pytest.mark.task(4)
def test_the_window_begins_with_the_first_request():
    """From a client's first request on, no more than `limit` pass until the window is over."""
    limit, window = 2, 1
    for _ in range(ATTEMPTS):
        client, bystander = some_client(), some_client()
        with newsroom(keys={}, rate=(limit, window)):
            onion = Onion(LAYERS)
            # While the window of another client is under way: a common one would end too early.
            wait_for_the_clock(0.1, 0.35)
            earlier = time.monotonic()
            ask(onion, bystander)
            wait_for_the_clock(0.45, 0.65)
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
        if longest_gap < 0.2 and began < earlier + 0.7:
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
    for later, visit, least, most in refused:
        asked = f"window {window} s; a request {later:.1f} s after the first"
        require_limited(visit, asked)
        got = retry_after(visit, asked)
        require(
            least <= got <= most,
            asked=asked,
            expected=f"Retry-After: {most}",
            got=f"Retry-After: {got}",
            note="A client that waits as long as it is told must then be let in,\n"
            "and should not wait longer than it must.",
        )


def ask_when_the_limit_is_used_up(
    onion: Onion, window: int
) -> tuple[list[tuple[float, Visit, int, int]], bool]:
    """A new client's visits after its one allowed, and whether all were in time.

    Each with the seconds since the first, and the least and the most that Retry-After may be:
    both clocks may differ a little, and the answer chose its moment between two of the test's.
    """
    client = some_client()
    wait_for_the_clock(0.5, 0.75)
    refused: list[tuple[float, Visit, int, int]] = []
    on_time, after = True, -1.0
    # A second window begins when the first one is over, and its end is another one.
    for moments in ((0.1, 0.7, 1.3), (0.1,)):
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
            refused.append((sent - after, visit, least, most))
    return refused, on_time


# Where the counting happens -----------------------------------------------------------------------


@pytest.mark.task(4)
@pytest.mark.parametrize("window", ["first", "second"])
def test_no_hit_is_lost_between_threads(window):
    """Of many requests at the same moment, in many threads, exactly `limit` pass."""
    client = some_client()
    asked = f"{CROWD} threads ask at once for one client, the limit being {CROWD_LIMIT}"
    with newsroom(keys={}, rate=(CROWD_LIMIT, 600)):
        if window == "second":
            asked = f"a client's window of 1 s is over; then {asked}"
            with override_settings(NEWSROOM_RATE_LIMIT=(CROWD_LIMIT, 1)):
                ask(Onion(LAYERS), client)
            time.sleep(1 + LATE)
        visits = crowd(Onion(LAYERS), client)
    failed = next((visit for visit in visits if visit.status not in (200, 429)), None)
    require(
        failed is None and len(visits) == CROWD,
        asked=asked,
        expected="each answered with 200 or 429",
        got=failed.story() if failed else f"{len(visits)} answers",
        where=failed.where if failed else "",
    )
    passed = sum(visit.status == 200 for visit in visits)
    require(
        passed == CROWD_LIMIT,
        asked=asked,
        expected=f"{CROWD_LIMIT} times 200, {CROWD - CROWD_LIMIT} times 429",
        got=f"{passed} times 200, {CROWD - passed} times 429",
        note="Threads that read the same number, and each write the next one, count one hit."
        if passed > CROWD_LIMIT
        else "",
        figures=[Figure("let through", "requests", passed, allowed=CROWD_LIMIT)],
    )


@pytest.mark.task(4)
@pytest.mark.parametrize("who", ["client", "address"])
def test_the_counters_live_in_the_cache(who):
    """The counters are in Django's cache: a second process counts on, an emptied cache forgets."""
    client = some_client() if who == "client" else ""
    address = some_address()
    with newsroom(keys={}, rate=(3, 600)):
        first, second = Onion(LAYERS), Onion(LAYERS)
        begun = [ask(each, client, address=address) for each in (first, second, first)]
        more = [ask(each, client, address=address) for each in (first, second)]
        caches["default"].clear()
        anew = [ask(each, client, address=address) for each in (first, second)]
    layers = "two handlers, as in two processes with one cache"
    for visit in begun:
        require_passed(visit, f"{layers}: the first three requests in turns, the limit being 3")
    for visit in more:
        require_limited(visit, f"{layers}: three requests in turns, the limit being 3, then one")
    for visit in anew:
        require_passed(
            visit,
            "the limit is used up; then the cache is emptied, and one more request",
            "The count is kept outside of the cache, where other processes do not see it.",
        )


@pytest.mark.task(4)
def test_the_end_of_the_window_is_shared():
    """A second process knows how long the window still lasts."""
    asked = "two handlers, as in two processes with one cache: each refuses the same client"
    with newsroom(keys={}, rate=(1, 600)):
        onions = Onion(LAYERS), Onion(LAYERS)
        client = some_client()
        ask(onions[0], client)
        began = time.monotonic()
        refused = [ask(each, client) for each in onions]
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
