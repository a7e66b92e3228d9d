"""A plain function as factory, its two attributes set by hand; tasks awaited one by one."""

import asyncio
from time import monotonic

from asgiref.sync import iscoroutinefunction
from django.http import JsonResponse

from katas.day01_request_lifecycle.services import (
    fetch_headlines,
    fetch_markets,
    fetch_weather,
    load_service_map,
)


def TimingMiddleware(get_response):
    region = load_service_map()["region"]

    def stamp(response, started):
        response.headers["X-Region"] = region
        response.headers["Server-Timing"] = f"app;dur={round((monotonic() - started) * 1000)}"
        return response

    if iscoroutinefunction(get_response):

        async def middleware(request):
            started = monotonic()
            response = await get_response(request)
            return stamp(response, started)

    else:

        def middleware(request):
            started = monotonic()
            response = get_response(request)
            return stamp(response, started)

    return middleware


TimingMiddleware.sync_capable = True
TimingMiddleware.async_capable = True


async def dashboard(request):
    headlines = asyncio.create_task(fetch_headlines())
    weather = asyncio.create_task(fetch_weather())
    markets = asyncio.create_task(fetch_markets())
    return JsonResponse(
        {"headlines": await headlines, "weather": await weather, "markets": await markets}
    )
