"""Task 3: the logbook brick alone, on the hand-written PlainView and on django.views.View."""

import contextlib
import string
from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404

from katas.day03_class_based_views.bricks import CountingMixin
from katas.day03_class_based_views.tests.driver import (
    Handler,
    ask,
    base_named,
    desk,
    request_for,
    view_of,
    views,
)
from katas.day03_class_based_views.tests.expectations import (
    check_base_still_works,
    check_changed_on_the_way,
    check_handed_on,
)
from katas.day03_class_based_views.tests.logbook import check_line
from katas.day03_class_based_views.tests.outcomes import (
    ODD,
    RESPONSES,
    Unusual,
    check_raised,
    check_returned,
    error_of,
    raising,
    told,
)
from katas.harness.verdicts import Unfit, require

pytestmark = pytest.mark.task(3)
# 299 and 599 have no name.
STATUSES = [("GET", 200), ("POST", 201), ("GET", 302), ("PUT", 404), ("GET", 503)]
STATUSES += [("PATCH", 299), ("DELETE", 599), ("HEAD", 204), ("OPTIONS", 200), ("TRACE", 418)]
ERRORS: list[tuple[str, type[Exception]]] = [
    ("GET", AttributeError),
    ("POST", Http404),
    ("DELETE", PermissionDenied),
    ("PUT", SuspiciousOperation),
    *[("PATCH", kind) for kind in ODD],
]
# What a path may be made of: each in the middle, twice, and at the end.
LETTERS = [*string.punctuation, " ", "\u3000", "\u00df", "\u0130", "e\u0301", "\u05e9"]
PATHS = [f"/desk/a{each}b{each}{each}c/{each}" for each in LETTERS]
PATHS += ["/", "/desk//news/../", f"/desk/{'long/' * 52}"]
bases = pytest.mark.parametrize("base", ["PlainView", "View"])


def logged(base: str, **members) -> type:
    return desk(views.LoggingMixin, base_named(base), **members)


@bases
def test_one_line_for_each_response(base, logbook):
    """Each request leaves one INFO record: its method, its path and the status it really got."""
    for method, status in STATUSES:
        logbook.records.clear()
        handler = Handler(status)
        asked = f"{method} /desk/\nDesk(LoggingMixin, {base}), the handler answers {status}"
        view = view_of(logged(base, **{method.lower(): handler.method()}))
        ask(view, request_for(method), asked=asked)
        check_line(logbook, f"{method} /desk/ -> {status}", asked)
    handler = Handler()
    view = view_of(logged(base, get=handler.method()))
    # Every status that has a name; one base will do for all of them.
    for handler.status in HTTPStatus if base == "PlainView" else []:
        logbook.records.clear()
        asked = f"GET /desk/\nDesk(LoggingMixin, {base}), the handler answers {handler.status:d}"
        ask(view, request_for(), asked=asked)
        check_line(logbook, f"GET /desk/ -> {handler.status:d}", asked)
    for method, status in [("HEAD", 200), ("PUT", 405)] if base == "View" else []:
        logbook.records.clear()
        asked = f"{method} /desk/\nDesk(LoggingMixin, {base}), which has nothing but get()"
        ask(view_of(logged(base, get=Handler().method())), request_for(method), asked=asked)
        check_line(logbook, f"{method} /desk/ -> {status}", asked)


@bases
def test_the_line_names_the_path(base, logbook):
    """The record names request.path as it is, without the query string."""
    view = view_of(logged(base, get=Handler().method()))
    for url, path in urls(base):
        logbook.records.clear()
        request, asked = request_for(path=url), f"GET {url[:80]}\nDesk(LoggingMixin, {base})"
        if request.path != path:
            raise Unfit(f"The path of {url} is {request.path!a}. Please report it.")
        asked += "" if path.isascii() else f"; request.path is {path!a}"
        ask(view, request, asked=asked)
        check_line(logbook, f"GET {path} -> 200", asked)


def urls(base: str) -> list[tuple[str, str]]:
    """URLs, and what request.path makes of them; one base will do for all letters."""
    return [
        ("/desk/?tag=river&page=2", "/desk/"),
        ("/desk/%C3%9Cberfahrt/", "/desk/Überfahrt/"),
        ("/desk/100%25/", "/desk/100%/"),
        ("/desk/%25s/%7Bx%7D/", "/desk/%s/{x}/"),
        ("/desk/caf%C3%A9%C2%A0noir%20/%F0%9F%8C%8A", "/desk/café\u00a0noir /🌊"),
        # Not UTF-8: Django leaves it quoted.
        ("/desk/%FF/", "/desk/%FF/"),
        *[(f"{quote(path)}?page=2", path) for path in PATHS if base == "PlainView"],
    ]


@bases
def test_the_line_keeps_the_script_prefix(base, logbook):
    """Where the site is mounted below a prefix, the record names the whole of request.path."""
    view = view_of(logged(base, get=Handler().method()))
    ask(view, request_for(path="/desk/", SCRIPT_NAME="/site"))
    asked = f"GET /desk/ of a site mounted at /site\nDesk(LoggingMixin, {base})"
    check_line(logbook, "GET /site/desk/ -> 200", asked)


@bases
def test_the_line_says_what_the_request_says(base, logbook):
    """Method and path are those of the request object, which a layer before may have changed."""

    class Before:
        def dispatch(self, request, *args, **kwargs):
            request.method, request.path = "DELETE", "/moved/"
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    members = {"delete": Handler(204).method()}
    view = view_of(desk(Before, views.LoggingMixin, base_named(base), **members))
    asked = "POST /desk/?page=2; the brick Before sets request.method = 'DELETE'"
    asked += f"\nand request.path = '/moved/'\nDesk(Before, LoggingMixin, {base})"
    ask(view, request_for("POST", "/desk/?page=2"), asked=asked)
    check_line(logbook, "DELETE /moved/ -> 204", asked)


@bases
def test_the_line_comes_after_the_answer(base, logbook):
    """The record is written when the response is known: while the handler runs there is none."""
    early = []
    handler = Handler(first=lambda: early.extend(logbook.lines()))
    asked = f"GET /desk/\nDesk(LoggingMixin, {base})"
    ask(view_of(logged(base, get=handler.method())), request_for(), asked=asked)
    require(
        not early,
        asked=f"{asked}, the log looked at inside get()",
        expected="no record yet",
        got="\n".join(early),
    )
    check_line(logbook, "GET /desk/ -> 200", asked)


@bases
def test_the_logbook_hands_on(base, logbook):
    """The logbook brick hands on with all that came to it and returns what comes back."""
    get = Handler()
    view = view_of(desk(views.LoggingMixin, CountingMixin, base_named(base), get=get.method()))
    check_handed_on(view, request_for(), get, f"Desk(LoggingMixin, CountingMixin, {base})")
    other = request_for(path="/other/")
    check_changed_on_the_way([views.LoggingMixin, base_named(base)], Handler(), other)
    if base == "View":
        check_base_still_works(views.LoggingMixin)


@bases
def test_any_response_is_logged(base, logbook):
    """A stream, or a template that is not rendered yet, is logged as well, and left as it is."""
    for kind, make in RESPONSES.items():
        logbook.records.clear()
        get = Handler(202, make=make)
        asked = f"GET /desk/, get() returns {kind}\nDesk(LoggingMixin, {base})"
        response = ask(view_of(logged(base, get=get.method())), request_for(), asked=asked)
        check_line(logbook, "GET /desk/ -> 202", asked)
        check_returned(response, get, asked)


@bases
def test_errors_are_logged_and_pass(base, logbook):
    """An exception, Http404 and PermissionDenied too, is logged once as "error" and passes on."""
    for method, kind in ERRORS:
        logbook.records.clear()
        name = method.lower()
        raised = error_of(kind)
        view = view_of(logged(base, **{name: Handler(first=raising(raised)).method()}))
        what = f"{name}() of Desk(LoggingMixin, {base})"
        check_raised(view, request_for(method, "/desk/?page=2"), raised, what)
        asked = f"{method} /desk/?page=2\n{what} raises {told(kind)}"
        check_line(logbook, f"{method} /desk/ -> error", asked)


@bases
def test_the_line_of_an_error_names_the_path(base, logbook):
    """The record of an exception names request.path as it is, too."""

    def get(self, request):
        raise Unusual

    view = view_of(logged(base, get=get))
    for url, path in urls(base):
        logbook.records.clear()
        with contextlib.suppress(Unusual):
            view(request_for(path=url))
        asked = f"GET {url[:80]}; get() raises Unusual\nDesk(LoggingMixin, {base})"
        check_line(logbook, f"GET {path} -> error", asked)
