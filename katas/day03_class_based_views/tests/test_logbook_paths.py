"""Task 3: the path that the line names, whatever stands in it."""

import contextlib
import string
import unicodedata
from urllib.parse import quote

import pytest

from katas.day03_class_based_views.tests.driver import (
    Handler,
    ask,
    base_named,
    desk,
    request_for,
    view_of,
    views,
)
from katas.day03_class_based_views.tests.logbook import check_line
from katas.day03_class_based_views.tests.odd_requests import ESCAPED, odd_requests, paths
from katas.day03_class_based_views.tests.outcomes import Unusual
from katas.day03_class_based_views.tests.people import NO_USER
from katas.harness.verdicts import Unfit

pytestmark = pytest.mark.task(3)
# What a path may be made of: each in the middle, twice, and at the end.
LETTERS = [*string.punctuation, " ", "\u3000", "\u00df", "\u0130", "e\u0301", "\u05e9"]
PATHS = [f"/desk/a{each}b{each}{each}c/{each}" for each in LETTERS]
PATHS += ["/", "/desk//news/../", f"/desk/{'long/' * 52}"]
bases = pytest.mark.parametrize("base", ["PlainView", "View"])


def logged(base: str, **members) -> type:
    return desk(views.LoggingMixin, base_named(base), **members)


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
        *[(f"{quote(path)}?page=2", path) for path in [*PATHS, *paths()] if base == "PlainView"],
    ]


@bases
def test_the_line_keeps_the_script_prefix(base, logbook):
    """Where the site is mounted below a prefix, the record names the whole of request.path."""
    view = view_of(logged(base, get=Handler().method()))
    ask(view, request_for(path="/desk/", SCRIPT_NAME="/site"))
    asked = f"GET /desk/ of a site mounted at /site\nDesk(LoggingMixin, {base})"
    check_line(logbook, "GET /site/desk/ -> 200", asked)


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
def test_the_line_of_any_request(base, logbook):
    """Whatever request it is, by whatever method, its line says what it was and how it ended."""
    view = view_of(logged(base, get=Handler().method(), options=Handler().method()))
    plain = [(f"{method} /desk/", request_for(method)) for method in ("HEAD", "PUT")]
    for odd, request in [*plain, *odd_requests(lambda: NO_USER)]:
        if any(unicodedata.category(letter) in ESCAPED for letter in request.path):
            continue
        logbook.records.clear()
        asked = f"{odd}\nDesk(LoggingMixin, {base}), which has nothing but get() and options()"
        ask(view, request, asked=asked)
        status = 200 if request.method in ("GET", "HEAD", "OPTIONS") else 405
        check_line(logbook, f"{request.method} {request.path} -> {status}", asked)
