"""Task 2: what TimingMiddleware sets on every response, through Django's WSGI and ASGI handlers."""

import itertools
import random
from functools import partial
from http import HTTPStatus
from urllib.parse import urlencode

import pytest
from django.test import override_settings
from django.utils import translation

from katas.day01_request_lifecycle import pages
from katas.day01_request_lifecycle.tests import layers
from katas.day01_request_lifecycle.tests.driver import URLS, ask, ask_all, build
from katas.day01_request_lifecycle.tests.expectations import check_region, durations
from katas.day01_request_lifecycle.tests.oddities import METHODS
from katas.day01_request_lifecycle.tests.subject import patched, replaced
from katas.day01_request_lifecycle.tests.wall_clock import WallClock
from katas.harness.verdicts import require, shown

pytestmark = pytest.mark.urls(URLS)
LAYERS = layers.__name__
both = pytest.mark.parametrize("kind", ["wsgi", "asgi"])

WELL = {
    "/": 200,
    "/async/": 200,
    "/moved/": 302,
    "/ticker/": 200,
    "/rendered/": 200,
    "/gauges/": 200,
}
GIVEN = {
    "/moved/": "a redirect",
    "/ticker/": "a stream",
    "/rendered/": "a template",
    "/gauges/": "JSON",
}
ERRORS = {
    "/withdrawn/": 404,
    "/nowhere/": 404,
    "/editors/": 403,
    "/nonsense/": 400,
    "/broken/": 500,
    # Pages that somebody might leave out.
    "/favicon.ico": 404,
    "/static/site.css": 404,
    "/health/": 404,
    "/admin/": 404,
}
FINAL = [status.value for status in HTTPStatus if status >= 200]
ENDINGS = {"closed": 503, "forbids": 403, "fails": 500}


@pytest.mark.task(2)
@both
def test_headers_on_good_responses(kind, region):
    """A good response bears X-Region and Server-Timing: redirects, streams and JSON, too."""
    check_all(kind, region, [("GET", path, status) for path, status in WELL.items()])


@pytest.mark.task(2)
@both
def test_headers_on_errors(kind, region):
    """A 404, a 403, a 400 and the 500 of a view that raised bear both headers as well."""
    check_all(kind, region, [("GET", path, status) for path, status in ERRORS.items()])


@pytest.mark.task(2)
@both
def test_headers_on_every_status(kind, region):
    """A response with any final status bears both headers, and has the body that it had."""
    requests = [("GET", f"/answering/?status={each}", each) for each in FINAL]
    for answered, (_, path, status) in zip(
        check_all(kind, region, requests), requests, strict=True
    ):
        body = b"" if status in (204, 304) else f"As you wish: {status}".encode()
        require(
            answered.body == body,
            asked=f"GET {path} through the {kind.upper()} handler",
            expected=f"the body that the view gave: {shown(body.decode())}",
            got=shown(answered.body.decode()),
        )


@pytest.mark.task(2)
@both
def test_headers_for_every_method(kind, region):
    """The response to a request of any method bears both headers."""
    check_all(kind, region, [(method, "/async/", 200) for method in METHODS])


# What an inner layer, or the view, may have said in Server-Timing.
ENTRIES = (
    "db;dur=1",
    "webapp;dur=5",
    "my-app;dur=2",
    "apple;dur=3, pine.app",
    'db;desc="app;dur=4"',
    "total;desc=app;dur=5",
    "App;dur=6",
    f"app;dur={layers.A_DAY}",
    f"app;dur={layers.A_DAY}, db;dur=7",
    "app",
)


@pytest.mark.task(2)
@both
def test_headers_that_are_there_already(kind, region):
    """Whatever a response says in the two headers already, this request's figures are set."""
    handler = build(kind)
    regions = ("elsewhere", region)
    entries = (*ENTRIES, "", *(entries_drawn() for _ in range(4)))
    there_already = [
        *itertools.product(entries, regions, [str]),
        # Names of headers have no case.
        *itertools.product(ENTRIES[:1], regions, [str.lower, str.upper]),
    ]
    found = [said(*each) for each in there_already]
    paths = [f"/stamped/?{urlencode(headers)}" for headers in found]
    answers = ask_all(kind, handler, *[("GET", path) for path in paths])
    for answered, headers in zip(answers, found, strict=True):
        there = ", ".join(f"{name}: {value}" for name, value in headers.items())
        asked = f"GET a page through the {kind.upper()} handler, whose view sets {there}"
        check_region(answered, region, asked)
        require(
            durations(answered, asked) != [layers.A_DAY],
            asked=asked,
            expected="an entry app;dur=<milliseconds> of this request",
            got=f"Server-Timing: {answered.headers['server-timing']}",
        )


def entries_drawn():
    """Entries whose names and parameters look like ours; none is app with a dur."""
    more = (";dur=9", ";desc=app", ';desc="app;dur=8, app";dur=7', " ; DUR = 6", "")
    names = [f"{random.choice(('web', 'x-', '0', ''))}app{random.choice('*2.!s~_')}" for _ in more]
    entries = [name + random.choice(more) for name in names[: random.randrange(1, 5)]]
    return random.choice((", ", ",", " , ")).join(entries)


def said(entries, region, spelled):
    """The two headers, the second one only if there are entries."""
    headers = {"X-Region": region, "Server-Timing": entries}
    return {spelled(name): value for name, value in headers.items() if value}


# Seconds that a page takes, by a clock that is replaced: the number has more digits each time.
LENGTHS = {"a moment": 0, "a second": 1, "half an hour": 1_800, "twelve days": 10**6}
LANGUAGES = ("en", "de", "ar", "fr-CH")


@pytest.mark.task(2)
@both
def test_number_is_the_same_in_any_language(kind, region):
    """A number of any size is written for machines, whatever language the reader has."""
    clock = WallClock()
    with replaced(*clock.all()):
        handler = build(kind)
        for (words, seconds), language in itertools.product(LENGTHS.items(), LANGUAGES):
            visit = pages.visits["long"] = pages.Visit()
            visit.meanwhile = partial(clock.step, seconds)
            visit.released.set()
            reader = {"USE_THOUSAND_SEPARATOR": True, "DEBUG": language == "ar"}
            with override_settings(**reader), translation.override(language):
                answered = ask(kind, handler, "/aslow/", X_Visit="long", patience=10.0**9)
            asked = f"GET a page that takes {words}, through the {kind.upper()} handler"
            name = translation.get_language_info(language)["name"]
            asked += f"; the active language is {name}, USE_THOUSAND_SEPARATOR is set"
            check_region(answered, region, asked)
            durations(answered, asked)


@pytest.mark.task(2)
@both
def test_headers_when_an_inner_layer_ends_it(kind, region):
    """A response that an inner layer gave, or that its error became, bears both headers."""
    clock = WallClock()
    with replaced(*clock.all()):
        for layer, status in ENDINGS.items():
            check_all(kind, region, [("GET", "/", status)], f"{LAYERS}.{layer}", more=ended(layer))
        # What is read only of a request that took long is there no more than otherwise.
        with patched((layers, "meanwhile", [partial(clock.step, 3_600)])):
            for path, layer, status in (
                ("/nowhere/", "", 404),
                *(("/", layer, status) for layer, status in ENDINGS.items()),
            ):
                inner = [f"{LAYERS}.{each}" for each in ("late", layer) if each]
                more = f"{ended(layer)}, after an hour"
                requests = [("GET", path, status)]
                check_all(kind, region, requests, *inner, more=more, patience=10.0**9)


def ended(layer):
    """Who ends it, in words."""
    if layer == "closed":
        return ", an inner layer answers"
    return f", whose inner layer {layer}" if layer else ""


def check_all(kind, region, requests, *layers, more="", patience=10.0):
    """The responses: each has the right status and both headers. requests: method, path, status."""
    handler = build(kind, "TIMING", *layers)
    pairs = [(method, path) for method, path, _ in requests]
    answers = ask_all(kind, handler, *pairs, patience=patience)
    for answered, (method, path, status) in zip(answers, requests, strict=True):
        what = f" ({GIVEN[path]})" if path in GIVEN else ""
        asked = f"{method} {path}{what} through the {kind.upper()} handler{more}"
        require(
            answered.status == status,
            asked=asked,
            expected=f"status {status}",
            got=answered.text,
            note=answered.note,
            where=answered.where,
        )
        check_region(answered, region, asked)
        durations(answered, asked)
    return answers
