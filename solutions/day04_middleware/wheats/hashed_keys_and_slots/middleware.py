"""Keys are looked up by their hash; hits are slots, each of which can be taken only once."""

import hashlib
import math
import time

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseForbidden

MIDDLEWARE = (
    "katas.day04_middleware.layers.ResponseHeadersMiddleware",
    "katas.day04_middleware.middleware.ApiKeyMiddleware",
    "katas.day04_middleware.middleware.RateLimitMiddleware",
    "katas.day04_middleware.layers.AuditMiddleware",
    "katas.day04_middleware.layers.ProfileMiddleware",
)


def digest(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Layer:
    sync_capable = async_capable = True

    def __new__(cls, get_response):
        if iscoroutinefunction(get_response):
            layer = object.__new__(AsyncLayer)
            markcoroutinefunction(layer)
        else:
            layer = object.__new__(SyncLayer)
        layer.get_response = get_response
        layer.refuse = cls.refuser()
        return layer


class SyncLayer:
    def __call__(self, request):
        return self.refuse(request) or self.get_response(request)


class AsyncLayer:
    async def __call__(self, request):
        return self.refuse(request) or await self.get_response(request)


class ApiKeyMiddleware(Layer):
    @staticmethod
    def refuser():
        keys = settings.NEWSROOM_API_KEYS
        clients = {digest(key): name for name, key in keys.items() if key}

        def refuse(request):
            if request.get_full_path().partition("?")[0] == "/health/":
                return None
            name = clients.get(digest(request.headers.get("X-API-Key") or ""))
            if name is None:
                return HttpResponseForbidden()
            request.api_client = name
            return None

        return refuse


class RateLimitMiddleware(Layer):
    @staticmethod
    def refuser():
        limit, window = settings.NEWSROOM_RATE_LIMIT

        def refuse(request):
            who = digest(str(getattr(request, "api_client", "") or request.META["REMOTE_ADDR"]))
            fresh = time.time() + window
            end = None
            while end is None:  # the entry of a window may go between the two steps
                end = fresh if cache.add(who, fresh, window) else cache.get(who)
            for slot in range(limit):
                if cache.add(f"{who}:{end}:{slot}", True, window * 2):
                    return None
            left = max(1, math.ceil(end - time.time()))
            return HttpResponse("slow down", status=429, headers={"Retry-After": str(left)})

        return refuse
