"""async_only_middleware: native under ASGI, and Django adapts it under WSGI."""

import asyncio

from django.http import JsonResponse
from django.utils.decorators import async_only_middleware

from katas.day01_request_lifecycle import services


@async_only_middleware
def TimingMiddleware(get_response):
    region = services.load_service_map()["region"]

    async def middleware(request):
        clock = asyncio.get_running_loop().time
        started = clock()
        response = await get_response(request)
        response["X-Region"] = region
        response["Server-Timing"] = f"app;dur={(clock() - started) * 1000:.0f}"
        return response

    return middleware


async def named(name, coroutine):
    return name, await coroutine


async def dashboard(request):
    coming = [
        named("headlines", services.fetch_headlines()),
        named("weather", services.fetch_weather()),
        named("markets", services.fetch_markets()),
    ]
    return JsonResponse(dict([await each for each in asyncio.as_completed(coming)]))
