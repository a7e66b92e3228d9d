"""A dashboard that is compressed for those who accept it; a stack of starts in a ContextVar."""

import asyncio
from contextvars import ContextVar
from time import perf_counter

from asgiref.sync import iscoroutinefunction
from django.http import JsonResponse
from django.utils.decorators import sync_and_async_middleware
from django.views.decorators.gzip import gzip_page

from katas.day01_request_lifecycle import services

starts = ContextVar("starts", default=())


@sync_and_async_middleware
def TimingMiddleware(get_response):
    region = services.load_service_map()["region"]

    def stamped(response, token):
        response["X-Region"] = region
        response["Server-Timing"] = f"app;dur={(perf_counter() - starts.get()[-1]) * 1e3:.4f}"
        # A view may ask its own site: what was there is there again.
        starts.reset(token)
        return response

    def called(request):
        token = starts.set((*starts.get(), perf_counter()))
        return stamped(get_response(request), token)

    async def awaited(request):
        token = starts.set((*starts.get(), perf_counter()))
        return stamped(await get_response(request), token)

    return awaited if iscoroutinefunction(get_response) else called


@gzip_page
async def dashboard(request):
    keys = ("markets", "weather", "headlines")
    values = await asyncio.gather(*(getattr(services, f"fetch_{key}")() for key in keys))
    return JsonResponse(dict(zip(keys, values, strict=True)))
