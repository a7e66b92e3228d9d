"""The start is kept in a ContextVar, which every task and every thread has for itself."""

import asyncio
import time
from contextvars import ContextVar

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import JsonResponse

from katas.day01_request_lifecycle import services

started = ContextVar("started")


class TimingMiddleware:
    sync_capable = True
    async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        self.region = services.load_service_map()["region"]
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request):
        if iscoroutinefunction(self.get_response):
            return self.__acall__(request)
        started.set(time.monotonic())
        return self.leave(self.get_response(request))

    async def __acall__(self, request):
        started.set(time.monotonic())
        return self.leave(await self.get_response(request))

    def leave(self, response):
        response["X-Region"] = self.region
        response["Server-Timing"] = f"app;dur={1_000 * (time.monotonic() - started.get()):.3f}"
        return response


async def dashboard(request):
    found = {}

    async def fetch(name, coroutine):
        found[name] = await coroutine

    await asyncio.gather(
        fetch("headlines", services.fetch_headlines()),
        fetch("weather", services.fetch_weather()),
        fetch("markets", services.fetch_markets()),
    )
    return JsonResponse(found)
