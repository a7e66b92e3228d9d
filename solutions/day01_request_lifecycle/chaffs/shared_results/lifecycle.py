"""The results meet in a dictionary of the module, which overlapping requests share.

Caught by:
    test_twenty_requests_wait_side_by_side
"""

import asyncio
import time

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
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

    async def acall(self, request):
        started = time.perf_counter()
        return self.stamped(await self.get_response(request), started)

    def stamped(self, response, started):
        milliseconds = (time.perf_counter() - started) * 1_000
        response["X-Region"] = self.region
        response["Server-Timing"] = f"app;dur={milliseconds:.1f}"
        return response


results = {}


async def fetch_into(name, fetch):
    results[name] = await fetch()


async def dashboard(request):
    await asyncio.gather(
        fetch_into("headlines", services.fetch_headlines),
        fetch_into("weather", services.fetch_weather),
        fetch_into("markets", services.fetch_markets),
    )
    return JsonResponse(results)
