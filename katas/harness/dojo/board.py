"""What all tabs of a day see: named parts of a page, each with the version that it has since.

A stream asks for what is newer than what its tab has, so a tab that comes late, falls behind or
comes back gets the present state, whatever it has missed, and each part once.
"""

import asyncio
import contextlib
import json
import secrets
import threading
from collections.abc import AsyncIterator, Mapping

BEAT = 15.0  # seconds after which a silent stream says that it is there
PACE = 0.03  # seconds between two messages: what changes meanwhile goes in one


class Board:
    """Parts are pinned by any thread; streams wait in the event loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._parts: dict[str, tuple[int, str]] = {}
        self._version = 0
        self._name = secrets.token_hex(4)  # what a tab has of another board is all old
        self._waiting: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        self.is_closed = False

    @property
    def streams(self) -> int:
        """How many tabs look on."""
        return len(self._waiting)

    def pin(self, parts: Mapping[str, str]) -> None:
        """Put HTML in the place of the parts of those names; what is the same is no news."""
        with self._lock:
            news = {n: html for n, html in parts.items() if self._parts.get(n, (0, ""))[1] != html}
            if not news:
                return
            self._version += 1
            self._parts |= {name: (self._version, html) for name, html in news.items()}
        self._wake()

    def parts(self) -> dict[str, str]:
        """All parts as they are."""
        with self._lock:
            return {name: html for name, (_, html) in self._parts.items()}

    def since(self, version: int) -> tuple[int, dict[str, str]]:
        """The version that the board has now, and the parts that are newer than that."""
        with self._lock:
            news = {name: html for name, (at, html) in self._parts.items() if at > version}
            return self._version, news

    def close(self) -> None:
        """End all streams."""
        self.is_closed = True
        self._wake()

    def _wake(self) -> None:
        for event, loop in list(self._waiting.items()):
            with contextlib.suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(event.set)

    async def stream(self, last_id: str) -> AsyncIterator[str]:
        """Server-sent events from there on. last_id: the last one that the tab has, or ""."""
        board, _, number = last_id.partition("-")
        version = int(number) if board == self._name and number.isdecimal() else -1
        changed = asyncio.Event()
        self._waiting[changed] = asyncio.get_running_loop()
        try:
            yield "retry: 500\n\n"
            while not self.is_closed:
                changed.clear()
                version, news = self.since(version)
                if news:
                    data = json.dumps(news)
                    yield f"id: {self._name}-{version}\nevent: parts\ndata: {data}\n\n"
                    await asyncio.sleep(PACE)
                try:
                    await asyncio.wait_for(changed.wait(), BEAT)
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            del self._waiting[changed]
