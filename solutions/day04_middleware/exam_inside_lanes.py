"""Lanes: threads, an event loop and a second process that do what the examiner says."""

import asyncio
import builtins
import contextlib
import importlib
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import setting_changed

from .exam_inside_cache import HERE, use_cache
from .exam_inside_layers import built, kept
from .exam_inside_line import call, mine
from .exam_inside_meetings import met, quietly, visit
from .exam_inside_servers import asgi, failed, handlers, together


class Noting(BaseHandler):
    """Notes what Django had to adapt."""

    def load_middleware(self, is_async: bool = False) -> None:
        self.adapted: list[str] = []
        super().load_middleware(is_async)

    def adapt_method_mode(self, is_async: bool, method: Any, *args: Any, **kwargs: Any) -> Any:
        adapted = super().adapt_method_mode(is_async, method, *args, **kwargs)
        if adapted is not method:
            self.adapted.append(str(kwargs.get("name") or getattr(method, "__name__", "a layer")))
        return adapted


class Handler(Noting, WSGIHandler):
    pass


class AsyncHandler(Noting, ASGIHandler):
    pass


def run(name: str) -> None:
    """Work in a lane until there is nothing more to do. "A": in an event loop."""
    mine.lane = name
    if name.startswith("A"):
        asyncio.run(run_in_a_loop(name))
        return
    said = None
    while (job := call("next", name, said)) is not None:
        said = [done(*job)]


async def run_in_a_loop(name: str) -> None:
    said = None
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(max_workers=1))
    while (job := call("next", name, said)) is not None:
        kind = {"visit": asgi, "together": together}.get(job[0])
        said = [await kind(*job[1:]) if kind else done(*job)]


def run_in_a_second_process(name: str, module: str) -> None:
    """As a process that has imported the answer itself, and salts the hashes of texts by itself."""
    plain = hash

    def salted(value: Any) -> int:
        parts = value if isinstance(value, tuple) else (value,)
        own = sys._getframe(1).f_globals.get("__name__") == module  # what a dataclass has, too
        salt = own and any(isinstance(part, str | bytes) for part in parts)
        return plain(("a second process", value)) if salt else plain(value)

    builtins.hash = salted  # type: ignore[assignment]
    del sys.modules[module]
    importlib.import_module(module)
    threading.Thread(target=run, args=(name,)).run()


def done(kind: str, *job: Any) -> Any:
    try:
        return JOBS[kind](*job)
    except Exception as error:
        return failed(error)


def change(values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(settings, name, value)
        setting_changed.send(None, setting=name, value=value, enter=True)


def refill(keys: dict[str, str]) -> None:
    """Other keys in the same dict."""
    settings.NEWSROOM_API_KEYS.clear()
    settings.NEWSROOM_API_KEYS.update(keys)


def build(number: int, layers: list[str], asynchronous: bool) -> list[Any]:
    """Build a handler. What Django had to adapt for it, and the rings with what is inside them."""
    settings.MIDDLEWARE = layers
    built.clear()
    handler: Any = AsyncHandler() if asynchronous else Handler()
    handlers[number] = handler
    return [handler.adapted, sorted(built)]


meetings: dict[int, threading.Barrier] = {}


def visits(handler: int, plan: dict[str, Any], each: list[dict[str, Any]], crowd: int) -> list[Any]:
    """Many requests, one by one, while threads change as often as they can.

    crowd: so many lanes begin with it at the same time.
    """
    if crowd > 1:
        with contextlib.suppress(threading.BrokenBarrierError):
            meetings.setdefault(handler, threading.Barrier(crowd)).wait(5.0)
    former = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        return [quietly(handler, {**plan, **its}) for its in each]
    finally:
        sys.setswitchinterval(former)


def many_entries(here: bool) -> None:
    """Whether the cache's entries lie in this process, and not with the examiner."""
    use_cache(300, *[HERE] * here)


def headers_now(visit: int) -> list[Any]:
    """The headers of an earlier response, and the names of its cookies, as they are now."""
    return [[*map(list, kept[visit].items())], [*kept[visit].cookies]]


def write_on(visit: int, name: str, value: str) -> None:
    kept[visit].headers[name] = value
    kept[visit].set_cookie(name, value)


JOBS: dict[str, Callable[..., Any]] = {
    "change": change,
    "refill": refill,
    "build": build,
    "many entries": many_entries,
    "headers now": headers_now,
    "met": met,
    "visit": visit,
    "visits": visits,
    "write on": write_on,
}
