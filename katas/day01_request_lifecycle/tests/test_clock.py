"""Task 3: the time that TimingMiddleware reports, behind Django's WSGI and ASGI handlers."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from urllib.parse import urlencode

import pytest

from katas.day01_request_lifecycle import pages
from katas.day01_request_lifecycle.tests.driver import WAITING, ask, build
from katas.day01_request_lifecycle.tests.expectations import SPARE, check_duration, durations
from katas.day01_request_lifecycle.tests.subject import replaced
from katas.day01_request_lifecycle.tests.wall_clock import WallClock, untouched
from katas.harness.verdicts import require

pytestmark = [pytest.mark.urls(WAITING), pytest.mark.machine, pytest.mark.task(3)]
both = pytest.mark.parametrize("kind", ["wsgi", "asgi"])

# Seconds that a view takes: a long one ahead of a short one shows what the earlier one left.
LONG, SHORT = 0.015, 0.003
# How the page /as/ answers, in the words of `makers`, and the method of the request for it.
ANSWERS = {
    "Http404": "GET",
    "PermissionDenied": "POST",
    "BadRequest": "PUT",
    "a redirect": "GET",
    "no Content-Type": "DELETE",
    "closed": "GET",
    "JSON": "PATCH",
    "a stream": "GET",
    "a template": "OPTIONS",
}
# Seconds between the building of a handler and the first request to it, at the least.
AGE = 0.01
# By a clock that is replaced. No round numbers: what is left out of a number shows.
LENGTHS = (1.5, 95.7, 5_400.3, 700_000.9)


def built(kind):
    """A handler that is older than any request to it: by more than a duration may be wrong."""
    handler = build(kind)
    time.sleep(AGE)
    return handler


@both
def test_duration_is_what_the_view_took(kind):
    """The duration is at least what the view took, and no more than the whole request."""
    handler = built(kind)
    for path in ("/slow/", "/aslow/", "/slow-and-broken/"):
        for seconds in (LONG, SHORT):
            asked = f"GET {path}, which takes {seconds:g} s, through the {kind.upper()} handler"
            visited(kind, handler, path, asked, partial(time.sleep, seconds))
    for answer, method in ANSWERS.items():
        path = f"/as/?{urlencode({'answer': answer})}"
        asked = f"{method} a page that takes {SHORT:g} s and answers with {answer}"
        asked += f", through the {kind.upper()} handler"
        answered = visit_to(kind, handler, path, asked, partial(time.sleep, SHORT), method=method)
        # Whether it is there at all is another task's question.
        if "server-timing" in answered.headers:
            check_duration(answered, pages.visits["only"].took, asked)


@both
def test_long_request_is_measured(kind):
    """The duration is what the view took, however long: a second, an hour, a week."""
    clock = WallClock()
    with replaced(*clock.all()):
        handler = built(kind)
        for seconds in LENGTHS:
            asked = f"GET /aslow/, which takes {seconds:,.1f} s, through the {kind.upper()} handler"
            began = untouched()
            answered = visit_to(kind, handler, "/aslow/", asked, partial(clock.step, seconds))
            # An answer may have found a clock that nobody can step: then no time has passed.
            most = (untouched() - began) * 1_000 + SPARE
            if not any(found <= most for found in durations(answered, asked)):
                check_duration(answered, pages.visits["only"].took, asked)


def visited(kind, handler, path, asked, meanwhile, note="", **headers):
    """A page is asked for, does something meanwhile, and the duration is right."""
    answered = visit_to(kind, handler, path, asked, meanwhile, **headers)
    check_duration(answered, pages.visits["only"].took, asked, note)


def visit_to(kind, handler, path, asked, meanwhile, **headers):
    """The answer of a page that does something meanwhile."""
    visit = pages.visits["only"] = pages.Visit()
    visit.meanwhile = meanwhile
    visit.released.set()
    answered = ask(kind, handler, path, X_Visit="only", patience=10.0**9, **headers)
    require(
        visit.entered.is_set(),
        asked=asked,
        expected="it reaches its view",
        got=answered.text,
        note=answered.note,
        where=answered.where,
    )
    return answered


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
        handler = built(kind)
        for method, path, seconds in (("GET", "/slow/", LONG), ("POST", "/dashboard/", SHORT)):
            asked = f"{method} {path} through the {kind.upper()} handler; an hour {word} meanwhile"
            visited(kind, handler, path, asked, partial(step, seconds), STEP_NOTE, method=method)


# Headers by which routers and browsers tell when they sent a request, and how they write a time.
SENT = (
    *("X-Request-Start", "X-Queue-Start", "X-Start-Time", "X-Timestamp", "X-Queue-Time"),
    *("X-Request-Received", "Date"),
)
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
    handler = built(kind)
    for word, seconds in (("once", LONG), ("again", SHORT)):
        asked = f"GET /slow/ {word}, through the {kind.upper()} handler, without such a header"
        visited(kind, handler, "/slow/", asked, partial(time.sleep, seconds))
    for age, seconds in AGES.items():
        moment = datetime.now(UTC) - timedelta(seconds=seconds)
        for form, write in WRITTEN.items():
            headers = {name.replace("-", "_"): write(moment) for name in SENT}
            headers["X_Amzn_Trace_Id"] = f"Root=1-{int(moment.timestamp()):x}-7d1f"
            asked = (
                f"GET /slow/ through the {kind.upper()} handler,"
                f" with X-Request-Start and the like: {age}, in {form}\n{write(moment)}"
            )
            note = "Anybody can send a header, with any time in it."
            visited(kind, handler, "/slow/", asked, partial(time.sleep, 0.002), note, **headers)
