"""What `make compare day=3` measures of an answer."""

import json
import time
from typing import Any

from django.http import HttpRequest, HttpResponse

from katas.day03_class_based_views.bricks import CountingMixin
from katas.day03_class_based_views.tests.driver import request_for, views
from katas.day03_class_based_views.tests.people import somebody
from katas.harness.verdicts import Figure

REQUESTS = 100
TIMED = 5_000


def once() -> list[Figure]:
    """What a second look would not change."""
    return [
        Figure(f"instances for {REQUESTS} requests", "", instances()),
        Figure("passes of a brick between the mixins", "", bricks_passed()),
        Figure(f"tags echoed, 1 sent, {REQUESTS}th request", "", tags_echoed()),
    ]


def each_round() -> list[Figure]:
    """One round of what the clock tells."""

    base: Any = views.PlainView

    class Desk(base):
        def get(self, request: HttpRequest) -> HttpResponse:
            return response

    response, request, view = HttpResponse(), request_for(), Desk.as_view()
    started = time.perf_counter()
    for _ in range(TIMED):
        view(request)
    factory = (time.perf_counter() - started) / TIMED
    return [Figure("one request through PlainView, µs", "", factory * 1e6)]


def instances() -> int:
    """Different instances that served the requests; all are kept, so that none share an address."""
    met = []

    base: Any = views.PlainView

    class Desk(base):
        def get(self, request: HttpRequest) -> HttpResponse:
            met.append(self)
            return HttpResponse()

    view = Desk.as_view()
    for _ in range(REQUESTS):
        view(request_for())
    return len({id(instance) for instance in met})


def bricks_passed() -> int:
    """How often a signed-in request passes the brick between the two mixins."""

    first: Any
    second: Any
    base: Any
    first, second, base = views.AuthenticationMixin, views.LoggingMixin, views.PlainView

    class Desk(first, CountingMixin, second, base):
        def get(self, request: HttpRequest) -> HttpResponse:
            return HttpResponse()

    request = request_for(user=somebody())
    Desk.as_view()(request)
    return getattr(request, "passed", 0)


def tags_echoed() -> int:
    """Tags in the answer to the last of many requests with one tag each."""
    view = views.ArticleList.as_view()
    for _ in range(REQUESTS):
        response = view(request_for(path="/articles/?tag=storm", user=somebody()))
    return len(json.loads(response.content)["tags"])
