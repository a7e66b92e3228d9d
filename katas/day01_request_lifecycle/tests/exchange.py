"""One request, as an ASGI server hands it over."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from katas.day01_request_lifecycle.tests.answered import Answered, joined
from katas.day01_request_lifecycle.tests.asked import Asked
from katas.day01_request_lifecycle.tests.hops import Seen


@dataclass
class Came(Answered):
    """What a server was given. line: its status, in words. log: what was done, and where.

    set_ups: loadings of the service map up to now.
    """

    line: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    log: tuple[tuple[str, str], ...] = ()
    failed: str = ""
    hops: tuple[Seen, ...] = ()
    blocks: tuple[Seen, ...] = ()
    set_ups: int = 0

    def values(self, name: str) -> list[str]:
        """Of a header, which may be there several times."""
        return [value for key, value in self.fields if key.lower() == name.lower()]


class Sent:
    """What a server has been given so far."""

    def __init__(self) -> None:
        self.line, self.failed = "", ""
        self.seconds = 0.0
        self.fields: list[tuple[str, str]] = []
        self.body = bytearray()

    def answered(self, errors: list[BaseException], **more: Any) -> "Came":
        """What came in the end."""
        return Came(
            status=int(self.line[:3] or 0),
            headers=joined(self.fields),
            body=bytes(self.body),
            seconds=self.seconds,
            errors=errors,
            line=self.line,
            fields=tuple(self.fields),
            failed=self.failed,
            **more,
        )


async def over_asgi(
    handler: Any, asked: Asked, sent: Sent, note: Callable[[str], object] = str
) -> None:
    """One request, as an ASGI server hands it over; the client takes all and stays."""
    unread = [{"type": "http.request", "body": asked.body}]

    async def receive() -> Mapping[str, Any]:
        return unread.pop() if unread else await asyncio.Future()

    async def send(message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            note("the headers are sent")
            sent.seconds = time.perf_counter() - began
            sent.line = str(message["status"])
            sent.fields = [(n.decode(), v.decode("latin-1")) for n, v in message["headers"]]
        else:
            sent.body += message.get("body", b"")

    began = time.perf_counter()
    await handler(asked.scope, receive, send)
