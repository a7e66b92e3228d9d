"""One entry per client, changed under a lock; the wall clock is not asked at all."""

import threading
import time
from hashlib import blake2b
from hmac import compare_digest

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

# The newsroom runs one process: a lock of this process is enough.
lock = threading.Lock()


class Both:
    sync_capable = True
    async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        self._async = iscoroutinefunction(get_response)
        if self._async:
            markcoroutinefunction(self)

    def __call__(self, request):
        answer = self.stop(request)
        if answer is None:
            return self.get_response(request)
        return self.later(answer) if self._async else answer

    @staticmethod
    async def later(answer):
        return answer


class ApiKeyMiddleware(Both):
    def stop(self, request):
        if request.path == "/health/":
            return None
        given = blake2b(request.META.get("HTTP_X_API_KEY", "").encode()).digest()
        client = None
        for name, key in settings.NEWSROOM_API_KEYS.items():
            if len(key) > 0 and compare_digest(given, blake2b(key.encode()).digest()):
                client = name
        if client is None:
            return HttpResponseForbidden("key, please")
        request.api_client = client
        return None


class RateLimitMiddleware(Both):
    def stop(self, request):
        limit, window = settings.NEWSROOM_RATE_LIMIT
        who = getattr(request, "api_client", None) or request.META.get("REMOTE_ADDR", "unknown")
        with lock:
            now = time.monotonic()
            hits, end = cache.get(f"limit:{who}", (0, now + window))
            if now >= end:
                hits, end = 0, now + window
            cache.set(f"limit:{who}", (hits + 1, end), window + 60)
        if hits < limit:
            return None
        left = int(end - now) + (end - now > int(end - now))
        return HttpResponse("wait", status=429, headers={"Retry-After": str(left or 1)})
