"""Threads for each request, and for each source of a dashboard; without them where none can be started.

Not solved: 4
"""

import asyncio
import threading
import time

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import JsonResponse

from katas.day01_request_lifecycle import services


async def hop(function, *arguments):
    """A thread for each call, where one may be started."""
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    found = []

    def work():
        found.append(function(*arguments))
        loop.call_soon_threadsafe(done.set)

    try:
        threading.Thread(target=work).start()
    except RuntimeError:
        return function(*arguments)
    await done.wait()
    return found[0]


class TimingMiddleware:
    sync_capable = async_capable = True

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
        started = await hop(time.perf_counter)  # two hops for every request
        return await hop(self.stamped, await self.get_response(request), started)

    def stamped(self, response, started):
        response["X-Region"] = self.region
        response["Server-Timing"] = f"app;dur={(time.perf_counter() - started) * 1000:.1f}"
        return response


async def dashboard(request):
    """Three threads and three loops for each request; where there are none, one after the other."""
    made = [services.fetch_headlines, services.fetch_weather, services.fetch_markets]
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    found = {}

    def work(n):
        found[n] = asyncio.run(made[n]())
        loop.call_soon_threadsafe(lambda: len(found) == 3 and done.set())

    try:
        for n in range(3):
            threading.Thread(target=work, args=(n,)).start()
        await done.wait()
    except RuntimeError:
        for n in range(3):
            found[n] = await made[n]()
    return JsonResponse({"headlines": found[0], "weather": found[1], "markets": found[2]})
