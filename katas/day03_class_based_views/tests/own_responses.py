"""A response of its own for each request: nothing that is put on one is on another."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from katas.day03_class_based_views.tests.driver import ask, carried
from katas.harness.verdicts import require


def check_own(view: Any, requests: list[HttpRequest], asked: str) -> None:
    """Each request has a response of its own: what is put on one is on none before or after it."""
    first, second = (ask(view, request, asked=asked) for request in requests[:2])
    expected = f"each time a {first.status_code} of its own"
    got = "the same response object, with all that middleware and bricks have put on it"
    require(first is not second, asked=asked, expected=expected, got=got)
    before = len(closers(second))
    put_marks_on(first)
    third = ask(view, requests[2], asked=asked)
    require(first is not third, asked=asked, expected=expected, got=got)
    for response, which in [(second, "another"), (third, "the next")]:
        marks = [name for name, part in carried(response).items() if MARK in str(part)]
        kept = any(response.has_header(name) for name in CHALLENGES)
        marks += [] if kept else ["lack of that header"]
        marks += ["list of what is closed with it"] if len(closers(response)) > before else []
        require(
            not marks,
            asked=f"{asked};\n{PUT}",
            expected=f"{expected}: nothing of that is on {which}",
            got=f"found on {which}, too: its {', '.join(marks)}",
        )


MARK = "marked-by-a-middleware"
PUT = "a middleware puts a header, a cookie and a line on the first, and deletes a header"
CHALLENGES = {"WWW-Authenticate", "Allow"}


def closers(response: HttpResponseBase) -> list:
    """What is closed with the response. Django's handler puts the request there."""
    return getattr(response, "_resource_closers", [])


def put_marks_on(response: HttpResponseBase) -> None:
    """What a middleware, and the handler of requests, may put on a response, and take away."""
    response["X-Seen"] = MARK
    response.set_cookie("seen", MARK)
    for name in CHALLENGES:
        del response[name]
    closers(response).append(lambda: None)
    if isinstance(response, HttpResponse) and getattr(response, "is_rendered", True):
        response.write(MARK)
