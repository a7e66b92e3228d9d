"""The start is kept on the middleware, where the next request overwrites it.

Hint: A request alone is timed well, and two that overlap disturb each other: where does a
request's start wait until its own response comes back?

Caught by:
    test_overlap_in_threads
    test_overlap_on_one_loop
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
        self.started = time.perf_counter()
        return self.stamped(self.get_response(request))

    async def acall(self, request):
        self.started = time.perf_counter()
        return self.stamped(await self.get_response(request))

    def stamped(self, response):
        milliseconds = (time.perf_counter() - self.started) * 1_000
        response["X-Region"] = self.region
        response["Server-Timing"] = f"app;dur={milliseconds:.1f}"
        return response


async def dashboard(request):
    headlines, weather, markets = await asyncio.gather(
        services.fetch_headlines(), services.fetch_weather(), services.fetch_markets()
    )
    return JsonResponse({"headlines": headlines, "weather": weather, "markets": markets})
