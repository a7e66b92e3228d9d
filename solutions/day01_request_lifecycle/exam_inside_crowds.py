"""Many requests at once in the examined process, on an event loop and in threads."""

import asyncio
import itertools
import threading
from collections.abc import Callable
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from guest import door

from . import exam_inside_clocks as clocks
from . import exam_inside_services as services
from .exam_inside_services import acall
from .exam_inside_transport import Request, asgi_request, environ, told_whole

TURNS = 100  # of a loop, in which all that is due gets done
JUMPS, TURNS_OF_A_JUMP = 1_000, 5  # by which a year passes; who has napped naps again in these


def any_requests(requests: list[Request]) -> Callable[[], WSGIRequest]:
    """Gives a request of the next visitor, and so on in a circle."""
    each = itertools.cycle([environ(*request) for request in requests])
    return lambda: WSGIRequest({**next(each)})


def marks(response: Any) -> list[Any]:
    """Of what a layer gave for a response: its status and the two headers."""
    return [response.status_code, response.get("X-Region"), response.get("Server-Timing")]


def crowd(agent: Any, size: int, requests: list[Request]) -> list[Any]:
    """So many at once through one layer, on a loop of their own, and then again on another one."""

    async def inner(request: Any) -> Any:
        await asyncio.sleep(0)
        return HttpResponse("inner")

    layer, another = agent.module("lifecycle").TimingMiddleware(inner), any_requests(requests)

    async def one() -> list[Any]:
        try:
            return marks(await layer(another()))
        except Exception as error:
            return [f"{type(error).__name__}: {error}"[:200], None, None]

    async def all_at_once() -> list[Any]:
        return await asyncio.gather(*(one() for _ in range(size)))

    return [asyncio.run(all_at_once()), asyncio.run(all_at_once())]


def come_and_go(
    agent: Any, lane: str, before: int, meanwhile: int, requests: list[Request]
) -> list[Any]:
    """One is held by the service "held"; others come and go before and meanwhile."""
    held, another = [], any_requests(requests)
    timing = agent.module("lifecycle").TimingMiddleware

    def inner(request: Any) -> Any:
        if request in held:
            door.here().call("held")
        return HttpResponse("inner")

    async def ainner(request: Any) -> Any:
        if request in held:
            await acall("held")
        return HttpResponse("inner")

    def in_threads() -> list[Any]:
        layer, given = timing(inner), []
        for _ in range(before):
            layer(another())
        held.append(another())
        thread = threading.Thread(target=lambda: given.append(marks(layer(held[0]))))
        thread.start()
        door.here().call("entered")
        others = [marks(layer(another())) for _ in range(meanwhile)]
        door.here().call("passed")
        thread.join()
        return [given[0], others[-1]]

    async def on_loop() -> list[Any]:
        layer = timing(ainner)
        for _ in range(before):
            await layer(another())
        held.append(another())
        task = asyncio.ensure_future(layer(held[0]))
        await acall("entered")
        others = [marks(await layer(another())) for _ in range(meanwhile)]
        await acall("passed")
        return [marks(await task), others[-1]]

    return in_threads() if lane == "sync" else asyncio.run(on_loop())


def dashboards(agent: Any, size: int, requests: list[Request]) -> list[Any]:
    """So many requests for the dashboard at once on one loop, and then again on another one."""

    async def all_at_once() -> list[Any]:
        each = itertools.islice(itertools.cycle(requests), size)
        return await asyncio.gather(*(dashboard(agent, request) for request in each))

    return [asyncio.run(all_at_once()), asyncio.run(all_at_once())]


async def dashboard(agent: Any, request: Request) -> Any:
    try:
        return await told_whole(await agent.module("lifecycle").dashboard(asgi_request(request)))
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:200]


def dashboards_in_turn(agent: Any, requests: list[Request], given: dict[str, Any]) -> list[Any]:
    """One after the other on one loop. given: what the sources say, by their names."""

    async def in_turn() -> list[Any]:
        return [await dashboard(agent, request) for request in requests]

    with services.giving(given):
        return asyncio.run(in_turn())


def now_and_then(
    agent: Any, layers: int, views: int, requests: list[Request], given: dict[str, Any]
) -> None:
    """Requests through one layer, then for the dashboard, one after the other on one loop.

    Nobody is asked for anything, and another task is always due: the loop itself never waits.
    given: what the sources say. The service "turn" is called before and after each of it.
    """

    async def inner(request: Any) -> Any:
        return HttpResponse("inner")

    async def busy() -> None:
        while True:
            await asyncio.sleep(0)

    async def scenario() -> None:
        turn, another = door.here().call, any_requests(requests)
        lifecycle = agent.module("lifecycle")
        layer, view = lifecycle.TimingMiddleware(inner), lifecycle.dashboard
        beside = asyncio.ensure_future(busy())
        for asked in (layer, view):  # what is imported or made at first
            for _ in range(layers // 100):
                await asked(another())
        for asked, count in ((layer, 0), (layer, layers), (view, views)):
            turn("turn")
            for _ in range(count):
                await asked(another())
        turn("turn")
        beside.cancel()

    with services.giving(given):
        asyncio.run(scenario())


def late(agent: Any, seconds: float, request: Request) -> Any:
    """A dashboard; when the examiner says so, time passes, by the loop's clock too."""
    view = agent.module("lifecycle").dashboard

    async def shown() -> Any:
        return await told_whole(await view(asgi_request(request)))

    async def scenario() -> Any:
        task = asyncio.ensure_future(shown())
        await acall("meanwhile")
        # By many jumps: who counts how often it has waited has waited long, too.
        for _ in range(JUMPS):
            clocks.let_pass(seconds / JUMPS)
            for _ in range(TURNS_OF_A_JUMP):
                await asyncio.sleep(0)
        await acall("passed")
        return await task

    return asyncio.run(scenario())
