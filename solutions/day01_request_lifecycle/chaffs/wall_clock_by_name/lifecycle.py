"""The duration is taken from a time() that was imported by its name: the wall clock again.

Hint: Your durations are right until somebody sets the clock: what kind of time does your clock
tell?

Caught by:
    test_clock_steps_change_nothing
"""

import asyncio
from time import time

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
        started = time()
        return self.stamped(self.get_response(request), started)

    async def acall(self, request):
        started = time()
        return self.stamped(await self.get_response(request), started)

    def stamped(self, response, started):
        milliseconds = (time() - started) * 1_000
        response["X-Region"] = self.region
        response["Server-Timing"] = f"app;dur={milliseconds:.1f}"
        return response


async def dashboard(request):
    headlines, weather, markets = await asyncio.gather(
        services.fetch_headlines(), services.fetch_weather(), services.fetch_markets()
    )
    return JsonResponse({"headlines": headlines, "weather": weather, "markets": markets})
