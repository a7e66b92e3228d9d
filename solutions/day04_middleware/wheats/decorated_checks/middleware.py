"""Plain add() and incr() on one entry, the window's end beside it; a decorator for both lanes."""

import datetime
import hashlib
import hmac

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseForbidden
from django.utils import timezone
from django.utils.decorators import sync_and_async_middleware

MIDDLEWARE = [
    "katas.day04_middleware.layers.ResponseHeadersMiddleware",
    "katas.day04_middleware.middleware.ApiKeyMiddleware",
    "katas.day04_middleware.middleware.RateLimitMiddleware",
    "katas.day04_middleware.layers.ProfileMiddleware",
    "katas.day04_middleware.layers.AuditMiddleware",
]

SALT = b"newsroom"


def checkpoint(check):
    """A middleware from a function that gives None or the response that refuses."""

    @sync_and_async_middleware
    def middleware(get_response):
        if iscoroutinefunction(get_response):

            async def layer(request):
                refused = await sync_to_async(check, thread_sensitive=False)(request)
                return await get_response(request) if refused is None else refused

            return layer

        def layer(request):
            refused = check(request)
            return get_response(request) if refused is None else refused

        return layer

    return middleware


def signature(text):
    return hmac.new(SALT, text.encode("utf-8", "surrogateescape"), hashlib.sha256).digest()


@checkpoint
def ApiKeyMiddleware(request):
    if request.path == "/health/":
        return None
    by_signature = {signature(k): name for name, k in settings.NEWSROOM_API_KEYS.items() if k}
    try:
        request.api_client = by_signature[signature(request.headers["X-API-Key"])]
    except KeyError:
        return HttpResponseForbidden(b"no")
    return None


def limited(request):
    limit, window = settings.NEWSROOM_RATE_LIMIT
    who = getattr(request, "api_client", "") or request.META["REMOTE_ADDR"]
    if cache.add(f"{who}|hits", 1, window):
        end = timezone.now() + datetime.timedelta(seconds=window)
        cache.set(f"{who}|end", end, window)
        hits = 1
    else:
        try:
            hits = cache.incr(f"{who}|hits")
        except ValueError:
            # The window ended between the two lines: this request opens the next.
            return limited(request)
    if hits <= limit:
        return None
    end = cache.get(f"{who}|end")
    left = -((timezone.now() - end) // datetime.timedelta(seconds=1)) if end else window
    wait = max(1, min(window, left))
    return HttpResponse("wait", status=429, headers={"Retry-After": wait})


RateLimitMiddleware = checkpoint(limited)
