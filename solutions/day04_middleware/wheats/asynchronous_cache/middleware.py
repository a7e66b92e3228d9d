"""Two methods, one for each lane; the asynchronous one uses the cache's asynchronous methods."""

import time
from math import ceil
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


def latin(text):
    return text.encode("latin-1", "replace")


def client_of(request):
    given = latin(request.META.get("HTTP_X_API_KEY", ""))
    matches = [
        name
        for name, key in settings.NEWSROOM_API_KEYS.items()
        if key and compare_digest(latin(key), given)
    ]
    return matches[0] if matches else None


class ApiKeyMiddleware:
    sync_capable = True
    async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)
            self.handle = self.async_handle
        else:
            self.handle = self.sync_handle

    def __call__(self, request):
        return self.handle(request)

    def allowed(self, request):
        if request.path == "/health/":
            return True
        if client := client_of(request):
            request.api_client = client
        return client is not None

    def sync_handle(self, request):
        if not self.allowed(request):
            return HttpResponseForbidden("403")
        return self.get_response(request)

    async def async_handle(self, request):
        if not self.allowed(request):
            return HttpResponseForbidden("403")
        return await self.get_response(request)


class RateLimitMiddleware:
    sync_capable = True
    async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        self.limit, self.window = settings.NEWSROOM_RATE_LIMIT
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)
            self.handle = self.async_handle
        else:
            self.handle = self.sync_handle

    def __call__(self, request):
        return self.handle(request)

    def names(self, request):
        who = getattr(request, "api_client", None) or request.META["REMOTE_ADDR"]
        return f"rl:end:{who}", f"rl:hits:{who}"

    def answer(self, hits, end):
        if hits <= self.limit:
            return None
        left = min(self.window, max(1, ceil(end - time.time())))
        return HttpResponse(status=429, headers={"Retry-After": str(left)})

    def sync_handle(self, request):
        end_name, hits_name = self.names(request)
        end = cache.get_or_set(end_name, time.time() + self.window, self.window)
        cache.add(f"{hits_name}:{end}", 0, self.window + 30)
        hits = cache.incr(f"{hits_name}:{end}")
        return self.answer(hits, end) or self.get_response(request)

    async def async_handle(self, request):
        end_name, hits_name = self.names(request)
        end = await cache.aget_or_set(end_name, time.time() + self.window, self.window)
        await cache.aadd(f"{hits_name}:{end}", 0, self.window + 30)
        # On Django 5.2 this reads and then writes: good enough one after the other.
        hits = await cache.aincr(f"{hits_name}:{end}")
        return self.answer(hits, end) or await self.get_response(request)
