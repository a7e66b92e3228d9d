"""Every moment of a window is kept in a list, under a lock; the first one says when it ends."""

import math
import threading
import time
from secrets import compare_digest

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
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
    lock = threading.RLock()

    def refusal(self, request):
        limit, window = settings.NEWSROOM_RATE_LIMIT
        who = getattr(request, "api_client", None) or request.META["REMOTE_ADDR"]
        with self.lock:
            now = time.time()
            moments = cache.get(who) or []
            if moments and moments[0] + window <= now:
                moments = []
            moments.append(now)
            cache.set(who, moments, None)
        if len(moments) <= limit:
            return None
        return HttpResponse(
            status=429, headers={"Retry-After": max(1, math.ceil(moments[0] + window - now))}
        )
