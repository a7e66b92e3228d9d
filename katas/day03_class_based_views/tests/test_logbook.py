"""Task 3: the logbook brick alone, on the hand-written PlainView and on django.views.View."""

import functools
import itertools
from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import override_settings

from katas.day03_class_based_views.bricks import CountingMixin
from katas.day03_class_based_views.tests.any_error import all_kinds, check_any_error
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
    check_body_is_left,
    check_changed_on_the_way,
    check_handed_on,
)
from katas.day03_class_based_views.tests.logbook import (
    check_line,
    check_line_stays,
    check_nothing_elsewhere,
)
from katas.day03_class_based_views.tests.outcomes import (
    ODD,
    check_raised,
    error_of,
    raising,
    told,
)
from katas.day03_class_based_views.tests.responses import RESPONSES, check_returned
from katas.harness.verdicts import require

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
        request = request_for(method)
        response = ask(view, request, asked=asked)
        check_line_stays(logbook, f"{method} /desk/ -> {status}", asked, request, response)
        if base == "View":
            check_nothing_elsewhere(logbook, asked)
    handler = Handler()
    view = view_of(logged(base, get=handler.method()))
    # Every status that has a name; one base will do for all of them.
    for handler.status in HTTPStatus if base == "PlainView" else []:
        logbook.records.clear()
        asked = f"GET /desk/\nDesk(LoggingMixin, {base}), the handler answers {handler.status:d}"
        ask(view, request_for(), asked=asked)
        check_line(logbook, f"GET /desk/ -> {handler.status:d}", asked)


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
    logbook.records.clear()
    with override_settings(DEBUG=True):
        ask(view_of(logged(base, get=Handler(404).method())), request_for(), asked=asked)
    check_line(logbook, "GET /desk/ -> 404", f"{asked}, settings.DEBUG is True")


@bases
def test_the_logbook_hands_on(base, logbook):
    """The logbook brick hands on with all that came to it and returns what comes back."""
    get = Handler()
    view = view_of(desk(views.LoggingMixin, CountingMixin, base_named(base), get=get.method()))
    check_handed_on(view, request_for(), get, f"Desk(LoggingMixin, CountingMixin, {base})")
    other = request_for(path="/other/")
    check_changed_on_the_way([views.LoggingMixin, base_named(base)], Handler(), other)
    check_body_is_left([views.LoggingMixin, base_named(base)])
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
        request = request_for(method, "/desk/?page=2")
        check_raised(view, request, raised, what)
        asked = f"{method} /desk/?page=2\n{what} raises {told(kind)}"
        check_line_stays(logbook, f"{method} /desk/ -> error", asked, request)
        if base == "View":
            check_nothing_elsewhere(logbook, asked)
    if base == "PlainView":
        logbook.records.clear()
        what = f"get() of Desk(LoggingMixin, {base})"
        check_any_error(functools.partial(logged, base), None, what)
        for kind, line in itertools.zip_longest(all_kinds(), logbook.lines()):
            asked = f"GET /desk/\n{what} raises {told(kind)}" if kind else f"GET /desk/\n{what}"
            wish = "INFO  GET /desk/ -> error"
            require(line == wish, asked=asked, expected=wish, got=line or "no record")
