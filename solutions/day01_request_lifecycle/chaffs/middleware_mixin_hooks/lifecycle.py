"""MiddlewareMixin calls its two hooks in a thread under ASGI.

Hint: Under ASGI your middleware works, and each request travels through a thread because of it:
who sends it there, and what would have to be known for it to stay?

Caught by:
    test_middleware_needs_no_thread
"""

import asyncio
import time

from django.http import JsonResponse
from django.utils.deprecation import MiddlewareMixin

from katas.day01_request_lifecycle import services


class TimingMiddleware(MiddlewareMixin):
    def __init__(self, get_response):
        super().__init__(get_response)
        self.region = services.load_service_map()["region"]

    def process_request(self, request):
        request.started = time.perf_counter()

    def process_response(self, request, response):
        milliseconds = (time.perf_counter() - request.started) * 1_000
        response["X-Region"] = self.region
        response["Server-Timing"] = f"app;dur={milliseconds:.1f}"
        return response


async def dashboard(request):
    headlines, weather, markets = await asyncio.gather(
        services.fetch_headlines(), services.fetch_weather(), services.fetch_markets()
    )
    return JsonResponse({"headlines": headlines, "weather": weather, "markets": markets})
