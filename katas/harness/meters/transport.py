"""An ASGI server reduced to one request, in the test's own event loop, driven by its client.

    async with await call(ASGIHandler(), "/articles.csv") as exchange:
        async for chunk in exchange:
            break
    # the client has gone, and the application was told so

Django's AsyncClient collects the whole answer and cannot go away half-way. Here the application's
`send` returns only when the client asks for more: what was sent is what was taken, to the chunk.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from django.core.signals import request_finished, request_started
from django.db import close_old_connections

Message = Mapping[str, Any]
Application = Callable[..., Awaitable[object]]

# Seconds for an application that has been told of the disconnect; then its `send` raises OSError.
GRACE = 2.0


class Exchange:
    """One request and its answer. `async for chunk in exchange` takes the body, chunk by chunk.

    status: an int. headers: a dict with lower-case names; `header_list` keeps repeated ones.
    body: the bytes taken so far. complete: whether the answer came to its regular end.
    """

    def __init__(self, app: Application, scope: Message, body: bytes, seconds: float) -> None:
        self.status = 0
        self.header_list: list[tuple[str, str]] = []
        self.complete = False
        self._taken = bytearray()
        self._seconds = seconds
        self._request: bytes | None = body
        self._wanted = asyncio.Event()
        self._gone = asyncio.Event()
        self._cut_off = asyncio.Event()
        self._sent: asyncio.Queue[Message | None] = asyncio.Queue()
        self._task = asyncio.ensure_future(app(scope, self._receive, self._send))
        self._task.add_done_callback(lambda task: self._sent.put_nowait(None))

    @property
    def headers(self) -> dict[str, str]:
        return dict(self.header_list)

    @property
    def body(self) -> bytes:
        return bytes(self._taken)

    @property
    def finished(self) -> bool:
        """Whether the application has returned or raised."""
        return self._task.done()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        """The next chunk that is not empty.

        Raises what the application raised; TimeoutError if it is silent for too long.
        """
        while not (self.complete or self._gone.is_set()):
            message = await self._next()
            if message is None:
                break
            self.complete = not message.get("more_body", False)
            if chunk := message.get("body", b""):
                self._taken += chunk
                return chunk
        if not self._gone.is_set():
            await self._ended()
        raise StopAsyncIteration

    async def read(self) -> bytes:
        """Take the whole body, wait until the application has ended, and return the body."""
        async for _ in self:
            pass
        return self.body

    async def disconnect(self) -> None:
        """Go away: `receive` gives http.disconnect, nothing more is taken, the application may end.

        A `send` that is under way stays pending, as on a full socket: Django cancels it. Where
        nobody does, it raises OSError after 2 seconds, and 2 more later the application is
        cancelled.
        """
        self._gone.set()
        await asyncio.wait([self._task], timeout=GRACE)
        if not self._task.done():
            self._cut_off.set()
            self._wanted.set()
            await asyncio.wait([self._task], timeout=GRACE)
        if not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task], timeout=GRACE)
        if self._task.done() and not self._task.cancelled():
            # Looked at, so that asyncio does not report it as never retrieved.
            self._task.exception()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not self.finished:
            await self.disconnect()

    async def _begin(self) -> None:
        message = await self._next()
        if message is None:
            await self._ended()
            raise RuntimeError("the application ended without an answer")
        self.status = message["status"]
        for name, value in message.get("headers", []):
            self.header_list.append((name.decode("latin-1").lower(), value.decode("latin-1")))

    async def _next(self) -> Message | None:
        """What the application sends next; None when it has ended."""
        self._wanted.set()
        try:
            async with asyncio.timeout(self._seconds):
                return await self._sent.get()
        except TimeoutError:
            await self.disconnect()
            text = f"the application sent nothing for {self._seconds:g} seconds"
            raise TimeoutError(text) from None

    async def _ended(self) -> None:
        await asyncio.wait([self._task], timeout=self._seconds)
        if not self._task.done():
            await self.disconnect()
            raise TimeoutError(f"the application did not end within {self._seconds:g} seconds")
        self._task.result()

    async def _receive(self) -> Message:
        if self._request is not None:
            body, self._request = self._request, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if not self._gone.is_set():
            self._wanted.clear()
            self._sent.put_nowait(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                return
            await self._wanted.wait()
        if self._gone.is_set():
            await self._cut_off.wait()
            raise OSError("the client has gone")


async def call(
    app: Application,
    path: str,
    *,
    method: str = "GET",
    headers: Sequence[tuple[str, str]] = (),
    body: bytes = b"",
    seconds: float = 10.0,
) -> Exchange:
    """Send a request to an ASGI application; return once its status and headers are there.

    path may carry a query string. seconds: the longest silence that is waited for.
    Raises what the application raised; TimeoutError if it is silent for longer.
    """
    target, _, query = path.partition("?")
    given = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    if b"host" not in dict(given):
        given.insert(0, (b"host", b"testserver"))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(target),
        "raw_path": target.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "root_path": "",
        "headers": given,
        "client": ("127.0.0.1", 50000),
        "server": ("testserver", 80),
    }
    exchange = Exchange(app, scope, body, seconds)
    await exchange._begin()
    return exchange


@contextmanager
def connections_kept() -> Iterator[None]:
    """Requests inside the block leave the test's database connections open.

    Django closes old ones as a request starts and ends; its own test client holds that off the same
    way (django/test/client.py, `AsyncClientHandler`).
    """
    signals = [
        s for s in (request_started, request_finished) if s.disconnect(close_old_connections)
    ]
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
