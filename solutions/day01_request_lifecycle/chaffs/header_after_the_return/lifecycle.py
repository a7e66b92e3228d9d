"""The header lines stand after the return, where nothing comes by.

Hint: The values are there and no response has them: is the line that sets the headers ever
reached?

Caught by:
    test_headers_on_good_responses
    test_headers_on_errors
    test_headers_when_an_inner_layer_ends_it
    test_other_layers_keep_working
    test_duration_is_what_the_view_took
    test_clock_steps_change_nothing
    test_overlap_in_threads
    test_overlap_on_one_loop
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
        return response
        milliseconds = (time.perf_counter() - started) * 1_000
        response["X-Region"] = self.region
        response["Server-Timing"] = f"app;dur={milliseconds:.1f}"


async def dashboard(request):
    headlines, weather, markets = await asyncio.gather(
        services.fetch_headlines(), services.fetch_weather(), services.fetch_markets()
    )
    return JsonResponse({"headlines": headlines, "weather": weather, "markets": markets})
