"""Built on MiddlewareMixin: process_request answers, and the mixin serves both lanes."""

import time
from math import ceil
from secrets import compare_digest

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.deprecation import MiddlewareMixin

MIDDLEWARE = [
    "katas.day04_middleware.layers.ResponseHeadersMiddleware",
    "katas.day04_middleware.middleware.ApiKeyMiddleware",
    "katas.day04_middleware.middleware.RateLimitMiddleware",
    "katas.day04_middleware.layers.ProfileMiddleware",
    "katas.day04_middleware.layers.AuditMiddleware",
]


class ApiKeyMiddleware(MiddlewareMixin):
    def process_request(self, request):
        if request.path == "/health/":
            return None
        try:
            given = request.headers["X-API-Key"].encode("ascii")
        except (KeyError, UnicodeEncodeError):
            return HttpResponse("Forbidden", status=403)
        for name, key in settings.NEWSROOM_API_KEYS.items():
            if key and compare_digest(given, bytes(key, "ascii")):
                request.api_client = name
                return None
        return HttpResponse("Forbidden", status=403)


class RateLimitMiddleware(MiddlewareMixin):
    def process_request(self, request):
        limit, window = settings.NEWSROOM_RATE_LIMIT
        client = getattr(request, "api_client", None)
        name = f"by-name-{client}" if client else f"by-address-{request.META['REMOTE_ADDR']}"
        while True:
            # The first one opens the window by adding its end and its count in one entry each.
            cache.add(f"{name}-end", time.time() + window, window)
            end = cache.get(f"{name}-end")
            if end is None:
                continue
            count_key = f"{name}-{end}"
            try:
                hits = cache.incr(count_key)
            except ValueError:
                hits = 1 if cache.add(count_key, 1, window + 1) else cache.incr(count_key)
            break
        if hits <= limit:
            return None
        left = ceil(end - time.time())
        return HttpResponse(status=429, headers={"Retry-After": str(min(window, max(1, left)))})
