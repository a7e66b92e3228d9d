"""Slow things for the server tests. Given.

`trickle` is a stream that takes its time, whatever the database does. `hold` stops an
export after its first chunk until the test lets it go on.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.decorators import sync_and_async_middleware

SECONDS = 3.5
LINES = 14
HELD_SECONDS = 8


def lines() -> Iterator[bytes]:
    """LINES short lines, spread evenly over SECONDS."""
    for number in range(1, LINES + 1):
        time.sleep(SECONDS / LINES)
        yield b"line %d of %d\r\n" % (number, LINES)


def trickle(request: HttpRequest) -> StreamingHttpResponse:
    """A stream that trickles."""
    return StreamingHttpResponse(lines(), content_type="text/plain")


def _held() -> Iterator[None]:
    """Turns of waiting: says that the stream is held, ends when the test has released it."""
    folder = Path(os.environ["KATAS_HOLD"])
    (folder / "held").touch()
    until = time.monotonic() + HELD_SECONDS
    while not (folder / "released").exists() and time.monotonic() < until:
        yield


def _hold(chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield next(chunks, b"")
    for _ in _held():
        time.sleep(0.01)
    yield from chunks


async def _ahold(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    waiting = _held()
    async for chunk in chunks:
        yield chunk
        for _ in waiting:
            await asyncio.sleep(0.01)


@sync_and_async_middleware
def hold(get_response):
    """Holds a stream after its first chunk; anything else passes."""

    def held(response):
        if response.streaming:
            wrap = _ahold if response.is_async else _hold
            response.streaming_content = wrap(response.streaming_content)
        return response

    if iscoroutinefunction(get_response):

        async def middleware(request):
            return held(await get_response(request))

        return middleware
    return lambda request: held(get_response(request))
