"""Task 4: what the dashboard shows, over Django's ASGI handler in this process."""

import asyncio
import copy
import itertools
from dataclasses import replace

import pytest

from katas.day01_request_lifecycle import services
from katas.day01_request_lifecycle.tests.asked import Asked
from katas.day01_request_lifecycle.tests.dashboard import KEYS, content, dashboard, in_turn
from katas.day01_request_lifecycle.tests.driver import URLS, ask, ask_asgi, errors_seen
from katas.day01_request_lifecycle.tests.exchange import Sent, over_asgi
from katas.day01_request_lifecycle.tests.gate import Gate
from katas.day01_request_lifecycle.tests.news import (
    as_json,
    drawn,
    first_difference,
    issues,
    written,
)
from katas.day01_request_lifecycle.tests.oddities import FAR, LIMITS, each_oddity
from katas.day01_request_lifecycle.tests.subject import replaced
from katas.day01_request_lifecycle.tests.wall_clock import WallClock
from katas.harness.meters.event_loop import settled
from katas.harness.verdicts import require, shown

pytestmark = [pytest.mark.urls(URLS), pytest.mark.machine, pytest.mark.task(4)]

PATH = "/dashboard/"
ANY_NOTE = "Any GET is answered with the news, whatever its headers and its query say."
KEYS_NOTE = "Not all of the keys are texts: json.dumps writes {7: ..., None: ..., 'a': ...}, too."
A_YEAR = 31_536_000  # seconds
JUMPS, TURNS = 1_000, 5  # by which a year passes; of an event loop, after each of them


def test_dashboard_shows_what_the_services_say(settings):
    """The dashboard answers with what its own three calls returned, anew for each request."""
    handler = dashboard(settings)
    counts: list[services.Gauges] = []
    for number in range(1, 4):
        counted = services.reset(new_hold=in_turn(KEYS))
        found = content(ask("asgi", handler, "/dashboard/"))
        for key in KEYS:
            require(
                found[key] in counted.given[key],
                asked=f"GET /dashboard/, request {number} of 3: {key}",
                expected=f"what fetch_{key}() returned for this request: "
                + (written(counted.given[key][-1]) if counted.given[key] else "not called"),
                got=written(found[key]),
                note=source_of(found[key], [*counts, counted]),
            )
        counts.append(counted)


def source_of(value, counts):
    """Which other service, or which other request, gave this value."""
    for number, counted in enumerate(counts, 1):
        for key in KEYS:
            if value in counted.given[key]:
                return f"fetch_{key}() returned that for request {number}."
    return ""


def test_values_stay_as_they_are(settings):
    """What a service returned is shown as it is: empty, long, repeated, with any keys and texts."""
    handler = dashboard(settings)
    for issue in issues():
        services.reset(new_hold=in_turn(KEYS), new_news=given(issue))
        wish = as_json(issue)
        asked = f"GET /dashboard/; the services return {shown(written(issue), limit=300)}"
        found = content(ask("asgi", handler, "/dashboard/"), asked, KEYS_NOTE * (wish != issue))
        for key in KEYS:
            difference = first_difference(wish[key], found[key])
            require(
                not difference,
                asked=f"GET /dashboard/; fetch_{key}() returns {short(issue[key])}",
                expected=f"{key}: the same",
                got=f"{key}: {short(found[key])}",
                note=f"{shown(difference)}.",
            )


def given(issue):
    """The news as the services give them: the answer's to keep, to change and to throw away."""
    return lambda source: copy.deepcopy(issue[source])


def short(value):
    """As JSON, cut where it is long."""
    return shown(written(value), limit=600)


def test_any_get_shows_the_news(settings):
    """Whatever a GET asks for in its headers and its query, it is answered with the news."""
    handler = dashboard(settings)
    for name, value in LIMITS.items():
        setattr(settings, name, value)
    # Long enough for an answer that compresses, if it may.
    issue = drawn() | {"headlines": [f"Bulletin {number}" for number in range(40)]}
    services.reset(new_hold=lambda source: True, new_news=given(issue))

    async def answer(asked):
        sent = Sent()
        with errors_seen() as errors:
            await over_asgi(handler, asked, sent)
        return sent.answered(errors)

    async def scenario():
        plain = Asked(path=PATH)
        first = await answer(plain)
        # A browser has the page, and asks whether it is still the same: so it is.
        again = replace(plain, headers=tuple(back(first.headers)))
        odd = [replace(each, path=PATH) for each in each_oddity() if each.method == "GET"]
        # Each of them a second time, too: who asks the same again gets what is new.
        return [(plain, first), *[(each, await answer(each)) for each in (again, *odd) * 2]]

    answers = asyncio.run(scenario())
    for asked, answered in answers:
        found = content(answered, f"{asked.text}; the news is the same each time", ANY_NOTE)
        for key in KEYS:
            require(
                found[key] == issue[key],
                asked=f"{asked.text}; fetch_{key}() returns {written(issue[key])}",
                expected=f"{key}: the same",
                got=f"{key}: {written(found[key])}",
            )
    for key in KEYS:
        require(
            services.gauges.calls[key] >= len(answers),
            asked=f"GET /dashboard/ {len(answers)} times, with various headers and queries",
            expected=f"fetch_{key}() called for each request: {len(answers)} calls",
            got=f"{services.gauges.calls[key]} in all",
        )


def back(headers):
    """What a browser sends when it asks for a page again that came with these headers."""
    yield "If-None-Match", headers.get("etag", '"none"')
    yield "If-Modified-Since", headers.get("last-modified", headers.get("date", FAR))
    yield "Cookie", headers.get("set-cookie", "seen=1").partition(";")[0]
    yield "Cache-Control", "max-age=0"


def test_dashboard_uses_the_coroutines(settings):
    """The dashboard awaits the coroutines and leaves their blocking twins alone."""
    handler = dashboard(settings)
    services.reset(new_hold=lambda source: True)
    content(ask("asgi", handler, "/dashboard/"))
    blocking = sorted(services.gauges.blocking)
    require(
        not blocking,
        asked="GET /dashboard/",
        expected="fetch_headlines(), fetch_weather() and fetch_markets() awaited, no blocking twin",
        got=", ".join(f"fetch_{name}_blocking() called" for name in blocking),
        note="A blocking call stops the loop; in a thread it takes one of a few threads instead.",
    )


def test_each_value_under_its_own_key(settings):
    """Each value stands under its own key, in whatever order the services answer."""
    handler = dashboard(settings)
    for order in itertools.permutations(KEYS):
        counted = services.reset(new_hold=in_turn(order))
        found = content(ask("asgi", handler, "/dashboard/"))
        for key in KEYS:
            owner = next((name for name in KEYS if found[key] in counted.given[name]), "")
            require(
                owner == key,
                asked=f"GET /dashboard/; the services answer in the order {', '.join(order)}",
                expected=f"{key}: what fetch_{key}() returned",
                got=f"{key}: what fetch_{owner}() returned" if owner else written(found[key]),
            )


@pytest.mark.parametrize("late", KEYS)
def test_slow_service_is_waited_for(settings, late):
    """A service that answers a year after the others is waited for, and its value is shown."""
    clock = WallClock()
    with replaced(*clock.all()):
        handler = dashboard(settings)
        released: list[bool] = []
        # Opens by itself for an answer that keeps the loop from this test.
        gate = Gate(lambda: released)
        counted = services.reset(new_hold=lambda source: source != late or gate(source))

        async def scenario():
            request = ask_asgi(handler, "/dashboard/", patience=10.0**9)
            task = asyncio.ensure_future(request)
            others = len(KEYS) - 1
            await settled(lambda: task.done() or len(counted.finished) >= others, seconds=1.0)
            # The loop's own clock, too: whatever was to happen within a year does so now.
            # By many jumps: who counts how often it has waited has waited long, too.
            for _ in range(JUMPS):
                clock.offset += A_YEAR / JUMPS
                for _ in range(TURNS):
                    await asyncio.sleep(0)
            released.append(True)
            return await task

        found = content(asyncio.run(scenario()), f"GET /dashboard/; fetch_{late}() takes a year")
    require(
        found[late] in counted.given[late],
        asked=f"GET /dashboard/; fetch_{late}() takes a year",
        expected=f"{late}: what fetch_{late}() returned",
        got=f"{late}: {written(found[late])}, while fetch_{late}() had not answered yet",
    )
