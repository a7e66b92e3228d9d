"""A client of the answer's servers: requests over connections that the sandbox has handed out."""

import contextlib
import http.client
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from solutions.grading.examiner.findings import BrokeOff

MOST = 16 * 2**20  # bytes of a body
Headers = Sequence[tuple[str, str]]


@dataclass
class Reply:
    """An HTTP response as it came. headers: in their order. seconds: until its head had come.

    whole: the body ended as its framing says, and was not cut off.
    """

    status: int
    reason: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    seconds: float = 0.0
    whole: bool = True

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name: str) -> str | None:
        """The header's value, several joined as HTTP does; None if it is not there."""
        found = self.all(name)
        return ", ".join(found) if found else None


class Exchange:
    """One request in flight: ask, then read the body piece by piece, or leave.

    Raises OSError or http.client.HTTPException for what is no HTTP.
    """

    def __init__(
        self,
        line: socket.socket,
        target: str,
        method: str = "GET",
        headers: Headers = (),
        body: bytes = b"",
        within: float = 20.0,
    ) -> None:
        self._line = line
        line.settimeout(within)
        names = {name.lower() for name, _ in headers}
        own = [] if "host" in names else [("Host", "testserver")]
        own += [] if "connection" in names else [("Connection", "close")]
        if body and "content-length" not in names:
            own.append(("Content-Length", str(len(body))))
        head = f"{method} {target} HTTP/1.1\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in [*own, *headers]) + "\r\n"
        self._began = time.monotonic()
        try:
            line.sendall(head.encode("latin-1") + body)
        except OSError as error:
            raise BrokeOff(f"the answer's server cannot be reached: {error!r}") from None
        self._response = http.client.HTTPResponse(line, method=method)
        self.reply: Reply | None = None

    def begin(self) -> Reply:
        """Wait for the head of the response."""
        self._response.begin()
        seconds = time.monotonic() - self._began
        headers = self._response.getheaders()
        self.reply = Reply(self._response.status, self._response.reason, headers, b"", seconds)
        return self.reply

    def pieces(self) -> Iterator[bytes]:
        """What comes of the body, as it comes."""
        while piece := self._response.read1(2**16):
            yield piece

    def rest(self) -> Reply:
        """The whole response."""
        reply = self.reply or self.begin()
        found = bytearray(reply.body)
        try:
            for piece in self.pieces():
                found += piece
                if len(found) > MOST:
                    reply.whole = False
                    break
            reply.whole &= self._response.length in (None, 0)
        except (http.client.IncompleteRead, ConnectionError):
            reply.whole = False
        reply.body = bytes(found)
        self.leave()
        return reply

    def leave(self) -> None:
        """Hang up, whatever is still to come."""
        with contextlib.suppress(OSError):
            self._line.close()
        with contextlib.suppress(OSError):
            self._response.close()
