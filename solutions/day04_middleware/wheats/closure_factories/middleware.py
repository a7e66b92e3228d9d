"""Two factory functions that build closures; the settings are read when they are built."""

import hmac
import time

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.core.cache import cache
from django.http import JsonResponse
from django.utils.decorators import sync_and_async_middleware

MIDDLEWARE = [
    "katas.day04_middleware.layers.ResponseHeadersMiddleware",
    "katas.day04_middleware.middleware.ApiKeyMiddleware",
    "katas.day04_middleware.middleware.RateLimitMiddleware",
    "katas.day04_middleware.layers.ProfileMiddleware",
    "katas.day04_middleware.layers.AuditMiddleware",
]


@sync_and_async_middleware
def ApiKeyMiddleware(get_response):
    keys = [(name, key.encode("ascii")) for name, key in settings.NEWSROOM_API_KEYS.items() if key]

    def admitted(request):
        if request.path_info == "/health/":
            return True
        given = request.META.get("HTTP_X_API_KEY")
        if not given:
            return False
        given = given.encode("utf-8", "replace")
        # All of them are compared, so that not even the client's place in the list shows.
        found = [name for name, key in keys if hmac.compare_digest(key, given)]
        if found:
            request.api_client = found[0]
        return bool(found)

    def refusal():
        return JsonResponse({"error": "key required"}, status=403)

    if iscoroutinefunction(get_response):

        async def layer(request):
            return await get_response(request) if admitted(request) else refusal()

    else:

        def layer(request):
            return get_response(request) if admitted(request) else refusal()

    return layer


@sync_and_async_middleware
def RateLimitMiddleware(get_response):
    limit, window = settings.NEWSROOM_RATE_LIMIT

    def seconds_to_wait(request):
        """0 if the request may pass."""
        who = getattr(request, "api_client", request.META["REMOTE_ADDR"])
        # In the answer's own words: add() writes only if nothing is there.
        cache.add(f"window:{who}", time.time() + window, window)
        end = cache.get(f"window:{who}", time.time() + window)
        cache.add(f"hits:{who}:{end}", 0, window + 5)
        if cache.incr(f"hits:{who}:{end}") <= limit:
            return 0
        return min(window, max(1, -int(-(end - time.time()) // 1)))

    def too_many(wait):
        response = JsonResponse({"error": "too many requests"}, status=429)
        response["Retry-After"] = wait
        return response

    if iscoroutinefunction(get_response):

        async def layer(request):
            wait = seconds_to_wait(request)
            return too_many(wait) if wait else await get_response(request)

    else:

        def layer(request):
            wait = seconds_to_wait(request)
            return too_many(wait) if wait else get_response(request)

    return layer
