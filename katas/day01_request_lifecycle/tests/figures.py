"""What `make compare day=1` measures of an answer."""

import asyncio
from typing import Any

from django.test import override_settings

from katas.day01_request_lifecycle import services
from katas.day01_request_lifecycle.tests.driver import URLS, ask_asgi, build
from katas.day01_request_lifecycle.tests.gate import Gate
from katas.day01_request_lifecycle.tests.hops import hops_counted
from katas.day01_request_lifecycle.tests.load import CLIENTS, measure
from katas.harness.verdicts import Figure

SECONDS = 0.05


def once() -> list[Figure]:
    """What is counted in this process, then both servers under load."""
    with override_settings(ROOT_URLCONF=URLS):
        handler = build("asgi")
        gate = Gate(lambda: services.gauges.most >= CLIENTS, seconds=1.0)
        counted = services.reset(new_hold=gate)
        with hops_counted() as hops:
            asyncio.run(crowd(handler, "/dashboard/"))
        # What Django needs by itself, for a view that is not async.
        with hops_counted() as without:
            asyncio.run(crowd(build("asgi", timing=False), "/dashboard/"))
    loads = measure(SECONDS)
    return [
        Figure(f"service map loaded by {CLIENTS} requests", "", counted.set_ups),
        Figure(f"most of {CLIENTS} requests in flight", "", counted.most),
        Figure("hops to a thread for the layer", "", (len(hops) - len(without)) / CLIENTS),
        Figure(f"{CLIENTS} clients on gunicorn sync, s", "", loads["gunicorn"].crowd.seconds),
        Figure(f"{CLIENTS} clients on uvicorn, s", "", loads["uvicorn"].crowd.seconds),
    ]


def each_round() -> list[Figure]:
    """Nothing here is told by the clock alone."""
    return []


async def crowd(handler: Any, path: str) -> None:
    """All clients at once."""
    await asyncio.gather(*(ask_asgi(handler, path) for _ in range(CLIENTS)))
