"""The blocking twins are sent to threads, of which there are only a few.

Hint: The loop stays free, and with twenty readers the waiting begins again: how many threads
are there to wait in?

Caught by:
    test_dashboard_uses_the_coroutines
    test_twenty_requests_wait_side_by_side
    test_uvicorn_serves_side_by_side
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import JsonResponse

from katas.day01_request_lifecycle import services

pool = ThreadPoolExecutor(max_workers=6)


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


async def dashboard(request):
    in_thread = asyncio.get_running_loop().run_in_executor
    headlines, weather, markets = await asyncio.gather(
        in_thread(pool, services.fetch_headlines_blocking),
        in_thread(pool, services.fetch_weather_blocking),
        in_thread(pool, services.fetch_markets_blocking),
    )
    return JsonResponse({"headlines": headlines, "weather": weather, "markets": markets})
