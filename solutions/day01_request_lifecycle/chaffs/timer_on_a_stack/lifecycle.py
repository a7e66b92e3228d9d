"""The starts are kept on a stack, as if the last request in were always the first out.

Caught by:
    test_overlap_in_threads[first-in-first-out]
    test_overlap_on_one_loop[first-in-first-out]
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
        self.started = []
        self.region = services.load_service_map()["region"]
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request):
        if iscoroutinefunction(self):
            return self.acall(request)
        self.started.append(time.perf_counter())
        return self.stamped(self.get_response(request))

    async def acall(self, request):
        self.started.append(time.perf_counter())
        return self.stamped(await self.get_response(request))

    def stamped(self, response):
        milliseconds = (time.perf_counter() - self.started.pop()) * 1_000
        response["X-Region"] = self.region
        response["Server-Timing"] = f"app;dur={milliseconds:.1f}"
        return response


async def dashboard(request):
    headlines, weather, markets = await asyncio.gather(
        services.fetch_headlines(), services.fetch_weather(), services.fetch_markets()
    )
    return JsonResponse({"headlines": headlines, "weather": weather, "markets": markets})
