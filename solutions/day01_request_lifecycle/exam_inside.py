"""What the examiner can have done with an answer of this day: build it, ask it, serve it."""

import asyncio
import logging
import threading
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse

from . import exam_inside_clocks as clocks
from . import exam_inside_services as services
from .exam_inside_crowds import (  # noqa: F401
    come_and_go,
    crowd,
    dashboards,
    dashboards_in_turn,
    late,
    now_and_then,
)
from .exam_inside_meetings import meet  # noqa: F401
from .exam_inside_native import beside, beside_layer, native, native_chain, one_more  # noqa: F401
from .exam_inside_pages import done
from .exam_inside_transport import asgi_request, over_asgi, over_wsgi, told, wsgi_request

PACKAGE = __name__.rpartition(".")[0]
TIMING = "katas.day01_request_lifecycle.lifecycle.TimingMiddleware"
KINDS = {"wsgi": WSGIHandler, "asgi": ASGIHandler}

built: list[tuple[str, Any]] = []
inner: dict[tuple[str, str], Any] = {}


def prepare(agent: Any) -> None:
    clocks.replace()
    services.replace()
    settings.ROOT_URLCONF = f"{PACKAGE}.exam_inside_site"
    for name in ("request", "security", "server"):
        logging.getLogger(f"django.{name}").setLevel(logging.CRITICAL + 1)


def open_site(agent: Any, hosts: list[str], paths: dict[str, str]) -> None:
    """Before anything is built: the site's names, and under what its pages are found."""
    from . import exam_inside_site

    exam_inside_site.open_under(hosts, paths)


def handler(kind: str, layers: list[str]) -> Any:
    """Django's handler with the answer's middleware. layers: outermost first; "" is its place."""
    chain = [f"{PACKAGE}.exam_inside_layers.{name}" if name else TIMING for name in layers]
    settings.MIDDLEWARE = chain
    return KINDS[kind]()


def build(agent: Any, kind: str, layers: list[str]) -> int:
    """A handler, "wsgi" or "asgi". Returns its number."""
    built.append((kind, handler(kind, layers)))
    return len(built) - 1


def build_alone(agent: Any, lane: str, name: str) -> int:
    """The middleware alone, "sync" or "async", around what was called so before. Its number."""
    around = inner.setdefault((lane, name), alone(lane))
    built.append((lane, agent.module("lifecycle").TimingMiddleware(around)))
    return len(built) - 1


def alone(lane: str) -> Any:
    """What answers a request that comes through no handler."""

    def respond(request: Any) -> Any:
        return done(services.page())

    async def arespond(request: Any) -> Any:
        return respond(request)

    return respond if lane == "sync" else arespond


def lanes(agent: Any) -> list[str]:
    """What the middleware may be built around."""
    layer = agent.module("lifecycle").TimingMiddleware
    able = {
        "sync": getattr(layer, "sync_capable", True),
        "async": getattr(layer, "async_capable", False),
    }
    return [lane for lane in able if able[lane]]


def separate(agent: Any) -> None:
    """From now on numbers are written with separators, where they are written for readers."""
    settings.USE_THOUSAND_SEPARATOR = True


def passes(agent: Any, seconds: float) -> None:
    clocks.let_pass(seconds)


def ask_all(
    agent: Any,
    number: int,
    requests: list[list[Any]],
    recipes: list[dict[str, Any]],
    thread: bool = False,
) -> Any:
    """Send requests through what was built, one after the other: what comes of each.

    recipes: what the pages do, in turn. thread: in a new one. What a layer alone raises is a
    response without a header, as it would be in Django's chain.
    """
    kind, asked = built[number]
    given: list[Any] = []
    services.recipes[:] = recipes

    def work() -> None:
        if kind == "wsgi":
            given.extend(over_wsgi(asked, request) for request in requests)
        elif kind == "sync":
            for request in requests:
                try:
                    given.append(told(asked(wsgi_request(request))))
                except Exception:
                    given.append(told(HttpResponse(status=500)))
        else:
            asyncio.run(on_loop())

    async def on_loop() -> None:
        for request in requests:
            if kind == "asgi":
                given.append(await over_asgi(asked, request))
                continue
            try:
                given.append(told(await asked(asgi_request(request))))
            except Exception:
                given.append(told(HttpResponse(status=500)))

    if thread:
        worker = threading.Thread(target=work)
        worker.start()
        worker.join()
    else:
        work()
    services.recipes.clear()
    return given


def serve(agent: Any, server: str, which: Any, threads: int = 1) -> Any:
    """A real server. which: the number of what was built before, or the layers of a new handler."""

    def make() -> Any:
        kind = {"gunicorn": "wsgi", "uvicorn": "asgi"}[server]
        return built[which][1] if type(which) is int else handler(kind, which)

    if server == "gunicorn":
        return agent.gunicorn(make, threads=threads)[0]
    return agent.uvicorn(make)[0]
