"""Middleware of server processes that holds a stream after its first chunk.

It imports nothing of the tests' machinery, which a server would have to load before it is ready.
"""

import asyncio
import os
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.utils.decorators import sync_and_async_middleware

HELD_SECONDS = 8
GetResponse = Callable[[Any], Any]


def _held() -> Iterator[None]:
    """Turns of waiting: says that the stream is held, ends when the test has released it."""
    folder = Path(os.environ["KATAS_HOLD"])
    (folder / "held").touch()
    until = time.monotonic() + HELD_SECONDS
    while not (folder / "released").exists() and time.monotonic() < until:
        yield


def _hold(chunks: Iterator[bytes]) -> Iterator[bytes]:
    held = False
    for chunk in chunks:
        yield chunk
        if chunk and not held:
            held = True
            for _ in _held():
                time.sleep(0.01)


async def _ahold(chunks: AsyncGenerator[bytes]) -> AsyncIterator[bytes]:
    held = False
    # A client that goes away ends the waiting, here. Django 6.1 would leave the stream behind this
    # one to the garbage collector.
    async with aclosing(chunks):
        async for chunk in chunks:
            yield chunk
            if chunk and not held:
                held = True
                for _ in _held():
                    await asyncio.sleep(0.01)


@sync_and_async_middleware
def hold(get_response: GetResponse) -> GetResponse:
    """Holds a stream after its first chunk that is not empty; anything else passes."""

    def held(response: Any) -> Any:
        if response.streaming:
            wrap = _ahold if response.is_async else _hold
            response.streaming_content = wrap(response.streaming_content)
        return response

    if iscoroutinefunction(get_response):

        async def middleware(request: Any) -> Any:
            return held(await get_response(request))

        return middleware
    return lambda request: held(get_response(request))
