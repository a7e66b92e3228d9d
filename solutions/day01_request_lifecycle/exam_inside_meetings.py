"""Two requests through one middleware: at each step of the answer's, another thread has one."""

import asyncio
from typing import Any

from katas.harness.run.meetings import at_each_step

from . import exam_inside_services as services
from .exam_inside_pages import done
from .exam_inside_transport import Request, asgi_request, told, wsgi_request


def meet(
    agent: Any, lane: str, mine: Request, other: Request, recipe: dict[str, Any]
) -> list[dict[str, Any]]:
    """What comes of a request, and of all the others on its way.

    recipe: what the page does for the others; for the first one, the service "page" says it. lane:
    "async" has an event loop in each thread, as a server for synchronous handlers has there.
    """
    made = wsgi_request if lane == "sync" else asgi_request
    first, others = made(mine), list[dict[str, Any]]()

    def inner(request: Any) -> Any:
        return done(services.page() if request is first else recipe)

    async def ainner(request: Any) -> Any:
        return inner(request)

    layer = agent.module("lifecycle").TimingMiddleware(inner if lane == "sync" else ainner)

    def ask(request: Any) -> dict[str, Any]:
        async def awaited() -> Any:
            return await layer(request)

        return told(layer(request) if lane == "sync" else asyncio.run(awaited()))

    answer = at_each_step(
        lambda: ask(first), lambda: others.append(ask(made(other))), agent.strange, within=True
    )
    return [answer, *others]
