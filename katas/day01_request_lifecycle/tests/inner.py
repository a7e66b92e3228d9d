"""A layer inside, to build TimingMiddleware around, and what it answers with."""

import random
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

IN_A_ROW = 12


class Inner:
    """A layer inside. Its methods are equal to themselves, and another object each time."""

    def __init__(self) -> None:
        self.status = 200
        self.meanwhile: Callable[[], object] = lambda: None

    def respond(self, request: Any) -> HttpResponse:
        self.meanwhile()
        return HttpResponse("inner", status=self.status)

    async def arespond(self, request: Any) -> HttpResponse:
        return self.respond(request)


METHODS = {"sync": "respond", "async": "arespond"}


def runs() -> list[tuple[str, int, int, int]]:
    """Statuses of responses: each once, failures many times in a row, then a mixture.

    Of each: in words, the status, seconds that each takes, and how many there are in a row.
    """
    once = [("a response", status, 0, 1) for status in range(200, 600)]
    known = [status.value for status in HTTPStatus if status >= 200]
    failed = [status for status in known if status >= 400]
    quick = [(f"{IN_A_ROW} responses in a row", status, 0, IN_A_ROW) for status in failed]
    slow = [
        (f"{IN_A_ROW} responses in a row, 90 s each,", each, 90, IN_A_ROW) for each in (200, 503)
    ]
    mixed = [("after many others, a response", random.choice(known), 0, 1) for _ in range(100)]
    return [*once, *quick, *slow, *mixed]
