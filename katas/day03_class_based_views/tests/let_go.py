"""Requests whose instances nobody holds: nothing of one may be there for the next."""

import gc
import random
from typing import Any

from django.http import HttpResponse

from katas.day03_class_based_views.tests.driver import ask, desk, request_for, view_of, views
from katas.harness.verdicts import require

REQUESTS = 5


def check_nothing_outlives_its_instance() -> None:
    """The tests that compare instances hold them; where they are let go of, the same is true."""
    name = f"note_{random.randrange(10**6)}"
    found: list[bool] = []

    def get(self: Any, request: Any) -> HttpResponse:
        found.append(hasattr(self, name))
        setattr(self, name, "half a sentence")
        return HttpResponse()

    view = view_of(desk(views.PlainView, get=get))
    for number in range(REQUESTS):
        ask(view, request_for())
        if number % 2:
            gc.collect()
    require(
        found == [False] * REQUESTS,
        asked=f"{REQUESTS} requests to one view, each sets self.note; nobody keeps the instances",
        expected="no request finds a note from before",
        got=f"{sum(found)} of {len(found)} found self.note",
    )
