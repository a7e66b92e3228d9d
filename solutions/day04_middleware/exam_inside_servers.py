"""Requests as servers hand them to Django's handlers, one by one."""

import asyncio
import io
import sys
from typing import Any
from urllib.parse import unquote_to_bytes

from .exam_inside_layers import Broken, aside, plans
from .exam_inside_line import call

handlers: dict[int, Any] = {}
PATIENCE = 0.25


def failed(error: BaseException) -> list[Any]:
    return ["raised", type(error).__name__, str(error)[:300]]


def wsgi(number: int, visit: int, plan: dict[str, Any]) -> list[Any]:
    """One request as a server hands it over: status, headers, and the body if it came whole."""
    plans[visit] = plan
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


async def together(each: list[list[Any]]) -> list[Any]:
    """Requests whose pages wait until the examiner has seen enough: who is where, who is answered.

    Each is sent when the one before is at its page, or after a while.
    """
    go, works = asyncio.Event(), []
    for number, visit, plan in each:
        entered = asyncio.Event()
        more = {"exam.entered": entered, "go": go}
        works.append(asyncio.ensure_future(asgi(number, visit, plan, **more)))
        inside = asyncio.ensure_future(entered.wait())
        first = asyncio.FIRST_COMPLETED
        await asyncio.wait([works[-1], inside], return_when=first, timeout=PATIENCE)
        inside.cancel()
    loop, enough = asyncio.get_running_loop(), False
    while not enough:
        answered = [work.done() for work in works]
        enough = await loop.run_in_executor(aside, call, "look", answered)
        await asyncio.sleep(0)
    go.set()
    return [await work for work in works]


async def asgi(number: int, visit: int, plan: dict[str, Any], **more: Any) -> list[Any]:
    """The same as a server of the other kind does it; the client may leave. more: of the scope."""
    plans[visit] = plan
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
        "exam.entered": entered,
        **more,
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
            told[1] = [
                [str(name, "latin-1"), str(it, "latin-1")] for name, it in message["headers"]
            ]
            return
        told[2] += message.get("body", b"")
        if plan.get("leaves") == "stream" and told[2]:
            gone.set()

    try:
        # Without a context of its own: all that needs a thread shares Django's one.
        work = asyncio.ensure_future(handlers[number].handle(scope, receive, send))
        if plan.get("leaves") == "view" or "beside" in plan:
            inside = asyncio.ensure_future(entered.wait())
            await asyncio.wait([work, inside], return_when=asyncio.FIRST_COMPLETED)
            inside.cancel()
            if "beside" in plan:
                await asyncio.get_running_loop().run_in_executor(None, int)  # a thread of the pool
                told.append(await asgi(*plan["beside"]))
        if plan.get("leaves") == "view":
            gone.set()
        await work
    except Broken:
        told[2] = None
    except Exception as error:
        return failed(error)
    return told
