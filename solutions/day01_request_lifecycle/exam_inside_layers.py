"""Other layers of middleware, to stand around the answer's: each for one world, or for both."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.utils.decorators import (
    async_only_middleware,
    sync_and_async_middleware,
    sync_only_middleware,
)

from . import exam_inside_services as services
from .exam_inside_pages import done


def after(work: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A layer that does something with the response of the inner ones."""

    def layer(get_response: Any) -> Any:
        if not iscoroutinefunction(get_response):
            return lambda request: work(get_response(request))

        async def awaited(request: Any) -> Any:
            return work(await get_response(request))

        return awaited

    return layer


def seen(response: Any) -> Any:
    """What an outer layer sees of any response; it fills one that is not rendered yet."""
    response["X-Seen"] = response.get("x-REGION", "none")
    response["X-Rendered"] = str(getattr(response, "is_rendered", None))
    response["X-Streaming"] = str(response.streaming)
    if not getattr(response, "is_rendered", True):
        response.content = b"filled"
    return response


def stamped(response: Any) -> Any:
    """What an inner layer may have said in the same two headers."""
    response["server-TIMING"] = 'db;desc="a, app;dur=1";dur=3.5'
    response["x-region"] = "of-an-inner-layer"
    return response


def twice(get_response: Any) -> Any:
    """Hands the request over a second time, and takes that response."""
    if not iscoroutinefunction(get_response):
        return lambda request: (get_response(request), get_response(request))[1]

    async def awaited(request: Any) -> Any:
        await get_response(request)
        return await get_response(request)

    return awaited


def answers(get_response: Any) -> Any:
    """Answers itself, or raises, and asks no layer further inside."""
    if not iscoroutinefunction(get_response):
        return lambda request: done(services.page())

    async def awaited(request: Any) -> Any:
        return done(await services.apage())

    return awaited


KINDS = {
    "both": sync_and_async_middleware,
    "sync": sync_only_middleware,
    "async": async_only_middleware,
}


def of_each_kind(name: str, layer: Callable[[Any], Any]) -> None:
    for kind, mark in KINDS.items():
        globals()[f"{name}_{kind}"] = mark(lambda get_response: layer(get_response))


of_each_kind("seen", after(seen))
of_each_kind("stamped", after(stamped))
of_each_kind("twice", twice)
of_each_kind("answers", answers)
