"""Lanes: threads, an event loop and a second process that do what the examiner says, job after job."""

import asyncio
import builtins
import importlib
import io
import os
import sys
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIHandler

from .exam_inside_layers import Broken, built, kept
from .exam_inside_line import call, mine

handlers: dict[int, Any] = {}


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
    while (job := call("next", name, said)) is not None:
        said = [await asgi(*job[1:]) if job[0] == "visit" else done(*job)]


def run_in_a_second_process(name: str, module: str) -> None:
    """As a process that has imported the answer itself, and salts the hashes of texts by itself."""
    plain, file = hash, sys.modules[module].__file__

    def salted(value: Any) -> int:
        parts = value if isinstance(value, tuple) else (value,)
        own = sys._getframe(1).f_code.co_filename == file
        salt = own and any(isinstance(part, str | bytes) for part in parts)
        return plain(("a second process", value)) if salt else plain(value)

    builtins.hash = salted  # type: ignore[assignment]
    del sys.modules[module]
    importlib.import_module(module)
    threading.Thread(target=run, args=(name,)).run()


def done(kind: str, *job: Any) -> Any:
    try:
        return {"visit": wsgi, **JOBS}[kind](*job)
    except Exception as error:
        return failed(error)


def failed(error: BaseException) -> list[Any]:
    return ["raised", type(error).__name__, str(error)[:300]]


def change(values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(settings, name, value)


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
    "headers now": headers_now,
    "write on": write_on,
}


def wsgi(number: int, visit: int, plan: dict[str, Any]) -> list[Any]:
    """One request as a server hands it over: status, headers, and the body if it came whole."""
    target, _, query = plan["path"].partition("?")
    body: bytes = plan.get("body", b"")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": plan["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(target).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": plan["address"],
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "exam.visit": visit,
        "exam.plan": plan,
    }
    for name, value in plan.get("headers", []):
        key = name.upper().replace("-", "_")
        environ[key if key.startswith("CONTENT_") else f"HTTP_{key}"] = value
    told: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], *error: Any) -> None:
        told[:] = [int(status[:3]), [[str(name), str(value)] for name, value in headers]]

    response = handlers[number](environ, start_response)
    try:
        return [*told, b"".join(response)]
    except Broken:
        return [*told, None]
    finally:
        response.close()


async def asgi(number: int, visit: int, plan: dict[str, Any]) -> list[Any]:
    """The same as a server of the other kind does it; the client may leave."""
    target, _, query = plan["path"].partition("?")
    body: bytes = plan.get("body", b"")
    gone, entered = asyncio.Event(), asyncio.Event()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": plan["method"],
        "scheme": "http",
        "path": unquote_to_bytes(target).decode("utf-8", "replace"),
        "raw_path": target.encode("ascii"),
        "query_string": query.encode("latin-1"),
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in [["host", "testserver"], *plan.get("headers", [])]
            if not (name == "host" and any(it[0] == "Host" for it in plan.get("headers", [])))
        ],
        "client": (plan["address"], 50000),
        "server": ("testserver", 80),
        "exam.visit": visit,
        "exam.plan": plan,
        "exam.entered": entered,
    }
    request = [{"type": "http.request", "body": body, "more_body": False}]
    told: list[Any] = [0, [], b""]

    async def receive() -> dict[str, Any]:
        if request:
            return request.pop()
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            told[0] = message["status"]
            told[1] = [[str(name, "latin-1"), str(it, "latin-1")] for name, it in message["headers"]]
            return
        told[2] += message.get("body", b"")
        if plan.get("leaves") == "stream" and told[2]:
            gone.set()

    try:
        # Without a context of its own: all that needs a thread shares Django's one.
        work = asyncio.ensure_future(handlers[number].handle(scope, receive, send))
        if plan.get("leaves") == "view" or plan.get("probes"):
            inside = asyncio.ensure_future(entered.wait())
            await asyncio.wait([work, inside], return_when=asyncio.FIRST_COMPLETED)
            inside.cancel()
            if plan.get("probes") and not work.done():
                await sync_to_async(call)("free", visit)
        if plan.get("leaves") == "view":
            gone.set()
        await work
    except Broken:
        told[2] = None
    except Exception as error:
        return failed(error)
    return told
