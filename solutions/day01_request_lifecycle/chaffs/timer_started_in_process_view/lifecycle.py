"""The start is noted in process_view, which a URL that doesn't resolve never reaches.

Caught by:
    test_headers_on_errors
    test_headers_when_an_inner_layer_ends_it
    test_other_layers_keep_working
    test_middleware_needs_no_thread
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
        return self.stamped(self.get_response(request), request)

    async def acall(self, request):
        return self.stamped(await self.get_response(request), request)

    def process_view(self, request, view, args, kwargs):
        request.started = time.perf_counter()

    def stamped(self, response, request):
        if not hasattr(request, "started"):
            return response
        milliseconds = (time.perf_counter() - request.started) * 1_000
        response["X-Region"] = self.region
        response["Server-Timing"] = f"app;dur={milliseconds:.1f}"
        return response


async def dashboard(request):
    headlines, weather, markets = await asyncio.gather(
        services.fetch_headlines(), services.fetch_weather(), services.fetch_markets()
    )
    return JsonResponse({"headlines": headlines, "weather": weather, "markets": markets})
