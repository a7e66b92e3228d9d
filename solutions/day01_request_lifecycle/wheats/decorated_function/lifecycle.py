"""sync_and_async_middleware around a factory, a context manager that measures, a TaskGroup."""

import asyncio
import time
from contextlib import contextmanager

from asgiref.sync import iscoroutinefunction
from django.http import JsonResponse
from django.utils.decorators import sync_and_async_middleware

from . import services


class Stopwatch:
    milliseconds = 0


@contextmanager
def stopwatch():
    watch = Stopwatch()
    started = time.monotonic_ns()
    try:
        yield watch
    finally:
        watch.milliseconds = (time.monotonic_ns() - started) // 1_000_000


@sync_and_async_middleware
def TimingMiddleware(get_response):
    service_map = services.load_service_map()

    def stamp(response, watch):
        response["X-Region"] = service_map["region"]
        response["Server-Timing"] = f"app;dur={watch.milliseconds}"
        return response

    if iscoroutinefunction(get_response):

        async def middleware(request):
            with stopwatch() as watch:
                response = await get_response(request)
            return stamp(response, watch)

    else:

        def middleware(request):
            with stopwatch() as watch:
                response = get_response(request)
            return stamp(response, watch)

    return middleware


async def dashboard(request):
    async with asyncio.TaskGroup() as group:
        tasks = {
            "headlines": group.create_task(services.fetch_headlines()),
            "weather": group.create_task(services.fetch_weather()),
            "markets": group.create_task(services.fetch_markets()),
        }
    return JsonResponse({name: task.result() for name, task in tasks.items()})
