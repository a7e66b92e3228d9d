"""Requests to Django's handlers in the examined process, and what comes of them."""

import asyncio
import io
import sys
from http.client import responses
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIRequest
from django.http.response import HttpResponseBase

Answer = dict[str, Any]
Request = list[Any]  # method, target, headers, body, scheme, the client's address


def environ(
    method: str, target: str, headers: list[Any], body: bytes, scheme: str, client: str
) -> dict[str, Any]:
    """A request as a WSGI server hands it over."""
    path, _, query = target.partition("?")
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers}
    content = {"HTTP_CONTENT_TYPE": "CONTENT_TYPE", "HTTP_CONTENT_LENGTH": "CONTENT_LENGTH"}
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "REMOTE_ADDR": client,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **({"CONTENT_LENGTH": str(len(body))} if body else {}),
        **{content.get(name, name): value for name, value in named.items()},
    }


def scope(
    method: str, target: str, headers: list[Any], body: bytes, scheme: str, client: str
) -> dict[str, Any]:
    """A request as an ASGI server hands it over."""
    path, _, query = target.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": scheme,
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
        "client": (client, 50_000) if client else None,
        "server": ("127.0.0.1", 8000),
    }


def wsgi_request(request: Request) -> WSGIRequest:
    return WSGIRequest(environ(*request))


def asgi_request(request: Request) -> ASGIRequest:
    return ASGIRequest(scope(*request), io.BytesIO(request[3]))


def over_wsgi(handler: Any, request: Request) -> Answer:
    given: list[Any] = []
    response = handler(environ(*request), lambda status, fields: given.append((status, fields)))
    found = b"".join(response)
    response.close()
    status, fields = given[0]
    return {
        "status": int(status[:3]),
        "reason": status[4:],
        "headers": [[str(name), str(value)] for name, value in fields],
        "body": found,
    }


async def over_asgi(handler: Any, request: Request) -> Answer:
    unread = [{"type": "http.request", "body": request[3]}]
    sent: list[dict[str, Any]] = []

    async def receive() -> Any:
        return unread.pop() if unread else await asyncio.Future()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await handler(scope(*request), receive, send)
    return {
        "status": sent[0]["status"],
        "reason": responses.get(sent[0]["status"], ""),
        "headers": [[n.decode("latin-1"), v.decode("latin-1")] for n, v in sent[0]["headers"]],
        "body": b"".join(message.get("body", b"") for message in sent[1:]),
    }


def told(response: HttpResponseBase) -> Answer:
    """A response that no handler has sent."""
    return {
        "status": response.status_code,
        "reason": response.reason_phrase,
        "headers": [[str(name), str(value)] for name, value in response.items()],
        "body": response.content
        if getattr(response, "is_rendered", not response.streaming)
        else b"",
    }


async def told_whole(response: HttpResponseBase) -> Answer:
    """The same, with the pieces of an asynchronous stream."""
    body = {"body": b"".join([piece async for piece in response])} if response.streaming else {}
    return told(response) | body
