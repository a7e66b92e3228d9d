"""The start travels on the request; the entries of inner layers are kept."""

import asyncio
import json
import time

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpResponse

from katas.day01_request_lifecycle import services


class TimingMiddleware:
    async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        self.map = services.load_service_map()
        self.awaited = iscoroutinefunction(get_response)
        if self.awaited:
            markcoroutinefunction(self)

    def __call__(self, request):
        request.started_at = time.perf_counter_ns()
        if self.awaited:
            return self.finish(request)
        return self.stamp(request, self.get_response(request))

    async def finish(self, request):
        return self.stamp(request, await self.get_response(request))

    def stamp(self, request, response):
        taken = (time.perf_counter_ns() - request.started_at) / 1e6
        inner = response.get("Server-Timing")
        own = f"app; dur={taken}"
        response.headers["X-Region"] = self.map["region"]
        response.headers["Server-Timing"] = f"{own}, {inner}" if inner else own
        return response


async def dashboard(request):
    names = ("headlines", "weather", "markets")
    values = await asyncio.gather(*[getattr(services, f"fetch_{name}")() for name in names])
    body = json.dumps(dict(zip(names, values, strict=True)))
    return HttpResponse(body, content_type="application/json")
