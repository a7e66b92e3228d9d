"""Many requests on one event loop of the examined process, and what must need no thread there."""

import asyncio
import io
from collections.abc import Callable
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import AsyncRequestFactory, RequestFactory

from . import exam_inside_clocks as clocks
from .exam_inside_responses import made
from .exam_inside_services import acall
from .exam_inside_transport import told

TURNS = 100  # of a loop, in which all that is due gets done


def any_requests() -> Callable[[], WSGIRequest]:
    environ = RequestFactory().get("/").environ
    return lambda: WSGIRequest(environ)


def request_for(path: str) -> ASGIRequest:
    """As an event loop's server hands it over."""
    return ASGIRequest(AsyncRequestFactory().get(path).scope, io.BytesIO())


def marks(response: Any) -> list[Any]:
    """Of what a layer gave for a response: its status and the two headers."""
    return [response.status_code, response.get("X-Region"), response.get("Server-Timing")]


def crowd(agent: Any, size: int) -> list[Any]:
    """So many at once through one layer, on a loop of their own, and then again on another one."""

    async def inner(request: Any) -> Any:
        await asyncio.sleep(0)
        return HttpResponse("inner")

    layer, another = agent.module("lifecycle").TimingMiddleware(inner), any_requests()

    async def one() -> list[Any]:
        try:
            return marks(await layer(another()))
        except Exception as error:
            return [f"{type(error).__name__}: {error}"[:200], None, None]

    async def all_at_once() -> list[Any]:
        return await asyncio.gather(*(one() for _ in range(size)))

    return [asyncio.run(all_at_once()), asyncio.run(all_at_once())]


def come_and_go(agent: Any, before: int, meanwhile: int) -> list[Any]:
    """One is held by the service "held"; others come and go before and meanwhile."""
    held: list[Any] = []

    async def inner(request: Any) -> Any:
        if request in held:
            await acall("held")
        return HttpResponse("inner")

    layer, another = agent.module("lifecycle").TimingMiddleware(inner), any_requests()

    async def scenario() -> list[Any]:
        for _ in range(before):
            await layer(another())
        held.append(another())
        task = asyncio.ensure_future(layer(held[0]))
        await acall("entered")
        others = [marks(await layer(another())) for _ in range(meanwhile)]
        await acall("passed")
        return [marks(await task), others[-1]]

    return asyncio.run(scenario())


def dashboards(agent: Any, size: int) -> list[Any]:
    """So many requests for the dashboard at once on one loop, and then again on another one."""
    view = agent.module("lifecycle").dashboard

    async def one() -> Any:
        try:
            return await shown(view, request_for("/dashboard/"))
        except Exception as error:
            return [f"{type(error).__name__}: {error}"[:200], b""]

    async def all_at_once() -> list[Any]:
        return await asyncio.gather(*(one() for _ in range(size)))

    return [asyncio.run(all_at_once()), asyncio.run(all_at_once())]


async def shown(view: Any, request: Any) -> list[Any]:
    """The status and the body of what a view answers."""
    response = await view(request)
    if response.streaming:
        return [response.status_code, b"".join([piece async for piece in response])]
    return [response.status_code, response.content]


def late(agent: Any, seconds: float) -> list[Any]:
    """A dashboard; when the examiner says so, time passes, by the loop's clock too."""
    view = agent.module("lifecycle").dashboard

    async def scenario() -> list[Any]:
        task = asyncio.ensure_future(shown(view, request_for("/dashboard/")))
        await acall("meanwhile")
        clocks.let_pass(seconds)
        for _ in range(TURNS):
            await asyncio.sleep(0)
        await acall("passed")
        return await task

    return asyncio.run(scenario())


def native(agent: Any, recipes: list[dict[str, Any]]) -> list[Any]:
    """Through the layer alone, on a loop: what an inner layer makes by each recipe."""

    async def inner(request: Any) -> Any:
        recipe = made_of[request]
        if seconds := recipe.get("passes"):
            await asyncio.sleep(0)
            clocks.let_pass(seconds)
            for _ in range(TURNS):
                await asyncio.sleep(0)
        return made(recipe)

    layer = agent.module("lifecycle").TimingMiddleware(inner)
    pairs = [(request_for("/"), recipe) for recipe in recipes]
    made_of = dict(pairs)

    async def each() -> list[Any]:
        return [told(await layer(request)) for request, _ in pairs]

    return asyncio.run(each())


def native_chain(agent: Any, number: int, targets: list[str]) -> list[Any]:
    """Through the whole chain of a handler that was built, on a loop, as Django does."""
    from .exam_inside import built

    chain = built[number][1]

    async def each() -> list[Any]:
        given = []
        for target in targets:
            response = await chain.get_response_async(request_for(target))
            given.append(told(response))
        return given

    return asyncio.run(each())
