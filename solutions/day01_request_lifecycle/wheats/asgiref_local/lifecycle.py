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
            outer = getattr(current, "started", None)
            current.started = time.perf_counter()
            return outer

        def leave(response, outer):
            response["X-Region"] = region
            milliseconds = (time.perf_counter() - current.started) * 1e3
            # A view may ask the same site: what the outer request kept is put back.
            current.started = outer
            response["Server-Timing"] = f'app;desc="Newsroom";dur={milliseconds:.2f}'
            return response

        async def awaited(request):
            outer = enter()
            return leave(await get_response(request), outer)

        def called(request):
            outer = enter()
            return leave(get_response(request), outer)

        return awaited if iscoroutinefunction(get_response) else called


async def dashboard(request):
    tasks = {
        asyncio.ensure_future(getattr(services, f"fetch_{name}")()): name
        for name in ("weather", "markets", "headlines")
    }
    done, _ = await asyncio.wait(tasks)
    return JsonResponse({tasks[task]: task.result() for task in done})
