"""The start on the request, moved by an async process_view to just ahead of the view; a future."""

import asyncio
import time
from functools import partial

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import JsonResponse

from katas.day01_request_lifecycle import services


class Stamp:
    """What is written on a response. One for each handler, and it never changes."""

    __slots__ = ("region",)

    def __init__(self, region):
        self.region = region

    def on(self, response, start):
        elapsed = time.perf_counter_ns() - start
        response["X-Region"] = self.region
        timing = f"app;dur={elapsed // 1_000_000}.{elapsed % 1_000_000:06d}"
        if response.has_header("Server-Timing"):
            timing = f"{timing}, {response['Server-Timing']}"
        response["Server-Timing"] = timing
        return response


class TimingMiddleware:
    """The clock starts with the view; where no view is reached, it started at the door."""

    async_capable = True
    sync_capable = True

    def __init__(self, get_response):
        self.stamp = Stamp(region=services.load_service_map()["region"])
        self.get_response = get_response
        self.answer = self.answer_sync
        if iscoroutinefunction(get_response):
            self.answer = self.answer_async
            markcoroutinefunction(self)

    def __call__(self, request):
        request.timing_started_at = time.perf_counter_ns()
        return self.answer(request)

    def answer_sync(self, request):
        response = self.get_response(request)
        return self.stamp.on(response, request.timing_started_at)

    async def answer_async(self, request):
        response = await self.get_response(request)
        return self.stamp.on(response, request.timing_started_at)

    async def process_view(self, request, view_func, view_args, view_kwargs):
        request.timing_started_at = time.perf_counter_ns()


async def dashboard(request):
    page, everything = {}, asyncio.get_running_loop().create_future()

    def arrived(key, task):
        page[key] = task.result()
        if len(page) == 3 and not everything.done():
            everything.set_result(None)

    tasks = []
    for key in ("headlines", "weather", "markets"):
        task = asyncio.ensure_future(vars(services)[f"fetch_{key}"]())
        task.add_done_callback(partial(arrived, key))
        tasks.append(task)
    await everything
    return JsonResponse({"headlines": None, "weather": None, "markets": None} | page)
