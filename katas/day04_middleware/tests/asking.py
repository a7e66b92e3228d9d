"""Requests to the rate limit alone, or over ASGI, and what they are timed by."""

import time

from asgiref.sync import async_to_sync
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.premises import RATE_LIMIT
from katas.day04_middleware.tests.trace import Visit

# The outermost ring sets request.api_client, so that only the limit is judged.
LAYERS = [RATE_LIMIT]
# Seconds within which a right answer may differ from the test's own clock.
LATE = 0.1
EARLY = 0.02
# A stalled machine can miss the moments that a test is about. Then it asks again.
ATTEMPTS = 3


def ask(onion: Onion, client: str = "", path: str = "/health/", **options) -> Visit:
    """One request by a client, or by nobody. The view of /health/ runs no query."""
    headers = {"X-Badge": client} if client else {}
    headers.update(options.pop("headers", {}))
    return onion.visit(path, headers, **options)


def passed_of(onion: Onion, client: str, many: int) -> int:
    """How many of so many requests by a client were let through. Cheap: nothing else is noted."""
    factory = RequestFactory(headers={"X-Badge": client}, REMOTE_ADDR=onion.address)
    environ = factory.generic("GET", "/health/").environ
    passed = 0
    for _ in range(many):
        request = WSGIRequest(dict(environ))
        onion.handler._middleware_chain(request)
        passed += request.katas_trace.reached_the_middle
    return passed


@async_to_sync
async def send(
    onion: Onion,
    path: str,
    headers: dict[str, str] | None = None,
    method: str = "GET",
    address: str = "127.0.0.1",
) -> Visit:
    """One request over ASGI."""
    return await onion.avisit(path, headers, method, address)


def wait_for_the_clock(first: float, last: float) -> None:
    """Wait until the wall clock's part of a second lies between two bounds.

    Windows that are cut by the clock then end in the middle of the test, in every run.
    """
    while not first <= time.time() % 1 <= last:
        time.sleep(0.01)


def wait_until(moment: float) -> None:
    """Wait for a moment of time.monotonic()."""
    while (left := moment - time.monotonic()) > 0:
        time.sleep(left)
