"""Requests of readers in this process, by each class of Django's that sends them."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import setup_testing_defaults

from asgiref.sync import ThreadSensitiveContext

Visit = list[Any]  # path as it is sent, query, headers


def environ(path: str, query: str, headers: list[list[str]]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers},
    }
    setup_testing_defaults(found)
    return found


def scope(path: str, query: str, headers: list[list[str]]) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [[name.lower().encode(), value.encode()] for name, value in headers],
        "server": ("127.0.0.1", 8000),
    }


def over_wsgi(visits: list[Visit]) -> None:
    from django.core.handlers.wsgi import WSGIHandler

    handler = WSGIHandler()
    for visit in visits:
        response = handler(environ(*visit), lambda status, headers: None)
        b"".join(response)
        response.close()


def over_asgi(visits: list[Visit]) -> None:
    from django.core.handlers.asgi import ASGIHandler

    handler = ASGIHandler()

    async def one(visit: Visit) -> None:
        unread = [{"type": "http.request", "body": b""}]

        async def receive() -> Any:
            return unread.pop() if unread else await asyncio.Future()

        async def send(message: Mapping[str, Any]) -> None:
            pass

        await handler(scope(*visit), receive, send)

    async def in_turn() -> None:
        for visit in visits:
            await one(visit)

    asyncio.run(in_turn())


def by_test_client(visits: list[Visit]) -> None:
    from django.test import Client

    client = Client(raise_request_exception=False)
    for path, query, headers in visits:
        client.get(f"{path}?{query}", headers=dict(headers))


def by_async_client(visits: list[Visit]) -> None:
    from django.test import AsyncClient

    async def in_turn() -> None:
        client = AsyncClient(raise_request_exception=False)
        async with ThreadSensitiveContext():  # its thread ends with it
            for path, query, headers in visits:
                await client.get(f"{path}?{query}", headers=dict(headers))

    asyncio.run(in_turn())


SENDERS: dict[str, Callable[[list[Visit]], None]] = {
    "WSGIHandler": over_wsgi,
    "ASGIHandler": over_asgi,
    "Client": by_test_client,
    "AsyncClient": by_async_client,
}
