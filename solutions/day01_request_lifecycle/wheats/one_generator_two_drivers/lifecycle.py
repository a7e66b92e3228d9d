"""The newsroom's stopwatch and its dashboard."""

import asyncio
import functools
import time

from asgiref.sync import iscoroutinefunction
from django.http import JsonResponse
from django.utils.decorators import sync_and_async_middleware

from katas.day01_request_lifecycle import services


def steps(get_response, region, request):
    """What happens to a request, without knowing how one waits: yields what is to be got."""
    began = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    response = yield functools.partial(get_response, request)
    ended = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    tenths, rest = divmod(ended - began, 100_000)
    tenths += rest >= 50_000
    for name, value in (
        ("X-Region", region),
        ("Server-Timing", f"app;dur={tenths // 10}.{tenths % 10}"),
    ):
        if response.has_header(name):
            del response[name]
        response[name] = value
    return response


def drive(walk):
    """Walk through the steps, each of which is a call."""
    try:
        step = next(walk)
        while True:
            step = walk.send(step())
    except StopIteration as stop:
        return stop.value


async def adrive(walk):
    """Walk through the steps, each of which is awaited."""
    try:
        step = next(walk)
        while True:
            step = walk.send(await step())
    except StopIteration as stop:
        return stop.value


@sync_and_async_middleware
def TimingMiddleware(get_response):
    """Says which region answered, and how long that took."""
    route = functools.partial(steps, get_response, services.load_service_map()["region"])

    if iscoroutinefunction(get_response):

        async def timing(request):
            return await adrive(route(request))

    else:

        def timing(request):
            return drive(route(request))

    return timing


class Desk(dict):
    """A dict whose last missing entry wakes the one that waits."""

    def __init__(self, sources):
        super().__init__()
        self.complete = asyncio.get_running_loop().create_future()
        self.tasks = []
        for key, fetch in sources.items():
            task = asyncio.ensure_future(fetch())
            task.add_done_callback(functools.partial(self.take, key, len(sources)))
            self.tasks.append(task)

    def take(self, key, wanted, task):
        if self.complete.done():
            return
        if task.cancelled():
            self.complete.cancel()
        elif error := task.exception():
            self.complete.set_exception(error)
        else:
            self[key] = task.result()
            if len(self) == wanted:
                self.complete.set_result(None)


async def dashboard(request):
    """What the editors look at in the morning: headlines, weather and markets."""
    desk = Desk(
        {
            "headlines": services.fetch_headlines,
            "weather": services.fetch_weather,
            "markets": services.fetch_markets,
        }
    )
    await desk.complete
    return JsonResponse(desk)
