"""Task 3: one request among hundreds, on an event loop and in threads."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from katas.day01_request_lifecycle import pages
from katas.day01_request_lifecycle.tests.answered import (
    Answered,
    note_on,
    place,
    texts,
)
from katas.day01_request_lifecycle.tests.expectations import check_duration, check_region
from katas.day01_request_lifecycle.tests.gate import Gate
from katas.day01_request_lifecycle.tests.subject import lanes, lifecycle, line_of_middleware
from katas.harness.verdicts import require

pytestmark = [pytest.mark.machine, pytest.mark.task(3)]

MANY = 1_100  # more than an answer may let in at once, or keep places for
ENVIRON = RequestFactory().get("/").environ
# Seconds that one of many lasts, and that the layer is older than the first request: a figure
# that has another's time in it, or the layer's age, is wrong by more than is allowed.
LEAST = 0.01
PLACES = {"sync": "in a thread", "async": "on an event loop"}


def test_many_on_one_loop_after_the_other(region):
    """Hundreds at once are served, too, on one event loop and then on another one."""
    if "async" not in lanes():
        return

    async def inner(request):
        await asyncio.sleep(0)
        return HttpResponse("inner")

    layer = lifecycle.TimingMiddleware(inner)

    async def one():
        return await layer(another())

    async def crowd():
        return await asyncio.gather(*(one() for _ in range(MANY)), return_exceptions=True)

    for word in ("an event loop", "a second event loop"):
        answers = asyncio.run(crowd())
        errors = [each for each in answers if isinstance(each, BaseException)]
        asked = f"{MANY:,} requests at once, on {word}"
        for each in answers:
            if not isinstance(each, BaseException | HttpResponseBase):
                answer_of(each, 0.0, asked)
        good = [each for each in answers if getattr(each, "status_code", 0) == 200]
        require(
            len(good) == MANY,
            asked=asked,
            expected=f"{MANY:,} x status 200",
            got="\n".join([f"{len(good):,} x status 200", *texts(errors)]),
            note=note_on(errors),
            where=place(errors),
        )
        others = [each for each in good if each.get("X-Region") != region]
        check_region(answer_of((others or good)[0], 0.0, asked), region, asked)


def test_many_come_and_go_meanwhile():
    """A request's duration is its own, however many come and go while it is in its view."""
    for lane in lanes():
        asked = f"a request is held in its view, {PLACES[lane]}, while {MANY:,} come and go there"
        visit, *ends = (held_in_thread if lane == "sync" else held_on_loop)()
        answered, last = (answer_of(given, seconds, asked) for given, seconds in ends)
        note = "What is kept for a request is kept until it has left, and no longer."
        check_duration(answered, visit.took, asked, note)
        check_duration(last, 0.0, f"{asked}; the last of these", note)


def held_in_thread():
    """The visit of a request that is held; what it gets, and the last one of the others gets."""
    visit, gate, held, longer = held_one()

    def inner(request):
        if request is held:
            visit.come_in()
            while not gate("held"):
                time.sleep(pages.STEP)
            visit.go()
        if request is longer:
            time.sleep(LEAST)
        return HttpResponse("inner")

    def timed(request):
        began = time.perf_counter()
        try:
            response = layer(request)
        except Exception as error:
            response = error
        return response, time.perf_counter() - began

    layer = lifecycle.TimingMiddleware(inner)
    time.sleep(LEAST)
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(timed, held)
        visit.entered.wait(5)
        try:
            for number in range(MANY):
                last = timed(another() if number else longer)
        finally:
            visit.released.set()
        return visit, answer.result(), last


def held_on_loop():
    """The same on one event loop."""
    visit, gate, held, longer = held_one()

    async def inner(request):
        if request is held:
            visit.come_in()
            while not gate("held"):
                await asyncio.sleep(pages.STEP)
            visit.go()
        if request is longer:
            await asyncio.sleep(LEAST)
        return HttpResponse("inner")

    async def timed(request):
        began = time.perf_counter()
        try:
            response = await layer(request)
        except Exception as error:
            response = error
        return response, time.perf_counter() - began

    async def scenario():
        task = asyncio.ensure_future(timed(held))
        while not (visit.entered.is_set() or task.done()):
            await asyncio.sleep(pages.STEP)
        for number in range(MANY):
            last = await timed(another() if number else longer)
        visit.released.set()
        return visit, await task, last

    layer = lifecycle.TimingMiddleware(inner)
    time.sleep(LEAST)
    return asyncio.run(scenario())


def held_one():
    """A visit, when it may end, the request that makes it, and one of the others."""
    visit = pages.Visit()
    # Opens by itself for an answer that lets nobody else in.
    return visit, Gate(visit.released.is_set), another(), another()


def another():
    """A request like any other."""
    return WSGIRequest(ENVIRON)


def answer_of(response, seconds, asked):
    """What a layer gave, which may be an error, or no response."""
    errors = [response] if isinstance(response, Exception) else []
    given = "None" if response is None else f"a {type(response).__name__}"
    require(
        isinstance(response, HttpResponseBase),
        asked=asked,
        expected="a response",
        got="\n".join(texts(errors)) or f"TimingMiddleware returned {given}",
        note=note_on(errors),
        where=place(errors) or line_of_middleware(),
    )
    headers = {name.lower(): value for name, value in response.items()}
    return Answered(response.status_code, headers, b"", seconds)
