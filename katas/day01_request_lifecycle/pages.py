"""The pages of the site beside the dashboard: one that is well, and some that are not. Given.

A page that waits takes 0.1 s, or as long as a test wants: see Visit. /slow/?seconds=2 takes 2 s.
"""

import asyncio
import json
import os
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import NoReturn

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse

from katas.day01_request_lifecycle import services

STEP = 0.002
LONGEST = 10.0


class Broken(RuntimeError):
    """What a page or a layer raises on purpose."""


class Visit:
    """One request in a page that waits, as the page saw it. Times in seconds of perf_counter.

    The page is left when `released` is set, and after 10 s at the latest.
    """

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.released = threading.Event()
        self.began = self.ended = 0.0
        self.meanwhile: Callable[[], object] = lambda: None

    @property
    def took(self) -> float:
        """Milliseconds that the request spent in the page."""
        return (self.ended - self.began) * 1_000

    def come_in(self) -> float:
        """Note the arrival. Returns the moment when the wait is given up."""
        self.began = time.perf_counter()
        self.entered.set()
        return self.began + LONGEST

    def go(self) -> None:
        """Note the departure."""
        self.meanwhile()
        self.ended = time.perf_counter()


# The visits that a test expects, by the request's header X-Visit.
visits: dict[str, Visit] = {}


def front(request: HttpRequest) -> HttpResponseBase:
    """A page like any other."""
    return HttpResponse("The front page")


async def afront(request: HttpRequest) -> HttpResponseBase:
    """The same as an async view."""
    return HttpResponse("The front page")


def missing(request: HttpRequest) -> NoReturn:
    """An article that was withdrawn."""
    raise Http404("withdrawn")


def forbidden(request: HttpRequest) -> NoReturn:
    """The page for editors."""
    raise PermissionDenied


def refused(request: HttpRequest) -> NoReturn:
    """A request that makes no sense."""
    raise BadRequest("what was that?")


def broken(request: HttpRequest) -> NoReturn:
    """A page with a bug."""
    raise Broken("the press is broken")


def answering(request: HttpRequest) -> HttpResponseBase:
    """A page with the status that ?status= asks for; 204 and 304 have neither body nor type."""
    status = int(request.GET.get("status", 200))
    if status in (204, 304):
        response = HttpResponse(status=status)
        del response["Content-Type"]
        return response
    return HttpResponse(f"As you wish: {status}", status=status)


def stamped(request: HttpRequest) -> HttpResponseBase:
    """A page that has headers of its own: ?name=value sets each."""
    response = HttpResponse("Stamped already")
    for name, value in request.GET.items():
        response[name] = value
    return response


def moved(request: HttpRequest) -> HttpResponseBase:
    """A page that has a new address."""
    return HttpResponseRedirect("/")


def ticker(request: HttpRequest) -> HttpResponseBase:
    """A stream."""
    return StreamingHttpResponse(iter(["one ", "two ", "three"]))


async def aticker(request: HttpRequest) -> HttpResponseBase:
    """A stream for an event loop."""

    async def pieces() -> AsyncIterator[str]:
        for piece in ("one ", "two ", "three"):
            yield piece

    return StreamingHttpResponse(pieces())


class Rendered(SimpleTemplateResponse):
    """A response that has no content until it is rendered, without a template's file."""

    rendered_content = "A page from a template"


def rendered(request: HttpRequest) -> HttpResponseBase:
    """A page from a template."""
    return Rendered("none.html")


def slow(request: HttpRequest) -> HttpResponseBase:
    """A page that waits."""
    if visit := visits.get(request.headers.get("X-Visit", "")):
        until = visit.come_in()
        while not visit.released.is_set() and time.perf_counter() < until:
            visit.released.wait(STEP)
        visit.go()
    else:
        time.sleep(float(request.GET.get("seconds", services.SECONDS)))
    return HttpResponse("At last")


async def aslow(request: HttpRequest) -> HttpResponseBase:
    """A page that waits, as an async view."""
    if visit := visits.get(request.headers.get("X-Visit", "")):
        until = visit.come_in()
        while not visit.released.is_set() and time.perf_counter() < until:
            await asyncio.sleep(STEP)
        visit.go()
    else:
        await asyncio.sleep(float(request.GET.get("seconds", services.SECONDS)))
    return HttpResponse("At last")


async def blocking(request: HttpRequest) -> HttpResponseBase:
    """A page that waits, as an async view that stops its event loop meanwhile."""
    time.sleep(float(request.GET.get("seconds", services.SECONDS)))
    return HttpResponse("At last")


def slow_and_broken(request: HttpRequest) -> NoReturn:
    """A page that waits, and then has a bug."""
    slow(request)
    raise Broken("the press is broken")


def gauges(request: HttpRequest) -> HttpResponseBase:
    """What was counted in this process."""
    counted = services.gauges
    found = {"set_ups": counted.set_ups, "most": counted.most, "twins": counted.blocking.total()}
    text = json.dumps({"pid": os.getpid(), **found})
    return HttpResponse(text, content_type="application/json")
