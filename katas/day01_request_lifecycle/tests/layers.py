"""Other layers of middleware, for the tests to put around yours."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.decorators import (
    async_only_middleware,
    sync_and_async_middleware,
    sync_only_middleware,
)

from katas.day01_request_lifecycle.pages import Broken, Rendered

GetResponse = Callable[[Any], Any]
Layer = Callable[[GetResponse], GetResponse]


def _layer(work: Callable[[Any], Any], after: bool) -> Layer:
    """A layer that works on the response of the inner layers, or on the request instead of them."""

    def layer(get_response: GetResponse) -> GetResponse:
        if iscoroutinefunction(get_response):

            async def amiddleware(request: Any) -> Any:
                return work(await get_response(request)) if after else work(request)

            return amiddleware
        return lambda request: work(get_response(request) if after else request)

    return layer


def _setting(name: str, **more: str) -> Layer:
    """A layer that sets a header of its own to 1, and perhaps more; names with _ for -."""

    def stamped(response: Any) -> Any:
        response[name] = "1"
        for key, value in more.items():
            response[key.replace("_", "-")] = value
        return response

    return _layer(stamped, after=True)


def _asking(response: Any) -> Any:
    """What an outer layer may do with the headers of any response: their names have no case."""
    value = response.get("x-INNER", "not set, since x-INNER is not found")
    response["X-Outer"] = value
    return response


@sync_and_async_middleware
def tries_twice(get_response: GetResponse) -> GetResponse:
    """Asks the inner layers a second time, with the same request, and takes that response."""
    stamp = _setting("X-Outer")
    if not iscoroutinefunction(get_response):
        return stamp(lambda request: (get_response(request), get_response(request))[1])

    async def twice(request: Any) -> Any:
        await get_response(request)
        return await get_response(request)

    return stamp(twice)


A_DAY = 86_400_000  # milliseconds
INNER = {"Server_Timing": 'db;desc="SQLite, in memory";dur=3.5', "X_Region": "of-an-inner-layer"}
outer = sync_and_async_middleware(_layer(_asking, after=True))
inner = sync_and_async_middleware(_setting("X-Inner", **INNER))
sync_outer = sync_only_middleware(_layer(_asking, after=True))
sync_inner = sync_only_middleware(_setting("X-Inner", **INNER))
async_outer = async_only_middleware(_layer(_asking, after=True))
async_inner = async_only_middleware(_setting("X-Inner", **INNER))


def _filled(response: Any) -> Any:
    """Content for a response that is not rendered yet: nobody will render it any more."""
    rendered = getattr(response, "is_rendered", False)
    response["X-Outer"] = "a response that is rendered already" if rendered else "1"
    response.content = b"filled"
    return response


def _unrendered(request: Any) -> Any:
    return Rendered("none.html", headers={"X-Inner": "1"})


# The inner one answers with a template by itself; the outer one puts its own content in it.
fills = sync_and_async_middleware(_layer(_filled, after=True))
unrendered = sync_and_async_middleware(_layer(_unrendered, after=False))


def _closed(request: Any) -> Any:
    return HttpResponse("closed for the night", status=503)


def _fails(request: Any) -> Any:
    raise Broken("an inner layer is broken")


def _forbids(request: Any) -> Any:
    raise PermissionDenied


# A layer that answers by itself, and two that raise: the view is never reached.
closed = sync_and_async_middleware(_layer(_closed, after=False))
fails = sync_and_async_middleware(_layer(_fails, after=False))
forbids = sync_and_async_middleware(_layer(_forbids, after=False))

# What happens in the layer `late` before it hands a request on.
meanwhile: list[Callable[[], object]] = []


@sync_and_async_middleware
def late(get_response: GetResponse) -> GetResponse:
    """Takes its time, and then asks the inner layers."""

    def passed(request: Any) -> Any:
        for each in meanwhile:
            each()
        return get_response(request)  # under ASGI, what is to be awaited

    if not iscoroutinefunction(get_response):
        return passed

    async def apassed(request: Any) -> Any:
        return await passed(request)

    return apassed


# What the layer `asks` was told when it was built: whether to await what it was given.
told: list[bool] = []


@sync_and_async_middleware
def asks(get_response: GetResponse) -> GetResponse:
    """Asks whether the next inner layer is to be awaited, as any layer may."""
    told.append(iscoroutinefunction(get_response))
    return get_response
