"""The async view calls the blocking twins.

Hint: Your view is asynchronous, and while it asks a service nobody else is served: what do your
calls do to the event loop?

Caught by:
    test_dashboard_uses_the_coroutines
    test_three_services_at_once
    test_twenty_requests_wait_side_by_side
    test_loop_stays_free
    test_uvicorn_serves_side_by_side
"""

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


async def dashboard(request):
    headlines = services.fetch_headlines_blocking()
    weather = services.fetch_weather_blocking()
    markets = services.fetch_markets_blocking()
    return JsonResponse({"headlines": headlines, "weather": weather, "markets": markets})
