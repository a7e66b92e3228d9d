"""__new__ chooses the class; a stopwatch is entered and left; several entries; JSON by hand."""

import asyncio
import json
import time

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse

from katas.day01_request_lifecycle import services


class _Sync:
    def __init__(self, get_response, region):
        self.get_response, self.region = get_response, region

    def __call__(self, request):
        with Stopwatch() as done:
            response = self.get_response(request)
        return done(response, self.region)


class _Async(_Sync):
    def __init__(self, *args):
        super().__init__(*args)
        markcoroutinefunction(self)

    async def __call__(self, request):
        with Stopwatch() as done:
            response = await self.get_response(request)
        return done(response, self.region)


class TimingMiddleware:
    sync_capable = async_capable = True

    def __new__(cls, get_response):
        kind = _Async if iscoroutinefunction(get_response) else _Sync
        return kind(get_response, services.load_service_map().get("region"))


class Stopwatch:
    def __enter__(self):
        self.start = self.end = time.monotonic_ns()
        return self

    def __exit__(self, *_):
        self.end = time.monotonic_ns()

    def __call__(self, response, region):
        taken = (self.end - self.start) / 1e6
        response.headers["X-Region"] = region
        response.headers["Server-Timing"] = f"total;dur=0, app;desc=view;dur={taken:.6f}"
        return response


async def dashboard(request):
    headlines, weather, markets = await asyncio.gather(
        services.fetch_headlines(), services.fetch_weather(), services.fetch_markets()
    )
    found = {"markets": markets, "weather": weather, "headlines": headlines}
    text = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return HttpResponse(text.encode(), content_type="text/plain")
