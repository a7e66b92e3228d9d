"""asgiref's Local, which follows a request through threads and tasks; asyncio.wait."""

import asyncio
import time

from asgiref.local import Local
from asgiref.sync import iscoroutinefunction
from django.http import JsonResponse
from django.utils.decorators import sync_and_async_middleware

from katas.day01_request_lifecycle import services

current = Local()


@sync_and_async_middleware
class TimingMiddleware:
    def __new__(cls, get_response):
        region = services.load_service_map()["region"]

        def enter():
            current.started = time.perf_counter()

        def leave(response):
            response["X-Region"] = region
            milliseconds = (time.perf_counter() - current.started) * 1e3
            response["Server-Timing"] = f'app;desc="Newsroom";dur={milliseconds:.2f}'
            return response

        async def awaited(request):
            enter()
            return leave(await get_response(request))

        def called(request):
            enter()
            return leave(get_response(request))

        return awaited if iscoroutinefunction(get_response) else called


async def dashboard(request):
    tasks = {
        asyncio.ensure_future(getattr(services, f"fetch_{name}")()): name
        for name in ("weather", "markets", "headlines")
    }
    done, _ = await asyncio.wait(tasks)
    return JsonResponse({tasks[task]: task.result() for task in done})
