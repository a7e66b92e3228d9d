"""The asynchronous export in an event loop of the test's own, over Django's ASGI handler."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from asgiref.sync import async_to_sync, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.core.signals import got_request_exception

from katas.day06_streaming_exports.tests.driver import FILES, arespond, exports, stream_of
from katas.day06_streaming_exports.tests.ending import remember, remember_in_loop
from katas.harness.meters.transport import Exchange, call
from katas.harness.run.explain import where
from katas.harness.verdicts import require

T = TypeVar("T")
QUIET = 10  # looks at the rows read, none of which sees one more


def in_loop(scenario: Callable[[], Awaitable[T]]) -> T:
    """Run a coroutine function to its end; synchronous work comes back to this very thread."""

    async def run() -> T:
        remember_in_loop()
        return await scenario()

    found: T = async_to_sync(run)()
    return found


async def adownload() -> bytes:
    """The whole body of aexport_articles, in this event loop."""
    return b"".join([chunk async for chunk in stream_of(await arespond())])


class Handler(ASGIHandler):
    """Django's ASGI handler, where the error of an asynchronous stream stays what it is.

    Django takes a TypeError in there for a sign that the stream is synchronous, and raises the next
    one when it reads it so. Source: StreamingHttpResponse.__aiter__.
    """

    async def send_response(self, response: Any, send: Any) -> None:
        if getattr(response, "is_async", False):
            kind = type(response)
            plain = {"__aiter__": lambda self: aiter(self.streaming_content)}
            response.__class__ = type(kind.__name__, (kind,), plain)
        await super().send_response(response, send)


async def application(*args: Any) -> None:
    """Django's ASGI handler. What the answer raises when its client has gone is remembered."""
    try:
        await Handler()(*args)
    except Exception as error:
        remember(error)
        raise


async def exchange_with(path: str = "/aexport/") -> Exchange:
    """An exchange with the ASGI application; an error in the view is raised here."""
    assert callable(exports.aexport_articles)
    raised: list[BaseException] = []

    def note(**kwargs: object) -> None:
        error = sys.exc_info()[1]
        if error is not None:
            raised.append(error)

    got_request_exception.connect(note)
    try:
        exchange = await call(application, path)
    finally:
        got_request_exception.disconnect(note)
    if raised:
        require(
            where(raised[0], FILES),
            asked=f"GET {path} over ASGI",
            expected="a streaming response",
            got=f"{type(raised[0]).__name__}: {raised[0]}",
        )
        raise raised[0]
    return exchange


async def at_rest(rows: Callable[[], int]) -> int:
    """The number of rows read, once it stays as it is: an answer may be reading a page ahead."""
    seen, quiet = rows(), 0
    while quiet < QUIET:
        await sync_to_async(rows)()  # behind what other synchronous work there is
        await asyncio.sleep(0.01)
        quiet = quiet + 1 if rows() == seen else 0
        seen = rows()
    return seen
