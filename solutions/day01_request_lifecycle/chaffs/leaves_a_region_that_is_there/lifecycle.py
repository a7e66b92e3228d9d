"""setdefault leaves X-Region alone if an inner layer has set it.

Caught by:
    test_other_layers_keep_working
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
        response.setdefault("X-Region", self.region)
        response["Server-Timing"] = f"app;dur={milliseconds:.1f}"
        return response


async def dashboard(request):
    headlines, weather, markets = await asyncio.gather(
        services.fetch_headlines(), services.fetch_weather(), services.fetch_markets()
    )
    return JsonResponse({"headlines": headlines, "weather": weather, "markets": markets})
