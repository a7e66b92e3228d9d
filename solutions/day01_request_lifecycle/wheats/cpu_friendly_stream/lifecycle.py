"""The JSON leaves as a stream, the duration without decimals and rounded up."""

import asyncio
import json
import math
import time

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import StreamingHttpResponse

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
        started = time.monotonic()
        return self.stamped(self.get_response(request), started)

    async def acall(self, request):
        started = time.monotonic()
        return self.stamped(await self.get_response(request), started)

    def stamped(self, response, started):
        milliseconds = (time.monotonic() - started) * 1_000
        response["X-Region"] = self.region
        response["Server-Timing"] = f"app;dur={math.ceil(milliseconds)}"
        return response


async def dashboard(request):
    names = ["headlines", "weather", "markets"]
    values = await asyncio.gather(*(getattr(services, f"fetch_{name}")() for name in names))

    async def pieces():
        for before, name, value in zip("{,,", names, values, strict=True):
            yield f'{before}"{name}":{json.dumps(value)}'
        yield "}"

    return StreamingHttpResponse(pieces(), content_type="application/json")
