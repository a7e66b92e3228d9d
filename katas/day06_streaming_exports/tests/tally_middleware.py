"""Middleware that keeps what an asynchronous stream hands over to Django, in this process."""

from collections.abc import AsyncIterator, Callable
from typing import Any

from django.utils.decorators import async_only_middleware

from katas.day06_streaming_exports.tests.ending import watch_closing

# What answers have handed over in this process, chunk by chunk, since it was cleared.
handed_over: list[bytes] = []


async def _atally(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        handed_over.append(chunk)
        yield chunk


@async_only_middleware
def tally(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Keeps what an asynchronous stream hands over: Django cuts large chunks before it sends."""

    async def middleware(request: Any) -> Any:
        response = await get_response(request)
        watch_closing(response)
        if getattr(response, "is_async", False):
            response.streaming_content = _atally(response.streaming_content)
        return response

    return middleware
