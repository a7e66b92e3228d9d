"""Each page that is made keeps a thread, of a pool that is full from the start.

Not solved: 5
"""

import asyncio
import math
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from secrets import compare_digest
from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseForbidden

MIDDLEWARE = [
    "katas.day04_middleware.layers.ResponseHeadersMiddleware",
    "katas.day04_middleware.middleware.ApiKeyMiddleware",
    "katas.day04_middleware.middleware.RateLimitMiddleware",
    "katas.day04_middleware.layers.ProfileMiddleware",
    "katas.day04_middleware.layers.AuditMiddleware",
]
OPEN_PATH = "/health/"
THREADS = 24
POOL = ThreadPoolExecutor(THREADS)
together = threading.Barrier(THREADS)
list(POOL.map(lambda _: together.wait(), range(THREADS)))


class Checkpoint:
    sync_capable = True
    async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        self.awaits = iscoroutinefunction(get_response)
        if self.awaits:
            markcoroutinefunction(self)

    def __call__(self, request):
        if self.awaits:
            return self.acall(request)
        refused = self.refusal(request)
        return self.get_response(request) if refused is None else refused

    async def acall(self, request):
        loop, inner = (asyncio.get_running_loop(), [])

        def work():
            refused = self.refusal(request)
            if refused is not None:
                return refused
            inner.append(asyncio.run_coroutine_threadsafe(self.get_response(request), loop))
            return inner[0].result()

        try:
            return await asyncio.wrap_future(POOL.submit(work))
        except asyncio.CancelledError:
            for each in inner:
                each.cancel()
            raise

    def refusal(self, request):
        raise NotImplementedError


class ApiKeyMiddleware(Checkpoint):
    def refusal(self, request):
        if request.path == OPEN_PATH:
            return None
        given = request.headers.get("X-API-Key", "").encode()
        for client, key in settings.NEWSROOM_API_KEYS.items():
            if key and compare_digest(given, key.encode()):
                request.api_client = client
                return None
        return HttpResponseForbidden("A valid X-API-Key is required.")


class RateLimitMiddleware(Checkpoint):
    def refusal(self, request):
        limit, window = settings.NEWSROOM_RATE_LIMIT
        who = getattr(request, "api_client", None) or request.META["REMOTE_ADDR"]
        now = time.time()
        ends = cache.get_or_set(f"rate-limit:{who}", now + window, window)
        hits = f"rate-limit:{who}:{ends}"
        cache.add(hits, 0, 2 * window)
        if cache.incr(hits) <= limit:
            return None
        left = min(max(math.ceil(ends - now), 1), window)
        return HttpResponse("Too many requests.", status=429, headers={"Retry-After": str(left)})
