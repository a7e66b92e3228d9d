"""What is asked of a request is noted on the layer, in threads that nobody traces.

Not solved: 1, 2
"""

import threading
import math
import time
from secrets import compare_digest

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseForbidden

# Outermost first. A refusal still passes through whatever stands outside of the layer that refused.
MIDDLEWARE = [
    "katas.day04_middleware.layers.ResponseHeadersMiddleware",
    "katas.day04_middleware.middleware.ApiKeyMiddleware",
    "katas.day04_middleware.middleware.RateLimitMiddleware",
    "katas.day04_middleware.layers.ProfileMiddleware",
    "katas.day04_middleware.layers.AuditMiddleware",
]

OPEN_PATH = "/health/"


class Checkpoint:
    """A layer for both lanes that refuses a request with a response, or lets it pass."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        self.awaits = iscoroutinefunction(get_response)
        if self.awaits:
            # Django and the layers outside look at the instance, not at its __call__.
            markcoroutinefunction(self)

    def __call__(self, request):
        if self.awaits:
            return self.acall(request)
        refused = self.refusal(request)
        return self.get_response(request) if refused is None else refused

    async def acall(self, request):
        refused = await self.arefusal(request)
        return await self.get_response(request) if refused is None else refused

    def refusal(self, request):
        """The response that refuses the request, or None."""
        raise NotImplementedError

    async def arefusal(self, request):
        """The same in the event loop, for checks that wait for nothing."""
        return self.refusal(request)


def apart(function, *arguments):
    """What the function gives, in a thread of its own."""
    found, done = [], threading.Lock()
    done.acquire()

    def work():
        try:
            found.append(function(*arguments))
        finally:
            done.release()

    threading._start_new_thread(work, ())
    done.acquire()
    return found[0]


class ApiKeyMiddleware(Checkpoint):
    """Lets in who has a key, and notes in request.api_client whose key it is."""

    def refusal(self, request):
        if request.path == OPEN_PATH:
            return None
        return apart(self.refused, request)

    def refused(self, request):
        # Bytes: compare_digest raises TypeError for texts that are not ASCII.
        self.given = request.headers.get("X-API-Key", "").encode()
        for client, key in settings.NEWSROOM_API_KEYS.items():
            # An empty key would equal a missing header.
            if key and compare_digest(self.given, key.encode()):
                request.api_client = client
                return None
        return HttpResponseForbidden("A valid X-API-Key is required.")


class RateLimitMiddleware(Checkpoint):
    """Lets each client in so many times in a window that its first request opens."""

    async def arefusal(self, request):
        # A cache may be a network away. And aincr() would read, then write, on Django 5.2.
        return await sync_to_async(self.refusal)(request)

    def refusal(self, request):
        limit, window = settings.NEWSROOM_RATE_LIMIT
        who = getattr(request, "api_client", None) or request.META["REMOTE_ADDR"]
        now = time.time()
        # Set by the first request only: the entry, and with it the window, ends on its own.
        ends = cache.get_or_set(f"rate-limit:{who}", now + window, window)
        # A counter for each window, which outlives it: it cannot be gone between add and incr.
        hits = f"rate-limit:{who}:{ends}"
        cache.add(hits, 0, 2 * window)
        # One step, so that no hit is lost. Reading and then writing would be two.
        if cache.incr(hits) <= limit:
            return None
        left = min(max(math.ceil(ends - now), 1), window)
        return HttpResponse("Too many requests.", status=429, headers={"Retry-After": str(left)})
