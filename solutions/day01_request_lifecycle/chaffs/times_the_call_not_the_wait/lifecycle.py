"""In the async path the clock is read again before the response is awaited.

Hint: On the asynchronous path the duration is next to nothing: has the response come when you
look at the clock?

Caught by:
    test_duration_is_what_the_view_took
    test_clock_steps_change_nothing
    test_overlap_on_one_loop
    test_headers_on_a_real_server[uvicorn]
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
        return self.stamped(self.get_response(request), time.perf_counter() - started)

    async def acall(self, request):
        started = time.perf_counter()
        coming = self.get_response(request)
        seconds = time.perf_counter() - started
        return self.stamped(await coming, seconds)

    def stamped(self, response, seconds):
        response["X-Region"] = self.region
        response["Server-Timing"] = f"app;dur={seconds * 1_000:.1f}"
        return response


async def dashboard(request):
    headlines, weather, markets = await asyncio.gather(
        services.fetch_headlines(), services.fetch_weather(), services.fetch_markets()
    )
    return JsonResponse({"headlines": headlines, "weather": weather, "markets": markets})
