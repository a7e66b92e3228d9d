"""Other layers of middleware, for the tests to put around yours."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpResponse
from django.utils.decorators import sync_and_async_middleware

from katas.day01_request_lifecycle.pages import Broken

GetResponse = Callable[[Any], Any]
Layer = Callable[[GetResponse], GetResponse]


def _setting(name: str, **more: str) -> Layer:
    """A middleware that sets a header of its own to 1, and perhaps more; names with _ for -."""

    @sync_and_async_middleware
    def layer(get_response: GetResponse) -> GetResponse:
        def stamped(response: Any) -> Any:
            response[name] = "1"
            for key, value in more.items():
                response[key.replace("_", "-")] = value
            return response

        if iscoroutinefunction(get_response):

            async def middleware(request: Any) -> Any:
                return stamped(await get_response(request))

            return middleware
        return lambda request: stamped(get_response(request))

    return layer


outer = _setting("X-Outer")
inner = _setting(
    "X-Inner", Server_Timing='db;desc="SQLite, in memory";dur=3.5', X_Region="of-an-inner-layer"
)


@sync_and_async_middleware
def closed(get_response: GetResponse) -> GetResponse:
    """Answers by itself: the view is never reached."""

    def answer(request: Any) -> Any:
        return HttpResponse("closed for the night", status=503)

    async def aanswer(request: Any) -> Any:
        return answer(request)

    return aanswer if iscoroutinefunction(get_response) else answer


@sync_and_async_middleware
def fails(get_response: GetResponse) -> GetResponse:
    """Raises."""

    def answer(request: Any) -> Any:
        raise Broken("an inner layer is broken")

    async def aanswer(request: Any) -> Any:
        return answer(request)

    return aanswer if iscoroutinefunction(get_response) else answer
