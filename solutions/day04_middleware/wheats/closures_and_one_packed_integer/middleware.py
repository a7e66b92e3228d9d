"""Closures from decorated checks; one integer holds a window's end and, below it, its hits."""

import hashlib
import time
from functools import wraps

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.decorators import sync_and_async_middleware

MIDDLEWARE = [
    "katas.day04_middleware.layers.ResponseHeadersMiddleware",
    "katas.day04_middleware.middleware.ApiKeyMiddleware",
    "katas.day04_middleware.middleware.RateLimitMiddleware",
    "katas.day04_middleware.layers.ProfileMiddleware",
    "katas.day04_middleware.layers.AuditMiddleware",
]

COUNT_BITS = 20
COUNT_MASK = (1 << COUNT_BITS) - 1


def checkpoint(check):
    """Turn check(request) -> response or None into a middleware for both lanes."""

    @sync_and_async_middleware
    @wraps(check)
    def factory(get_response):
        if iscoroutinefunction(get_response):

            async def middleware(request):
                refusal = check(request)
                return await get_response(request) if refusal is None else refusal

        else:

            def middleware(request):
                refusal = check(request)
                return get_response(request) if refusal is None else refusal

        return middleware

    return factory


def fingerprint(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


@checkpoint
def ApiKeyMiddleware(request):
    header = request.headers.get("X-API-Key")
    if header:
        clients = {
            fingerprint(key): name for name, key in settings.NEWSROOM_API_KEYS.items() if key
        }
        digest = fingerprint(header)
        if digest in clients:
            request.api_client = clients[digest]
            return
    if request.path == "/health/":
        return
    raise PermissionDenied("Please send a valid API key.")


def count_hit(cache_key, window):
    """One integer holds both: the window's end in microseconds, and below it the hits."""
    while True:
        now = time.time_ns() // 1000
        cache.add(cache_key, (now + window * 1_000_000) << COUNT_BITS, window)
        try:
            packed = cache.incr(cache_key)
        except ValueError:
            continue
        return packed & COUNT_MASK, packed >> COUNT_BITS


@checkpoint
def RateLimitMiddleware(request):
    limit, window = settings.NEWSROOM_RATE_LIMIT
    name = getattr(request, "api_client", None)
    who = f"name {name}" if name is not None else f"addr {request.META.get('REMOTE_ADDR', '')}"
    hits, end = count_hit("newsroom-limit-" + fingerprint(who).hex(), window)
    if hits <= limit:
        return None
    left = -((time.time_ns() // 1000 - end) // 1_000_000)
    return HttpResponse(
        "Too many requests.", status=429, headers={"Retry-After": str(min(max(left, 1), window))}
    )
