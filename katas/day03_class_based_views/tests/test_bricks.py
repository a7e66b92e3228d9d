"""Tasks 2 and 3: each brick alone, on the hand-written PlainView and on django.views.View."""

from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.views import View

from katas.day03_class_based_views.bricks import CountingMixin
from katas.day03_class_based_views.tests.driver import (
    METHODS,
    STRANGERS,
    Handler,
    ask,
    base_named,
    counted,
    desk,
    no_error,
    place_of,
    request_for,
    somebody,
    stranger,
    view_of,
    views,
)
from katas.day03_class_based_views.tests.logbook import check_line
from katas.harness.verdicts import require

bases = pytest.mark.parametrize("base", ["PlainView", "View"])


class Unusual(Exception):
    """An error that nobody has heard of."""


# Task 2: the checkpoint brick -------------------------------------------------------------------


@pytest.mark.task(2)
@bases
def test_strangers_get_401(base):
    """A request without an authenticated user gets 401 and a WWW-Authenticate header."""
    get = Handler()
    view = view_of(guarded(base, get=get.method()))
    for who, user in STRANGERS.items():
        asked = f"GET /desk/, {who}\nDesk(AuthenticationMixin, {base})"
        with no_error(asked, "401"):
            response = view(request_for(user=user()))
        check_refused(response, asked)
        check_nothing_ran(get, None, asked)
    with suppress(Exception):
        view(request_for(user=somebody()))
    get.calls.clear()
    asked = f"GET /desk/, not signed in, after somebody who was\nDesk(AuthenticationMixin, {base})"
    check_refused(ask(view, request_for(user=stranger()), expected="401"), asked)
    check_nothing_ran(get, None, asked)


@pytest.mark.task(2)
@bases
def test_a_refused_request_goes_no_further(base):
    """Behind the checkpoint a refused request meets neither a brick nor a handler, nor a 405."""
    handlers = {name: Handler() for name in METHODS if name != "PUT"}
    members = {name.lower(): handler.method() for name, handler in handlers.items()}
    bricks = (views.AuthenticationMixin, CountingMixin, base_named(base))
    view = view_of(desk(*bricks, **members))
    for method in [*METHODS, "BREW"]:
        asked = f"{method} /desk/, not signed in\nDesk(AuthenticationMixin, CountingMixin, {base})"
        request = request_for(method, user=stranger())
        check_refused(ask(view, request, expected="401"), asked)
        check_nothing_ran(handlers.get(method), request, asked)


def check_refused(response, asked: str) -> None:
    require(
        isinstance(response, HttpResponseBase),
        asked=asked,
        expected="a response, 401",
        got=response,
    )
    require(
        response.status_code == 401,
        asked=asked,
        expected="401",
        got=response.status_code,
        note="403 refuses somebody who is known; 401 asks who it is."
        if response.status_code == 403
        else "",
    )
    require(
        response.get("WWW-Authenticate", "").strip(),
        asked=asked,
        expected="a WWW-Authenticate header that names a scheme, for example Bearer",
        got="401 without it" if "WWW-Authenticate" not in response else "an empty one",
    )


def check_nothing_ran(handler: Handler | None, request, asked: str) -> None:
    """Neither the handler nor the counting brick."""
    ran = ["the handler"] if handler and handler.calls else []
    ran += ["CountingMixin"] if hasattr(request, "passed") else []
    require(
        not ran,
        asked=asked,
        expected="401 at the checkpoint, and nothing behind it runs",
        got=f"{' and '.join(ran)} ran all the same",
    )


@pytest.mark.task(2)
@bases
def test_somebody_passes_the_checkpoint(base):
    """A request of an authenticated user is handed on, and what comes back is returned."""
    get = Handler()
    bricks = (views.AuthenticationMixin, CountingMixin, base_named(base))
    view = view_of(desk(*bricks, get=get.method()))
    what = f"Desk(AuthenticationMixin, CountingMixin, {base})"
    check_handed_on(view, request_for(user=somebody()), get, what)
    for status in (401, 403, 503):
        with suppress(Exception):
            view(request_for(user=stranger()))
        get.calls.clear()
        get.status = status
        what = f"Desk(AuthenticationMixin, CountingMixin, {base}), get() answers {status}"
        check_handed_on(view, request_for(user=somebody()), get, what)
    if base == "View":
        check_base_still_works(views.AuthenticationMixin)


@pytest.mark.task(2)
@bases
def test_errors_behind_the_checkpoint_stay_errors(base):
    """An exception from behind the checkpoint passes through: it says nothing about the user."""
    for error in (AttributeError, PermissionDenied, Unusual, TypeError):
        raised = error("from get()")
        view = view_of(guarded(base, get=Handler(first=raising(raised)).method()))
        check_raised(view, request_for(user=somebody()), raised, f"AuthenticationMixin, {base}")


def guarded(base: str, **members) -> type:
    return desk(views.AuthenticationMixin, base_named(base), **members)


def check_handed_on(view, request, handler: Handler, what: str) -> None:
    """The brick between and the handler run once, with the URL's arguments; its response comes."""
    response = ask(view, request, 7, slug="storm")
    who = ", signed in" if hasattr(request, "user") else ""
    asked = f"GET /desk/{who}, and the URL gives 7 and slug='storm'\n{what}"
    passed = getattr(request, "passed", 0)
    require(
        passed == 1 and len(handler.calls) == 1,
        asked=asked,
        expected="CountingMixin passed once, get() called once",
        got=counted(passed, handler, response),
        note=SKIPPED if handler.calls and not passed else "",
    )
    args, kwargs = handler.calls[0][2:]
    require(
        (args, kwargs) == ((7,), {"slug": "storm"}),
        asked=asked,
        expected="get(request, 7, slug='storm')",
        got=f"args {args}, kwargs {kwargs}",
    )
    require(
        response is handler.response,
        asked=asked,
        expected="the response that get() returned",
        got=f"another response, {response.status_code}",
    )
    require(
        dict(response.items()) == handler.sent,
        asked=asked,
        expected=f"the response as get() returned it, its headers {handler.sent}",
        got=f"its headers are {dict(response.items())}",
    )


def check_base_still_works(brick: type) -> None:
    """With the brick before it, Django's View still takes initkwargs, and its setup() runs."""
    get = Handler()
    view_class = desk(brick, View, section="news", get=get.method())
    request = request_for(user=somebody())
    ask(view_of(view_class, section="sports"), request, 7, slug="storm")
    view = get.calls[0][0]
    names = ("section", "request", "args", "kwargs")
    missing = [name for name in names if not hasattr(view, name)]
    require(
        not missing and (view.section, view.request) == ("sports", request),
        asked=f"GET /desk/ to Desk.as_view(section='sports')\nDesk({brick.__name__}, View)",
        expected="section, request, args and kwargs are on the instance, put there by View",
        got=f"without {', '.join(missing)}" if missing else f"section {view.section!r}",
        note="A brick that overrides __init__() or setup() hands on there, too.",
    )


SKIPPED = """super() hands on to the next in the MRO of the instance. Whoever calls a class by its
name, or looks for the handler itself, skips the bricks between."""


def raising(error: Exception):
    def first():
        raise error

    return first


def check_raised(view, request, raised: Exception, what: str) -> None:
    """The very exception of the handler comes out."""
    name = type(raised).__name__
    method = request.method
    asked = f"{method} {request.get_full_path()}, Desk({what}), {method.lower()}() raises {name}"
    try:
        response = view(request)
        got, where = f"no exception, but {response!r}", ""
    except Exception as error:
        if error is raised:
            return
        got, where = f"{type(error).__name__}: {error}", place_of(error)
    require(False, asked=asked, expected=f"the same {name} comes out", got=got, where=where)


# Task 3: the logbook brick ----------------------------------------------------------------------


@pytest.mark.task(3)
@bases
def test_one_line_for_each_response(base, logbook):
    """Each request leaves one INFO record: its method, its path and the status it really got."""
    for method, status in [("GET", 200), ("POST", 201), ("GET", 302), ("PUT", 404), ("GET", 503)]:
        logbook.records.clear()
        handler = Handler(status)
        ask(view_of(logged(base, **{method.lower(): handler.method()})), request_for(method))
        asked = f"{method} /desk/\nDesk(LoggingMixin, {base}), the handler answers {status}"
        check_line(logbook, f"{method} /desk/ -> {status}", asked)
    for method, status in [("HEAD", 200), ("PUT", 405)] if base == "View" else []:
        logbook.records.clear()
        ask(view_of(logged(base, get=Handler().method())), request_for(method))
        asked = f"{method} /desk/\nDesk(LoggingMixin, {base}), which has nothing but get()"
        check_line(logbook, f"{method} /desk/ -> {status}", asked)


@pytest.mark.task(3)
@bases
def test_the_line_names_the_path(base, logbook):
    """The record names request.path as it is, without the query string."""
    view = view_of(logged(base, get=Handler().method()))
    for url, path in [
        ("/desk/?tag=river&page=2", "/desk/"),
        ("/desk/%C3%9Cberfahrt/", "/desk/Überfahrt/"),
        ("/desk/100%25/", "/desk/100%/"),
        ("/desk/%25s/%7Bx%7D/", "/desk/%s/{x}/"),
    ]:
        logbook.records.clear()
        ask(view, request_for(path=url))
        check_line(logbook, f"GET {path} -> 200", f"GET {url}\nDesk(LoggingMixin, {base})")


@pytest.mark.task(3)
@bases
def test_the_line_keeps_the_script_prefix(base, logbook):
    """Where the site is mounted below a prefix, the record names the whole of request.path."""
    view = view_of(logged(base, get=Handler().method()))
    ask(view, request_for(path="/desk/", SCRIPT_NAME="/site"))
    asked = f"GET /desk/ of a site mounted at /site\nDesk(LoggingMixin, {base})"
    check_line(logbook, "GET /site/desk/ -> 200", asked)


@pytest.mark.task(3)
@bases
def test_the_line_comes_after_the_answer(base, logbook):
    """The record is written when the response is known: while the handler runs there is none."""
    early = []
    handler = Handler(first=lambda: early.extend(logbook.lines()))
    ask(view_of(logged(base, get=handler.method())), request_for())
    asked = f"GET /desk/\nDesk(LoggingMixin, {base})"
    require(
        not early,
        asked=f"{asked}, the log looked at inside get()",
        expected="no record yet",
        got="\n".join(early),
    )
    check_line(logbook, "GET /desk/ -> 200", asked)


@pytest.mark.task(3)
@bases
def test_the_logbook_hands_on(base, logbook):
    """The logbook brick hands on with all arguments and returns what comes back."""
    get = Handler()
    view = view_of(desk(views.LoggingMixin, CountingMixin, base_named(base), get=get.method()))
    check_handed_on(view, request_for(), get, f"Desk(LoggingMixin, CountingMixin, {base})")
    if base == "View":
        check_base_still_works(views.LoggingMixin)


@pytest.mark.task(3)
@bases
def test_errors_are_logged_and_pass(base, logbook):
    """An exception, Http404 and PermissionDenied too, is logged once as "error" and passes on."""
    for method, error in [("GET", Unusual), ("POST", Http404), ("DELETE", PermissionDenied)]:
        logbook.records.clear()
        name = method.lower()
        raised = error(f"from {name}()")
        view = view_of(logged(base, **{name: Handler(first=raising(raised)).method()}))
        request = request_for(method, "/desk/?page=2")
        check_raised(view, request, raised, f"LoggingMixin, {base}")
        asked = f"{method} /desk/?page=2\nDesk(LoggingMixin, {base})"
        asked += f", {name}() raises {error.__name__}"
        check_line(logbook, f"{method} /desk/ -> error", asked)


def logged(base: str, **members) -> type:
    return desk(views.LoggingMixin, base_named(base), **members)
