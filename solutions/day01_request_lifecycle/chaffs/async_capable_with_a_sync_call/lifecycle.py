"""async_capable promises what a synchronous __call__ does not do.

Caught by:
    test_each_building_keeps_its_own_map
    test_headers_on_good_responses
    test_headers_on_errors
    test_headers_when_an_inner_layer_ends_it
    test_other_layers_keep_working
    test_duration_is_what_the_view_took
    test_clock_steps_change_nothing
    test_overlap_on_one_loop
    test_middleware_needs_no_thread
    test_headers_on_a_real_server[uvicorn]
    test_map_is_not_loaded_for_requests[asgi]
    test_uvicorn_serves_side_by_side
"""

import asyncio
import time

from django.http import JsonResponse

from katas.day01_request_lifecycle import services


class TimingMiddleware:
    sync_capable = True
    async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        self.region = services.load_service_map()["region"]

    def __call__(self, request):
        started = time.perf_counter()
        response = self.get_response(request)
        milliseconds = (time.perf_counter() - started) * 1_000
        response["X-Region"] = self.region
        response["Server-Timing"] = f"app;dur={milliseconds:.1f}"
        return response


async def dashboard(request):
    headlines, weather, markets = await asyncio.gather(
        services.fetch_headlines(), services.fetch_weather(), services.fetch_markets()
    )
    return JsonResponse({"headlines": headlines, "weather": weather, "markets": markets})
