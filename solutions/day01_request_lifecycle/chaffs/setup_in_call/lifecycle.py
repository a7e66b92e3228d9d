"""The service map is loaded in __call__, for every request.

Hint: Something that belongs to the start of the server happens at every request: what does a
middleware do once, and what each time?

Caught by:
    test_uvicorn_serves_side_by_side
    test_map_is_loaded_when_built
    test_map_is_not_loaded_for_requests
    test_each_building_keeps_its_own_map
    test_headers_on_a_real_server
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
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request):
        self.region = services.load_service_map()["region"]
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


async def dashboard(request):
    headlines, weather, markets = await asyncio.gather(
        services.fetch_headlines(), services.fetch_weather(), services.fetch_markets()
    )
    return JsonResponse({"headlines": headlines, "weather": weather, "markets": markets})
