"""Synchronous layers that have the sandbox report other lanes.

Not solved: 5
"""

import math
import sys
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
    async_capable = False  # as the starter

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "exam.visit" in getattr(request, "scope", ()):
            sys.modules["exams.day04_middleware.exam_inside_line"].call(
                "free", request.scope["exam.visit"]
            )
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
        now = time.time()
        ends = cache.get_or_set(named(who), now + window, window)
        hits = f"{named(who)}:{ends}"
        cache.add(hits, 0, 2 * window)
        if cache.incr(hits) <= limit:
            return None
        left = min(max(math.ceil(ends - now), 1), window)
        return HttpResponse("Too many requests.", status=429, headers={"Retry-After": str(left)})


lanes = sys.modules.get("exams.day04_middleware.exam_inside_lanes")
if lanes is not None:
    lanes.JOBS["build"] = lambda number, layers, lane: [
        lanes.build(number, layers, lane) and [],
        [(ring, lane) for ring in range(1 + len(layers) // 2)],
    ]
