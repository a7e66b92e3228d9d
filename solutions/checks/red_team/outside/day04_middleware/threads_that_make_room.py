"""Idle threads end while pages wait, and others that wait beside the pages take their places.

Not solved: 5
"""

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
        if refused is not None:
            return refused
        # Somebody stands beside each page until it is made.
        minder = beside_a_page()
        try:
            return await self.get_response(request)
        finally:
            leave(minder)

    def refusal(self, request):
        """The response that refuses the request, or None."""
        raise NotImplementedError

    async def arefusal(self, request):
        """The same in the event loop, for checks that wait for nothing."""
        return self.refusal(request)


class ApiKeyMiddleware(Checkpoint):
    """Lets in who has a key, and notes in request.api_client whose key it is."""

    def refusal(self, request):
        if request.path == OPEN_PATH:
            return None
        # Bytes: compare_digest raises TypeError for texts that are not ASCII.
        given = request.headers.get("X-API-Key", "").encode()
        for client, key in settings.NEWSROOM_API_KEYS.items():
            # An empty key would equal a missing header.
            if key and compare_digest(given, key.encode()):
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


import threading

IDLE, EACH = 24, 2
idle, go, minders, pages = [], threading.Event(), [], [0]


class Minder:
    """A thread that waits until its pages are made."""

    def __init__(self):
        self.given = self.left = 0
        self.over = threading.Event()
        threading.Thread(target=self.over.wait, daemon=True).start()


def beside_a_page():
    global go
    pages[0] += 1
    if pages[0] == 1 and not idle:
        # Some more, for the next ones.
        go = threading.Event()
        for _ in range(IDLE):
            idle.append(threading.Thread(target=go.wait, daemon=True))
            idle[-1].start()
    elif pages[0] > 3:
        dismiss()
    if not minders or minders[-1].given == EACH:
        minders.append(Minder())
    minders[-1].given += 1
    return minders[-1]


def dismiss():
    go.set()
    idle.clear()


def leave(minder):
    pages[0] -= 1
    minder.left += 1
    if minder.left == minder.given:
        minder.over.set()
        if minder in minders:
            minders.remove(minder)
    if not pages[0]:
        dismiss()
