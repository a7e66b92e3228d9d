"""The refusal is an exception: PermissionDenied, which Django turns into a 403 at this layer."""

import math
import time

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare

MIDDLEWARE = [
    "katas.day04_middleware.layers.ResponseHeadersMiddleware",
    "katas.day04_middleware.middleware.ApiKeyMiddleware",
    "katas.day04_middleware.middleware.RateLimitMiddleware",
    "katas.day04_middleware.layers.ProfileMiddleware",
    "katas.day04_middleware.layers.AuditMiddleware",
]


class ApiKeyMiddleware:
    async_capable = True
    sync_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request):
        if iscoroutinefunction(self):
            return self.__acall__(request)
        self.check(request)
        return self.get_response(request)

    async def __acall__(self, request):
        self.check(request)
        return await self.get_response(request)

    def check(self, request):
        if request.path == "/health/":
            return
        given = request.headers.get("x-api-key", "").strip()
        for name, key in settings.NEWSROOM_API_KEYS.items():
            if key != "" and constant_time_compare(given, key):
                request.api_client = name
                return
        raise PermissionDenied("no valid key")


class RateLimitMiddleware:
    async_capable = True
    sync_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        self.cache = caches["default"]
        self.limit, self.window = settings.NEWSROOM_RATE_LIMIT
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request):
        if iscoroutinefunction(self):
            return self.__acall__(request)
        return self.refusal(request) or self.get_response(request)

    async def __acall__(self, request):
        return self.refusal(request) or await self.get_response(request)

    def refusal(self, request):
        try:
            who = f"client/{request.api_client}"
        except AttributeError:
            who = f"address/{request.META['REMOTE_ADDR']}"
        now = time.time()
        start = self.cache.get_or_set(f"start/{who}", now, timeout=self.window)
        key = f"count/{who}/{start!r}"
        # get_or_set adds, it never overwrites: whoever comes second counts on.
        self.cache.get_or_set(key, 0, timeout=self.window * 3)
        if self.cache.incr(key) > self.limit:
            left = math.ceil(start + self.window - now)
            return HttpResponse(status=429, headers={"Retry-After": max(1, left)})
        return None
