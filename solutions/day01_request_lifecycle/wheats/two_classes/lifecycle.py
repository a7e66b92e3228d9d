"""A factory that returns an instance of one of two classes; starts by request in a dictionary."""

import asyncio
import time

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import JsonResponse

from katas.day01_request_lifecycle import services


class Base:
    def __init__(self, get_response, region):
        self.get_response = get_response
        self.region = region
        self.starts = {}

    def enter(self, request):
        self.starts[id(request)] = time.perf_counter()

    def leave(self, request, response):
        milliseconds = (time.perf_counter() - self.starts.pop(id(request))) * 1_000
        response["X-Region"] = self.region
        response["Server-Timing"] = f"app;dur={milliseconds:.1f}"
        return response


class Called(Base):
    def __call__(self, request):
        self.enter(request)
        return self.leave(request, self.get_response(request))


class Awaited(Base):
    def __init__(self, *args):
        super().__init__(*args)
        markcoroutinefunction(self)

    async def __call__(self, request):
        self.enter(request)
        return self.leave(request, await self.get_response(request))


def TimingMiddleware(get_response):
    kind = Awaited if iscoroutinefunction(get_response) else Called
    return kind(get_response, services.load_service_map()["region"])


TimingMiddleware.async_capable = True


async def dashboard(request):
    """Started in the background, then awaited in an order of its own."""
    weather, markets, headlines = (
        asyncio.ensure_future(fetch())
        for fetch in (services.fetch_weather, services.fetch_markets, services.fetch_headlines)
    )
    answer = {"markets": await markets}
    answer["weather"] = await weather
    answer["headlines"] = await headlines
    return JsonResponse(answer)
