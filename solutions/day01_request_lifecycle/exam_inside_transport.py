"""Requests to Django's handlers in the examined process, and what comes of them."""

import asyncio
from http.client import responses
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http.response import HttpResponseBase
from django.test import RequestFactory

Answer = dict[str, Any]


def over_wsgi(handler: Any, method: str, target: str, headers: list[Any], body: bytes) -> Answer:
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers}
    content = {"HTTP_CONTENT_TYPE": "CONTENT_TYPE", "HTTP_CONTENT_LENGTH": "CONTENT_LENGTH"}
    named = {content.get(name, name): value for name, value in named.items()}
    environ = RequestFactory().generic(method, target, body).environ | named
    given: list[Any] = []
    response = handler(environ, lambda status, fields: given.append((status, fields)))
    found = b"".join(response)
    response.close()
    status, fields = given[0]
    return {
        "status": int(status[:3]),
        "reason": status[4:],
        "headers": [[str(name), str(value)] for name, value in fields],
        "body": found,
    }


async def over_asgi(
    handler: Any, method: str, target: str, headers: list[Any], body: bytes
) -> Answer:
    path, _, query = target.partition("?")
    names = {name.lower() for name, _ in headers}
    own = [] if "host" in names else [["host", "testserver"]]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(n.lower().encode(), v.encode("latin-1")) for n, v in [*own, *headers]],
        "client": None,
        "server": ("testserver", 80),
    }
    unread = [{"type": "http.request", "body": body}]
    sent: list[dict[str, Any]] = []

    async def receive() -> Any:
        return unread.pop() if unread else await asyncio.Future()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await handler(scope, receive, send)
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


def status_of(path: str) -> int:
    """Of a path such as /still/503/0/."""
    parts = path.split("/")
    return int(parts[2]) if len(parts) > 2 and parts[2].isdecimal() else 200
