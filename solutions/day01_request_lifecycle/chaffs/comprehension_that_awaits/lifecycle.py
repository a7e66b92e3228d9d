"""Each coroutine is awaited where it is made, so gather has nothing left to do.

Hint: All three answers come, and somebody waits in line: has every service been asked before
you wait for the first answer?

Caught by:
    test_three_services_at_once
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


SOURCES = {
    "headlines": services.fetch_headlines,
    "weather": services.fetch_weather,
    "markets": services.fetch_markets,
}


async def dashboard(request):
    return JsonResponse({name: await fetch() for name, fetch in SOURCES.items()})
