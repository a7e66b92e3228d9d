"""Task 3: the time that TimingMiddleware reports, behind Django's WSGI and ASGI handlers."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import Any

import pytest

from katas.day01_request_lifecycle import pages
from katas.day01_request_lifecycle.tests.driver import URLS, Client, ask, ask_asgi, build
from katas.day01_request_lifecycle.tests.expectations import check_duration
from katas.day01_request_lifecycle.tests.subject import replaced
from katas.day01_request_lifecycle.tests.wall_clock import WallClock
from katas.harness.verdicts import require

pytestmark = [pytest.mark.urls(URLS), pytest.mark.machine, pytest.mark.task(3)]
both = pytest.mark.parametrize("kind", ["wsgi", "asgi"])

# Seconds between two overlapping requests. Not awaited for readiness: this is how far apart the
# starts are that a wrong answer confuses.
GAP = 0.06
# Seconds that a view takes: a long one ahead of a short one shows what the earlier one left.
LONG, SHORT = 0.015, 0.003
# Seconds after which a request counts as kept out of its view.
WAIT = 5.0
AT_ONCE = 8
# What requests of one client have in common.
SAME: dict[str, Any] = {"X_Request_Id": "7d1f", "Cookie": "sessionid=of-an-editor"}


@both
def test_duration_is_what_the_view_took(kind):
    """The duration is at least what the view took, and no more than the whole request."""
    handler = build(kind)
    for path in ("/slow/", "/aslow/", "/slow-and-broken/"):
        for seconds in (LONG, SHORT):
            asked = f"GET {path}, which takes {seconds:g} s, through the {kind.upper()} handler"
            visited(kind, handler, path, asked, partial(time.sleep, seconds))


def visited(kind, handler, path, asked, meanwhile, note="", **headers):
    """A page is asked for, does something meanwhile, and the duration is right."""
    visit = pages.visits["only"] = pages.Visit()
    visit.meanwhile = meanwhile
    visit.released.set()
    answered = ask(kind, handler, path, X_Visit="only", **headers)
    require(
        visit.entered.is_set(),
        asked=asked,
        expected="it reaches its view",
        got=answered.text,
        note=answered.note,
        where=answered.where,
    )
    check_duration(answered, visit.took, asked, note)


STEP_NOTE = (
    "The wall clock may be stepped at any moment: it tells the time of day,"
    " not how long something took."
)


@both
@pytest.mark.parametrize("hours", [-1, 1], ids=["back", "forward"])
def test_clock_steps_change_nothing(kind, hours):
    """A step of the wall clock during the view leaves the duration as it is."""
    clock = WallClock()
    word = "back" if hours < 0 else "forward"

    def step(seconds):
        clock.step(hours * 3_600)
        time.sleep(seconds)

    with replaced(*clock.replacements()):
        handler = build(kind)
        for path, seconds in (("/slow/", LONG), ("/aslow/", SHORT)):
            asked = f"GET {path} through the {kind.upper()} handler; an hour {word} meanwhile"
            visited(kind, handler, path, asked, partial(step, seconds), STEP_NOTE)


# Headers by which routers and browsers tell when they sent a request, and how they write a time.
SENT = ("X-Request-Start", "X-Queue-Start", "X-Start-Time", "X-Timestamp", "X-Queue-Time", "Date")
WRITTEN = {
    "milliseconds": lambda moment: f"{moment.timestamp() * 1_000:.0f}",
    "microseconds": lambda moment: f"t={moment.timestamp() * 1_000_000:.0f}",
    "seconds": lambda moment: f"t={moment.timestamp():.3f}",
    "seconds, bare": lambda moment: f"{moment.timestamp():.3f}",
    "ISO 8601": lambda moment: moment.isoformat(),
    "as in Date": lambda moment: format_datetime(moment, usegmt=True),
}
AGES = {"half a second ago": 0.5, "20 seconds ago": 20, "a day ago": 86_400, "in an hour": -3_600}


@both
def test_no_header_moves_the_clock(kind):
    """What a request says of its own start, in whatever header and form, is not believed."""
    handler = build(kind)
    for word, seconds in (("once", LONG), ("again", SHORT)):
        asked = f"GET /slow/ {word}, through the {kind.upper()} handler, without such a header"
        visited(kind, handler, "/slow/", asked, partial(time.sleep, seconds))
    for age, seconds in AGES.items():
        moment = datetime.now(UTC) - timedelta(seconds=seconds)
        for form, write in WRITTEN.items():
            headers = {name.replace("-", "_"): write(moment) for name in SENT}
            asked = (
                f"GET /slow/ through the {kind.upper()} handler,"
                f" with X-Request-Start and the like: {age}, in {form}\n{write(moment)}"
            )
            note = "Anybody can send a header, with any time in it."
            visited(kind, handler, "/slow/", asked, partial(time.sleep, 0.002), note, **headers)


ORDERS = pytest.mark.parametrize(
    "first_out", ["first", "second"], ids=["first-in-first-out", "first-in-last-out"]
)
OVERLAP_NOTE = "One instance of the middleware serves all requests at the same time."


@ORDERS
def test_overlap_in_threads(first_out):
    """Requests that overlap in threads do not disturb each other's durations."""
    handler = build("wsgi")
    visits = visits_of("first", "second")
    clients = {name: Client(handler, "/slow/", X_Visit=name, **SAME) for name in visits}
    for name, visit in visits.items():
        if name != "first":
            time.sleep(GAP)
        clients[name].start()
        if not visit.entered.wait(WAIT):
            release(visits)
            kept_out(clients[name].result(), f"two overlapping requests in threads, the {name} one")
    for name in sorted(visits, reverse=first_out == "second"):
        visits[name].released.set()
        clients[name].result()
    for name, visit in visits.items():
        asked = f"two overlapping requests in threads, the {first_out} one ends first: the {name}"
        check_duration(clients[name].result(), visit.took, asked, OVERLAP_NOTE)


@ORDERS
def test_overlap_on_one_loop(first_out):
    """Requests that overlap on one event loop do not disturb each other's durations."""
    handler = build("asgi")
    visits = visits_of("first", "second")

    async def scenario():
        tasks = {}
        for name, visit in visits.items():
            if name != "first":
                await asyncio.sleep(GAP)
            request = ask_asgi(handler, "/aslow/", X_Visit=name, **SAME)
            tasks[name] = asyncio.ensure_future(request)
            await entered([visit], [tasks[name]])
            if not visit.entered.is_set():
                release(visits)
                await asyncio.wait(tasks.values(), timeout=5)
                kept_out(await tasks[name], f"two overlapping requests on one loop, the {name} one")
        for name in sorted(visits, reverse=first_out == "second"):
            visits[name].released.set()
            await asyncio.wait([tasks[name]], timeout=5)
        return {name: await task for name, task in tasks.items()}

    answers = asyncio.run(scenario())
    for name, visit in visits.items():
        asked = f"two overlapping requests on one loop, the {first_out} one ends first: the {name}"
        check_duration(answers[name], visit.took, asked, OVERLAP_NOTE)


@pytest.mark.parametrize("place", ["in-threads", "on-one-loop"])
def test_requests_wait_for_no_other(place):
    """Eight requests are in their view at the same moment, in threads and on one event loop."""
    visits = visits_of(*(f"number {number}" for number in range(1, AT_ONCE + 1)))
    together = in_threads if place == "in-threads" else on_one_loop
    inside, answers = together(visits)
    asked = f"{AT_ONCE} requests {place.replace('-', ' ')}, each held in its view until all are in"
    texts = "; ".join(dict.fromkeys(answered.text for answered in answers))
    require(
        inside == AT_ONCE,
        asked=asked,
        expected=f"all {AT_ONCE} in their view at the same moment",
        got=f"{inside} of them; the others had to wait until these had left; then {texts}",
        note=next((each.note for each in answers if each.note), ""),
        where=next((each.where for each in answers if each.where), ""),
    )


def in_threads(visits):
    """How many were in their view at once, and the answers."""
    handler = build("wsgi")
    clients = [Client(handler, "/slow/", X_Visit=name, **SAME) for name in visits]
    for client in clients:
        client.start()
    asyncio.run(entered(visits.values(), []))
    return release(visits), [client.result() for client in clients]


def on_one_loop(visits):
    """How many were in their view at once, and the answers."""
    handler = build("asgi")

    async def scenario():
        requests = [ask_asgi(handler, "/aslow/", X_Visit=name, **SAME) for name in visits]
        tasks = [asyncio.ensure_future(request) for request in requests]
        await entered(visits.values(), tasks)
        return release(visits), await asyncio.gather(*tasks)

    return asyncio.run(scenario())


def visits_of(*names):
    """The visits of several requests to one page, by their names."""
    visits = {name: pages.Visit() for name in names}
    pages.visits.update(visits)
    return visits


async def entered(visits, tasks):
    """Wait until all visits have entered, until one of the tasks is done, or until WAIT is over."""
    until = time.monotonic() + WAIT
    while not all(visit.entered.is_set() for visit in visits) and time.monotonic() < until:
        if any(task.done() for task in tasks):
            break
        await asyncio.sleep(0.002)


def release(visits):
    """Let go of the requests. Returns how many were in their view."""
    inside = sum(visit.entered.is_set() for visit in visits.values())
    for visit in visits.values():
        visit.released.set()
    return inside


def kept_out(answered, asked):
    """The request did not reach its view in time."""
    require(
        False,
        asked=asked,
        expected="it reaches its view while the other one is in there",
        got=f"it did not get there before the other one had left; then {answered.text}",
        note=answered.note,
        where=answered.where,
    )
