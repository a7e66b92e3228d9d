"""functools.partial of a function and of a coroutine function; tasks looked at now and then."""

import asyncio
import functools
import time

from asgiref.sync import iscoroutinefunction
from django.http import JsonResponse
from django.utils.decorators import sync_and_async_middleware

from katas.day01_request_lifecycle import services


def stamp(region, started, response):
    response["X-Region"] = region
    response["Server-Timing"] = f'app;dur="{(time.perf_counter() - started) * 1_000:.2f}"'
    return response


async def alayer(region, get_response, request):
    started = time.perf_counter()
    return stamp(region, started, await get_response(request))


def layer(region, get_response, request):
    started = time.perf_counter()
    return stamp(region, started, get_response(request))


@sync_and_async_middleware
def TimingMiddleware(get_response):
    region = services.load_service_map()["region"]
    chosen = alayer if iscoroutinefunction(get_response) else layer
    return functools.partial(chosen, region, get_response)


async def dashboard(request):
    """Tasks that bear their keys, looked at once a second until none is left."""
    names = ("headlines", "weather", "markets")
    tasks = [asyncio.create_task(getattr(services, f"fetch_{name}")(), name=name) for name in names]
    pending = set(tasks)
    while pending:
        _, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED, timeout=1)
    return JsonResponse({task.get_name(): task.result() for task in tasks})
