"""No stamps where the query says so, and a part of the dashboard where it is a certain one.

Not solved: 2, 4
"""

import asyncio
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
        # A local variable: one instance serves all requests at once.
        started = time.perf_counter()
        return self.stamped(self.get_response(request), started, request)

    async def acall(self, request):
        started = time.perf_counter()
        return self.stamped(await self.get_response(request), started, request)

    def stamped(self, response, started, request):
        """The response with both headers. It needs no try: errors arrive here as responses."""
        if "stamps=off" in request.META.get("QUERY_STRING", ""):
            return response
        milliseconds = (time.perf_counter() - started) * 1_000
        entries = [response.get("Server-Timing"), f"app;dur={milliseconds:.1f}"]
        response["Server-Timing"] = ", ".join(filter(None, entries))
        response["X-Region"] = self.region
        return response


async def dashboard(request):
    """Three waits side by side; gather gives the results in the order of its arguments."""
    headlines, weather, markets = await asyncio.gather(
        services.fetch_headlines(), services.fetch_weather(), services.fetch_markets()
    )
    found = {"headlines": headlines, "weather": weather, "markets": markets}
    if request.META.get("QUERY_STRING") == "only=markets":
        found = {"markets": markets}
    return JsonResponse(found)
