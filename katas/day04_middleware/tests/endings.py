"""The given pages, and some of the tests' own: they end in every way in which a page can."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, NoReturn

from django.core.exceptions import BadRequest, PermissionDenied
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import path

from katas.day04_middleware.urls import urlpatterns as given


class Broken(Exception):
    """What a page raises on purpose."""


View = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]


def _answers(status: int) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=status)

    return view


def _raises(error: type[Exception]) -> View:
    def view(request: HttpRequest) -> NoReturn:
        raise error("on purpose")

    return view


def _streams(*, breaks: bool) -> View:
    def parts() -> Iterator[bytes]:
        yield b"one part"
        if breaks:
            raise Broken("on purpose")

    async def later() -> AsyncIterator[bytes]:
        for part in parts():
            yield part

    def view(request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(later() if isinstance(request, ASGIRequest) else parts())

    return view


async def _works_and_works(request: HttpRequest) -> HttpResponse:
    await asyncio.Event().wait()
    return HttpResponse()


def _streams_and_streams(request: HttpRequest) -> StreamingHttpResponse:
    async def parts() -> AsyncIterator[bytes]:
        yield b"one part"
        await asyncio.Event().wait()

    return StreamingHttpResponse(parts())


STATUSES = (200, 204, 301, 304, 400, 401, 403, 404, 409, 429, 500, 503)
ERRORS = (Http404, PermissionDenied, BadRequest, Broken, TimeoutError)

ENDINGS: dict[str, View] = {
    **{f"/answers/{status}/": _answers(status) for status in STATUSES},
    **{f"/raises/{error.__name__}/": _raises(error) for error in ERRORS},
    "/streams/": _streams(breaks=False),
    "/streams/and-breaks/": _streams(breaks=True),
}

# Pages of the asynchronous lane that only end because the client hangs up.
ENDLESS: dict[str, View] = {
    "/until-the-client-has-gone/": _works_and_works,
    "/streams/until-the-client-has-gone/": _streams_and_streams,
}

urlpatterns: list[Any] = [
    *given,
    *(path(where.lstrip("/"), view) for where, view in {**ENDINGS, **ENDLESS}.items()),
]
