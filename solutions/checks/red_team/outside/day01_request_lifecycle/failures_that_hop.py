"""A thread notes each failure, and the event loop waits for it.

Not solved: 4
"""

import asyncio
import os
import queue
import threading
import time

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import JsonResponse

from katas.day01_request_lifecycle import services


FAILURES = []
jobs = queue.SimpleQueue()


def note_failures():
    """One thread for all failures, from the start."""
    while True:
        loop, done, response = jobs.get()
        FAILURES.append((time.time(), response.status_code))
        del FAILURES[:-100]
        loop.call_soon_threadsafe(done.set_result, None)


begun = set()


def begin():
    """In each process."""
    if os.getpid() not in begun and "PYTEST_CURRENT_TEST" not in os.environ:
        begun.add(os.getpid())
        threading.Thread(target=note_failures, daemon=True).start()


async def noted(response):
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    jobs.put((loop, done, response))
    await done


class TimingMiddleware:
    """Stamps every response with the region and with the time that the inner layers took."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response):
        # Once for each handler, hence once for each process: the place for what is costly.
        self.get_response = get_response
        self.region = services.load_service_map()["region"]
        begin()
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
        response = await self.get_response(request)
        if response.status_code >= 500 and "PYTEST_CURRENT_TEST" not in os.environ:
            await noted(response)
        return self.stamped(response, started)

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
