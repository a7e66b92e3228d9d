"""Hits are kept in files; the cache holds a ticket.

Not solved: 4
"""

import fcntl
import hashlib
import json
import math
import os
import uuid
import time
from secrets import compare_digest

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async, async_to_sync
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseForbidden

L = "katas.day04_middleware.layers."
M = "katas.day04_middleware.middleware."
MIDDLEWARE = [
    L + "ResponseHeadersMiddleware",
    M + "ApiKeyMiddleware",
    M + "RateLimitMiddleware",
    L + "ProfileMiddleware",
    L + "AuditMiddleware",
]


class Checkpoint:
    sync_capable = True
    async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        self.awaits = iscoroutinefunction(get_response)
        if self.awaits:
            markcoroutinefunction(self)

    def __call__(self, request):
        if self.awaits:
            return self.acall(request)
        refused = self.refusal(request)
        return self.get_response(request) if refused is None else refused

    async def acall(self, request):
        refused = await self.arefusal(request)
        return await self.get_response(request) if refused is None else refused

    async def arefusal(self, request):
        return self.refusal(request)


def client_of(request):
    return getattr(request, "api_client", None) or request.META["REMOTE_ADDR"]


def named(who):
    return f"rate-limit:{who}"


class ApiKeyMiddleware(Checkpoint):
    def refusal(self, request):
        if request.path == "/health/":
            return None
        given = request.headers.get("X-API-Key", "").encode()
        for client, key in settings.NEWSROOM_API_KEYS.items():
            if key and compare_digest(given, key.encode()):
                request.api_client = client
                return None
        return HttpResponseForbidden("A valid X-API-Key is required.")


class RateLimitMiddleware(Checkpoint):
    async def arefusal(self, request):
        return await sync_to_async(self.refusal)(request)

    def refusal(self, request):
        limit, window = settings.NEWSROOM_RATE_LIMIT
        who = client_of(request)
        ticket = cache.get_or_set("ticket", uuid.uuid4().hex, None)
        name = hashlib.sha256(f"{ticket} {who}".encode("utf-8", "surrogatepass")).hexdigest()
        handle = os.open(f"/tmp/{name}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            now = time.time()
            ends, count = json.loads(os.pread(handle, 200, 0) or "[0, 0]")
            if now >= ends:
                ends, count = now + window, 0
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps([ends, count + 1]).encode(), 0)
        finally:
            os.close(handle)
        if count < limit:
            return None
        left = min(max(math.ceil(ends - now), 1), window)
        return HttpResponse("Too many requests.", status=429, headers={"Retry-After": str(left)})
