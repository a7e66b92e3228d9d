"""MiddlewareMixin with both calls replaced: its marking stays, its threads go."""

import asyncio
import time

from django.http import JsonResponse
from django.utils.deprecation import MiddlewareMixin
from django.views import View

from katas.day01_request_lifecycle import services


class TimingMiddleware(MiddlewareMixin):
    def __init__(self, get_response):
        super().__init__(get_response)
        self.region = services.load_service_map()["region"]

    def __call__(self, request):
        if self.async_mode:
            return self.__acall__(request)
        return Stamp(self.region).on(self.get_response(request))

    async def __acall__(self, request):
        stamp = Stamp(self.region)
        return stamp.on(await self.get_response(request))


class Stamp:
    def __init__(self, region):
        self.region = region
        self.started = time.perf_counter()

    def on(self, response):
        milliseconds = (time.perf_counter() - self.started) * 1_000
        response["X-Region"] = self.region
        response["Server-Timing"] = f"app;dur={milliseconds:.1f}"
        return response


class Dashboard(View):
    async def get(self, request):
        headlines, weather, markets = await asyncio.gather(
            services.fetch_headlines(), services.fetch_weather(), services.fetch_markets()
        )
        return JsonResponse({"headlines": headlines, "weather": weather, "markets": markets})


dashboard = Dashboard.as_view()
