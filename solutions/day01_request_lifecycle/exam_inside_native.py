"""What must need no thread on an event loop of the examined process, and what must not stop it."""

import asyncio
import os
import signal
from typing import Any

from django.http import HttpResponse

from . import exam_inside_clocks as clocks
from . import exam_inside_services as services
from .exam_inside_crowds import TURNS
from .exam_inside_responses import made
from .exam_inside_services import acall
from .exam_inside_transport import Request, asgi_request, over_asgi, told


def native(agent: Any, recipes: list[dict[str, Any]], requests: list[Request]) -> list[Any]:
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
    pairs = list(zip(map(asgi_request, requests), recipes, strict=True))
    made_of = dict(pairs)

    async def each() -> list[Any]:
        return [told(await layer(request)) for request, _ in pairs]

    return asyncio.run(each())


def native_chain(
    agent: Any, number: int, requests: list[Request], recipes: list[dict[str, Any]]
) -> list[Any]:
    """Through the whole chain of a handler that was built, on a loop, as Django does."""
    from .exam_inside import built

    chain = built[number][1]
    services.recipes[:] = recipes

    async def each() -> list[Any]:
        return [told(await chain.get_response_async(asgi_request(each))) for each in requests]

    return asyncio.run(each())


def beside(
    agent: Any, number: int, recipe: dict[str, Any], stream: Request, page: Request
) -> list[Any]:
    """On one loop, a stream of an ASGI handler that was built; once that has begun, a page."""
    from .exam_inside import built

    services.recipes[:] = [recipe]

    async def both() -> list[Any]:
        asked = built[number][1]
        task = asyncio.ensure_future(over_asgi(asked, stream))
        await acall("begun")
        beside = await over_asgi(asked, page)
        return [await task, beside]

    return asyncio.run(both())


def beside_layer(agent: Any, requests: list[Request]) -> None:
    """Requests through the layer alone, all at once, and a task beside them on the same loop."""

    async def inner(request: Any) -> Any:
        await asyncio.sleep(0)
        return HttpResponse("inner")

    layer = agent.module("lifecycle").TimingMiddleware(inner)

    async def all_at_once() -> None:
        await acall("turn")
        tasks = [asyncio.ensure_future(layer(asgi_request(each))) for each in requests]
        for _ in range(3):
            await acall("turn")
        await asyncio.gather(*tasks)

    asyncio.run(all_at_once())


def one_more(agent: Any) -> None:
    """A process that does nothing: the kernel gives it the next number."""
    if not os.fork():
        try:
            signal.pause()
        finally:
            os._exit(0)
