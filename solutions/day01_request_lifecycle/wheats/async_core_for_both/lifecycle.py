"""An instance in MIDDLEWARE that builds coroutines; under WSGI they are run by async_to_sync."""

import asyncio
import time

from asgiref.sync import async_to_sync, iscoroutinefunction, sync_to_async
from django.http import JsonResponse

from katas.day01_request_lifecycle import services


class Timing:
    sync_capable = True
    async_capable = True

    def __call__(self, get_response):
        region = services.load_service_map()["region"]
        native = iscoroutinefunction(get_response)
        inner = get_response if native else sync_to_async(get_response)

        async def middleware(request):
            started = time.monotonic_ns()
            response = await inner(request)
            entries = [f"app;dur={(time.monotonic_ns() - started) / 1e6}"]
            if "Server-Timing" in response:
                entries.append(response["Server-Timing"])
            response.headers["server-timing"] = ",".join(entries)
            response.headers["x-region"] = region
            return response

        return middleware if native else async_to_sync(middleware)


TimingMiddleware = Timing()


async def dashboard(request):
    names = ("weather", "markets", "headlines")
    async with asyncio.TaskGroup() as group:
        tasks = {name: group.create_task(getattr(services, f"fetch_{name}")()) for name in names}
    return JsonResponse({name: task.result() for name, task in tasks.items()})
