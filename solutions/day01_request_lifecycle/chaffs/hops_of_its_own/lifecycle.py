"""The asynchronous path sends the synchronous one to a thread, and from there back to the loop.

Hint: Under ASGI your middleware works, and each request travels through a thread because of it:
who sends it there, and what would have to be known for it to stay?

Caught by:
    test_middleware_needs_no_thread
"""

import asyncio
import time

from asgiref.sync import (
    async_to_sync,
    iscoroutinefunction,
    markcoroutinefunction,
    sync_to_async,
)
from django.http import JsonResponse

from katas.day01_request_lifecycle import services


class TimingMiddleware:
    sync_capable = True
    async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        self.region = services.load_service_map()["region"]
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request):
        if iscoroutinefunction(self):
            return self.acall(request)
        started = time.perf_counter()
        return self.stamped(self.get_response(request), started)

    def work(self, request):
        started = time.perf_counter()
        return self.stamped(async_to_sync(self.get_response)(request), started)

    async def acall(self, request):
        return await sync_to_async(self.work)(request)

    def stamped(self, response, started):
        milliseconds = (time.perf_counter() - started) * 1_000
        response["X-Region"] = self.region
        response["Server-Timing"] = f"app;dur={milliseconds:.1f}"
        return response


async def dashboard(request):
    headlines, weather, markets = await asyncio.gather(
        services.fetch_headlines(), services.fetch_weather(), services.fetch_markets()
    )
    return JsonResponse({"headlines": headlines, "weather": weather, "markets": markets})
