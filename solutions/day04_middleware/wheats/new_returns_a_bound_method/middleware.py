"""__new__ gives Django a bound method, of one lane or the other; hits count down from the limit."""

import asyncio
import hashlib
import math
import secrets
import time

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse, HttpResponseForbidden
from django.utils.crypto import constant_time_compare

MIDDLEWARE = [
    "katas.day04_middleware.layers.ResponseHeadersMiddleware",
    "katas.day04_middleware.middleware.ApiKeyMiddleware",
    "katas.day04_middleware.middleware.RateLimitMiddleware",
    "katas.day04_middleware.layers.ProfileMiddleware",
    "katas.day04_middleware.layers.AuditMiddleware",
]


class Gate:
    """What Django gets is a bound method: a plain one, or one that is async def."""

    sync_capable = True
    async_capable = True

    def __new__(cls, get_response):
        self = super().__new__(cls)
        self.get_response = get_response
        return self.walk_async if iscoroutinefunction(get_response) else self.walk

    def walk(self, request):
        return self.refuse(request) or self.get_response(request)

    async def walk_async(self, request):
        return (await self.refuse_async(request)) or (await self.get_response(request))

    async def refuse_async(self, request):
        return self.refuse(request)


class ApiKeyMiddleware(Gate):
    def refuse(self, request):
        header = request.META.get("HTTP_X_API_KEY", "")
        found = []
        if header and header.isascii():
            for client, key in settings.NEWSROOM_API_KEYS.items():
                if constant_time_compare(header, key) and key:
                    found.append(client)
        if found:
            request.api_client = found[0]
        elif request.path != "/health/":
            return HttpResponseForbidden("Please send a valid API key.")
        return None


class RateLimitMiddleware(Gate):
    async def refuse_async(self, request):
        return await asyncio.to_thread(self.refuse, request)

    def refuse(self, request):
        limit, window = settings.NEWSROOM_RATE_LIMIT
        cache = caches["default"]
        client = getattr(request, "api_client", None)
        if client is None:
            client = request.META.get("REMOTE_ADDR", "")
        base = hashlib.blake2s(client.encode("utf-8", "surrogatepass")).hexdigest()

        # The current window is a sealed ticket: a random name, and when it ends.
        ticket = None
        while ticket is None:
            fresh = (secrets.token_hex(8), time.time() + window)
            added = cache.add(f"window:{base}", fresh, window)
            ticket = fresh if added else cache.get(f"window:{base}")
        name, end = ticket

        # What is left in this window counts down, and lives longer than the window itself.
        cache.add(f"left:{name}", limit, window + 30)
        if cache.decr(f"left:{name}") >= 0:
            return None
        seconds = min(max(math.ceil(end - time.time()), 1), window)
        return HttpResponse("Too many requests.", status=429, headers={"Retry-After": seconds})
