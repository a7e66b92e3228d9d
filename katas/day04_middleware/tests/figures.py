"""What `make compare day=4` measures of an answer."""

import statistics
import time

from asgiref.sync import async_to_sync
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler
from django.test import AsyncRequestFactory, RequestFactory, override_settings

from katas.day04_middleware.tests.crowd import CROWD, CROWD_LIMIT, crowd
from katas.day04_middleware.tests.driver import Onion
from katas.day04_middleware.tests.premises import RATE_LIMIT, middleware, newsroom
from katas.harness.meters.database import watching
from katas.harness.verdicts import Figure

KEYS = {"river-post": "fO3Yq81nVtLw"}
REQUESTS = 200


def once() -> list[Figure]:
    """A stranger's way through the whole onion, and a crowd at the rate limit."""
    with newsroom(keys=KEYS):
        onion = Onion(middleware.MIDDLEWARE)
        with watching() as ledger:
            visit = onion.visit("/articles/")
    with newsroom(keys={}, rate=(CROWD_LIMIT, 600)):
        visits = crowd(Onion([RATE_LIMIT]), "somebody")
    passed = sum(visit.status == 200 for visit in visits)
    return [
        Figure("layers entered by a refused request", "", len(visit.trace.entered)),
        Figure("queries of a refused request", "", len(ledger.queries)),
        Figure(f"let through of {CROWD} at once, limit {CROWD_LIMIT}", "", passed),
    ]


def each_round() -> list[Figure]:
    """What a refusal costs in each lane, the tests' rings left out."""
    with (
        newsroom(keys=KEYS, rate=(10**9, 600)),
        override_settings(MIDDLEWARE=middleware.MIDDLEWARE),
    ):
        handler = BaseHandler()
        handler.load_middleware()
        asynchronous = ASGIHandler()
        wsgi, asgi = [], []
        for _ in range(REQUESTS):
            started = time.perf_counter()
            handler.get_response(RequestFactory().get("/articles/"))
            wsgi.append(time.perf_counter() - started)

        async def over_asgi() -> None:
            for _ in range(REQUESTS):
                started = time.perf_counter()
                await asynchronous.get_response_async(AsyncRequestFactory().get("/articles/"))
                asgi.append(time.perf_counter() - started)

        async_to_sync(over_asgi)()
    return [
        Figure("a refused request, ms", "", statistics.median(wsgi) * 1_000),
        Figure("the same under ASGI, ms", "", statistics.median(asgi) * 1_000),
    ]
