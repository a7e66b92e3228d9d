"""Task 2: the checkpoint brick alone, on the hand-written PlainView and on django.views.View."""

import functools
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.test import override_settings

from katas.day03_class_based_views.bricks import CountingMixin
from katas.day03_class_based_views.tests.any_error import check_any_error
from katas.day03_class_based_views.tests.driver import (
    METHODS,
    Handler,
    ask,
    base_named,
    desk,
    no_error,
    request_for,
    view_of,
    views,
)
from katas.day03_class_based_views.tests.expectations import (
    check_base_still_works,
    check_body_is_left,
    check_handed_on,
    check_nothing_ran,
    check_refused,
)
from katas.day03_class_based_views.tests.odd_requests import odd_requests
from katas.day03_class_based_views.tests.outcomes import (
    ODD,
    check_raised,
    error_of,
    raising,
)
from katas.day03_class_based_views.tests.own_responses import check_own
from katas.day03_class_based_views.tests.people import (
    SOMEBODIES,
    STRANGERS,
    of_the_class,
    somebody,
    stranger,
)
from katas.day03_class_based_views.tests.responses import RESPONSES, check_returned
from katas.harness.verdicts import require

pytestmark = pytest.mark.task(2)
bases = pytest.mark.parametrize("base", ["PlainView", "View"])


def guarded(base: str, **members) -> type:
    return desk(views.AuthenticationMixin, base_named(base), **members)


@bases
def test_strangers_get_401(base):
    """A request without an authenticated user gets 401; WWW-Authenticate names a scheme."""
    get = Handler()
    view = view_of(guarded(base, get=get.method()))
    for who, user in STRANGERS.items():
        asked = f"GET /desk/, {who}\nDesk(AuthenticationMixin, {base})"
        request = request_for(user=user())
        with no_error(asked, "401"):
            response = view(request)
        check_refused(response, asked)
        check_nothing_ran(get, None, asked)
    request = request_for(user=stranger())
    request.session = {"_auth_user_id": "7", "_auth_user_hash": "9f2c7a"}
    asked = "GET /desk/, not signed in, its session from a time when somebody was"
    asked += f"\nDesk(AuthenticationMixin, {base})"
    check_refused(ask(view, request, asked=asked), asked)
    check_nothing_ran(get, None, asked)
    with override_settings(DEBUG=True):
        asked = (
            f"GET /desk/, not signed in, settings.DEBUG is True\nDesk(AuthenticationMixin, {base})"
        )
        check_refused(ask(view, request_for(user=stranger()), asked=asked), asked)


@bases
def test_each_401_is_a_new_one(base):
    """Each stranger gets a response of its own, and so does the same request each time."""
    view = view_of(guarded(base, get=Handler().method()))
    for same in (False, True):
        requests = [request_for(user=stranger()) for _ in range(3)]
        asked = f"GET /desk/, not signed in, {'the same request ' * same}three times"
        asked += f"\nDesk(AuthenticationMixin, {base})"
        check_own(view, requests[:1] * 3 if same else requests, asked)


@bases
def test_the_checkpoint_hands_on(base):
    """A request that passes is handed on with all that came, and what comes back is returned."""
    what = f"Desk(AuthenticationMixin, CountingMixin, {base})"
    for status in (200, 401, 403, 503):
        get = Handler(status)
        view = view_of(
            desk(views.AuthenticationMixin, CountingMixin, base_named(base), get=get.method())
        )
        check_handed_on(view, request_for(user=somebody()), get, f"{what}, get() answers {status}")
    for kind, make in RESPONSES.items():
        get = Handler(401, make=make)
        view = view_of(guarded(base, get=get.method()))
        asked = f"GET /desk/, signed in, get() returns {kind}\nDesk(AuthenticationMixin, {base})"
        check_returned(ask(view, request_for(user=somebody()), asked=asked), get, asked)
    check_body_is_left([views.AuthenticationMixin, base_named(base)])
    if base == "View":
        check_base_still_works(views.AuthenticationMixin)


@bases
def test_somebody_passes(base):
    """A user who says that it is authenticated passes, whatever else it says of itself."""
    for who, user in SOMEBODIES.items():
        get = Handler()
        view = view_of(guarded(base, get=get.method()))
        asked = f"GET /desk/, {who}\nDesk(AuthenticationMixin, {base})"
        check_passes(view, request_for(user=user()), get, asked)
    asked = (
        f"GET /desk/, its user a property of the request's class\nDesk(AuthenticationMixin, {base})"
    )
    check_passes(view, of_the_class(request_for(user=somebody())), get, asked)


def check_passes(view: Any, request: HttpRequest, get: Handler, asked: str) -> None:
    get.calls.clear()
    response = ask(view, request, asked=asked)
    require(
        get.calls,
        asked=asked,
        expected="the checkpoint hands on, and get() is called",
        got=f"get() was not called; the answer was {response.status_code}",
    )


@bases
def test_a_refused_request_goes_no_further(base):
    """A refused request, of whatever kind, meets neither a brick nor a handler, nor a 405."""
    handlers = {name: Handler() for name in METHODS if name != "PUT"}
    members = {name.lower(): handler.method() for name, handler in handlers.items()}
    bricks = (views.AuthenticationMixin, CountingMixin, base_named(base))
    view = view_of(desk(*bricks, **members))
    for method in [*METHODS, "BREW"]:
        asked = f"{method} /desk/, not signed in\nDesk(AuthenticationMixin, CountingMixin, {base})"
        asked += "" if method in handlers else f", which has no {method.lower()}()"
        request = request_for(method, user=stranger())
        check_refused(ask(view, request, expected="401", asked=asked), asked)
        check_nothing_ran(handlers.get(method), request, asked)
    for told, request in odd_requests(stranger):
        asked = f"{told}, not signed in\nDesk(AuthenticationMixin, CountingMixin, {base})"
        check_refused(ask(view, request, expected="401", asked=asked), asked)
        check_nothing_ran(handlers.get(request.method or ""), request, asked)


@bases
def test_errors_behind_the_checkpoint_stay_errors(base):
    """An exception from behind the checkpoint passes through: it says nothing about the user."""
    for kind in (AttributeError, PermissionDenied, Http404, TypeError, *ODD):
        raised = error_of(kind)
        view = view_of(guarded(base, get=Handler(first=raising(raised)).method()))
        what = f"get() of Desk(AuthenticationMixin, {base})"
        check_raised(view, request_for(user=somebody()), raised, what)
    if base == "PlainView":
        of_any_kind = functools.partial(guarded, base)
        check_any_error(of_any_kind, somebody(), f"get() of Desk(AuthenticationMixin, {base})")
