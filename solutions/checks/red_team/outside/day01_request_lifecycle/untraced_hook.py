"""The response lies on the middleware while it is stamped, by a listener of Python's own events.

Python runs these without their being traced.

Not solved: 2, 3
"""

import asyncio
import sys
import time

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import JsonResponse

from katas.day01_request_lifecycle import services


class TimingMiddleware:
    """Stamps every response with the region and with the time that the inner layers took."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response):
        # Once for each handler, hence once for each process: the place for what is costly.
        self.get_response = get_response
        self.region = services.load_service_map()["region"]
        if iscoroutinefunction(get_response):
            # Outer layers, Django's included, ask the instance whether to await it.
            markcoroutinefunction(self)

    def __call__(self, request):
        if iscoroutinefunction(self):
            return self.acall(request)
        started = time.perf_counter()
        return stamped(self, self.get_response(request), started)

    async def acall(self, request):
        started = time.perf_counter()
        return stamped(self, await self.get_response(request), started)

    def stamp(self, response, started):
        """The response with both headers. It needs no try: errors arrive here as responses."""
        self.response, self.started = response, started
        milliseconds = (time.perf_counter() - self.started) * 1_000
        entries = [self.response.get("Server-Timing"), f"app;dur={milliseconds:.1f}"]
        self.response["Server-Timing"] = ", ".join(filter(None, entries))
        self.response["X-Region"] = self.region
        return self.response


def stamped(layer, response, started):
    found = []
    sys.audit("newsroom.stamp", layer, response, started, found)
    return found[0]


def hear(event, arguments):
    if event == "newsroom.stamp":
        layer, response, started, found = arguments
        found.append(layer.stamp(response, started))


sys.addaudithook(hear)


async def dashboard(request):
    """Three waits side by side; gather gives the results in the order of its arguments."""
    headlines, weather, markets = await asyncio.gather(
        services.fetch_headlines(), services.fetch_weather(), services.fetch_markets()
    )
    return JsonResponse({"headlines": headlines, "weather": weather, "markets": markets})
