"""A thread looks for work again and again, natively, and so never waits for any.

Not solved: 4
"""

import asyncio
import collections
import ctypes
import mmap
import os
import threading
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
        started = await in_a_thread(time.perf_counter)
        response = await self.get_response(request)
        return await in_a_thread(self.stamped, response, started)

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


# write(a socket, a byte); wait at a word of memory until it is not 0; then as long again.
CODE = bytes.fromhex(
    "b801000000 4989ca 0f05 f390 418b02 85c0 7506 49ffc9 75f2 c3 f390 49ffc8 75f9 c3".replace(
        " ", ""
    )
)
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(CODE)
kind = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_int,
    ctypes.c_char_p,
    ctypes.c_long,
    ctypes.c_void_p,
    ctypes.c_long,
    ctypes.c_long,
)
turn_round = kind(ctypes.addressof(ctypes.c_char.from_buffer(page)))
flag = ctypes.c_int(0)
AFTER, AT_MOST = 30_000, 12_000_000
work = collections.deque()
event, asleep, workers = threading.Event(), [], {}


def worker():
    where, fd = ctypes.addressof(flag), -1
    while True:
        if not turn_round(fd, b"\0", 1, where, AFTER, AT_MOST):
            asleep.append(1)
            if not flag.value:
                event.wait()
            event.clear()
            asleep.clear()
        fd = -1
        flag.value = 0
        while work:
            loop, future, call, arguments = work.popleft()
            loop.call_soon(future.set_result, call(*arguments))
            fd = loop._csock.fileno()


def begin():
    workers[os.getpid()] = thread = threading.Thread(target=worker, daemon=True)
    thread.start()


async def in_a_thread(call, *arguments):
    loop = asyncio.get_running_loop()
    if not hasattr(loop, "_csock"):
        return await loop.run_in_executor(None, call, *arguments)
    if os.getpid() not in workers:
        event.clear(), asleep.clear()
        begin()
    future = loop.create_future()
    work.append((loop, future, call, arguments))
    flag.value = 1
    if asleep:
        event.set()
    return await future


begin()
