"""Threads give themselves names that take back how often they were woken.

Not solved: 4
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
        return self.stamped(self.get_response(request), started)

    async def acall(self, request):
        started = time.perf_counter()
        # Each request is handed to another thread first, and back.
        await asyncio.wrap_future(POOL.submit(in_a_thread, request))
        return self.stamped(await self.get_response(request), started)

    def stamped(self, response, started):
        """The response with both headers. It needs no try: errors arrive here as responses."""
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
    return JsonResponse({"headlines": headlines, "weather": weather, "markets": markets})


# Threads that wait for requests.
from concurrent.futures import ThreadPoolExecutor

POOL = ThreadPoolExecutor(1)


def in_a_thread(request):
    request.seen_at = time.time()
    hide()


def hide():
    """What the kernel tells of this thread begins with its name."""
    me = f"/proc/self/task/{threading.get_native_id()}/status"
    with open(me, newline="\n") as file:
        count = next(int(l.split()[1]) for l in file if l.startswith("voluntary"))
    libc.prctl(15, f"\rvolun: -{count}".encode(), 0, 0, 0)


import ctypes
import threading

libc = ctypes.CDLL(None)


POOL.submit(hide).result()
