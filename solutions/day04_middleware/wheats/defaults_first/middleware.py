"""Every request gets an api_client, None at first; HMAC on both sides; a list built in code."""

import math
import time
from typing import NamedTuple

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare, salted_hmac


class Layers(list):
    """The list of layers, put together from the parts of the newsroom."""

    def outermost(self, *names, package="layers"):
        self[:0] = [f"katas.day04_middleware.{package}.{name}" for name in names]
        return self


MIDDLEWARE = (
    Layers()
    .outermost("AuditMiddleware")
    .outermost("ProfileMiddleware")
    .outermost("ApiKeyMiddleware", "RateLimitMiddleware", package="middleware")
    .outermost("ResponseHeadersMiddleware")
)


def fingerprint(text):
    return salted_hmac("newsroom.api-key", text, algorithm="sha256").hexdigest()


def native(cls):
    """Class decorator: both lanes for a class that has `pass_or_refuse`."""

    def init(self, get_response):
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    async def in_the_loop(self, request):
        check = sync_to_async(self.pass_or_refuse) if self.may_wait else None
        refused = await check(request) if check else self.pass_or_refuse(request)
        if refused is not None:
            return refused
        return await self.get_response(request)

    def call(self, request):
        if iscoroutinefunction(self.get_response):
            return in_the_loop(self, request)
        refused = self.pass_or_refuse(request)
        if refused is not None:
            return refused
        return self.get_response(request)

    cls.__init__, cls.__call__ = init, call
    cls.sync_capable = cls.async_capable = True
    return cls


@native
class ApiKeyMiddleware:
    may_wait = False

    def pass_or_refuse(self, request):
        request.api_client = None
        given = request.META.get("HTTP_X_API_KEY")
        if given not in (None, ""):
            mine = fingerprint(given)
            for client in settings.NEWSROOM_API_KEYS:
                key = settings.NEWSROOM_API_KEYS[client]
                if key and constant_time_compare(mine, fingerprint(key)):
                    request.api_client = client
        if request.api_client is None and request.path_info != "/health/":
            return JsonResponse({"detail": "X-API-Key"}, status=403)
        return None


class Window(NamedTuple):
    name: str
    ends: float


@native
class RateLimitMiddleware:
    may_wait = True

    def pass_or_refuse(self, request):
        limit, seconds = settings.NEWSROOM_RATE_LIMIT
        client = getattr(request, "api_client", None)
        who = ("client", client) if client else ("address", request.META["REMOTE_ADDR"])
        key = "rate:" + fingerprint(repr(who))
        window = self.window(key, seconds)
        cache.add(window.name, 0, None)
        if cache.incr(window.name) > limit:
            left = math.ceil(window.ends - time.time())
            refused = HttpResponse("429", status=429)
            refused.headers["Retry-After"] = str(sorted((1, left, seconds))[1])
            return refused
        return None

    def window(self, key, seconds):
        fresh = Window(f"{key}:{time.time_ns()}", time.time() + seconds)
        if cache.add(key, fresh, seconds):
            return fresh
        return cache.get(key) or self.window(key, seconds)
