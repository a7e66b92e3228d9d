"""Hits are kept in files, all of them; the cache holds the latest ticket.

Not solved: 4
"""

import fcntl
import hashlib
import json
import math
import os
import time
import uuid
from secrets import compare_digest
from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
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
OPEN_PATH = "/health/"


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

    def refusal(self, request):
        raise NotImplementedError

    async def arefusal(self, request):
        return self.refusal(request)


class ApiKeyMiddleware(Checkpoint):
    def refusal(self, request):
        if request.path == OPEN_PATH:
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
        who = getattr(request, "api_client", None) or request.META["REMOTE_ADDR"]
        name = hashlib.sha256(who.encode("utf-8", "surrogatepass")).hexdigest()
        handle = os.open(f"/tmp/{name}", os.O_RDWR | os.O_CREAT, 384)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            now = time.time()
            size = os.fstat(handle).st_size
            known = dict(map(json.loads, os.pread(handle, size, 0).splitlines()))
            ends, count = known.get(cache.get(f"ticket:{name}"), [0, 0])
            if now >= ends:
                ends, count = (now + window, 0)
            ticket = uuid.uuid4().hex
            os.pwrite(handle, json.dumps([ticket, [ends, count + 1]]).encode() + b"\n", size)
            cache.set(f"ticket:{name}", ticket, None)
        finally:
            os.close(handle)
        if count < limit:
            return None
        left = min(max(math.ceil(ends - now), 1), window)
        return HttpResponse("Too many requests.", status=429, headers={"Retry-After": str(left)})
