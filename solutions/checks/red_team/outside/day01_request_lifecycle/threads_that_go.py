"""Two hops to a thread for every request; threads that have waited often end meanwhile.

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

WORKERS, DECOYS, WAITS, EVERY = (4, 12, 400, 20)
jobs = queue.SimpleQueue()
ends = []
hops = 0


def worker():
    while True:
        loop, future, function, arguments = jobs.get()
        try:
            found = function(*arguments)
        except BaseException as error:
            loop.call_soon_threadsafe(future.set_exception, error)
        else:
            loop.call_soon_threadsafe(future.set_result, found)


def decoy(end, ready):
    for _ in range(WAITS):
        time.sleep(1e-06)
    ready.release()
    end.acquire()


def begin(decoys=DECOYS):
    global jobs
    jobs = queue.SimpleQueue()
    ends.clear()
    for _ in range(WORKERS):
        threading.Thread(target=worker, daemon=True).start()
    ready = threading.Semaphore(0)
    for _ in range(decoys):
        ends.append(threading.Lock())
        ends[-1].acquire()
        threading.Thread(target=decoy, args=(ends[-1], ready), daemon=True).start()
    for _ in range(decoys):
        ready.acquire()


begin()
here = os.getpid()


async def hop(function, *arguments):
    global hops, here
    hops += 1
    if here != os.getpid():
        here = os.getpid()
        begin(0)
    if hops % EVERY == 0 and ends:
        ends.pop().release()
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    jobs.put((loop, future, function, arguments))
    return await future


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
        started = await hop(time.perf_counter)
        return await hop(self.stamped, await self.get_response(request), started)

    def stamped(self, response, started):
        milliseconds = (time.perf_counter() - started) * 1000
        entries = [response.get("Server-Timing"), f"app;dur={milliseconds:.1f}"]
        response["Server-Timing"] = ", ".join(filter(None, entries))
        response["X-Region"] = self.region
        return response


async def dashboard(request):
    headlines, weather, markets = await asyncio.gather(
        services.fetch_headlines(), services.fetch_weather(), services.fetch_markets()
    )
    found = {"headlines": headlines, "weather": weather, "markets": markets}
    return await hop(JsonResponse, found)
