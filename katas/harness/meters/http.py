"""An HTTP client that sees how an answer arrives: when its first bytes come, and whether it is cut.

http.client cannot go on reading after a time-out, which is the very thing to be observed here.
"""

import http.client
import io
import socket
import struct
from time import perf_counter

from katas.harness.meters.process import Server

MOST_BYTES = 2**26  # of one answer


class Stream:
    """One GET request and its answer as it arrives.

    complete: whether the answer came to its regular end; False while it goes on, and when it was
    cut, reset, or not there at the deadline.
    first_seconds: from the request to the first byte of the body, None before it.
    """

    def __init__(self, server: Server, path: str, timeout: float) -> None:
        self.complete = False
        self.first_seconds: float | None = None
        self._head: http.client.HTTPMessage | None = None
        self._status = 0
        self._wire = bytearray()
        self._body = bytearray()
        self._given = 0
        self._over = False
        self._started = self._latest = perf_counter()
        self._deadline = self._started + timeout
        self._socket = socket.create_connection((server.host, server.port), timeout)
        request = f"GET {path} HTTP/1.1\r\nHost: {server.host}:{server.port}\r\n"
        self._socket.sendall(f"{request}Connection: close\r\n\r\n".encode("latin-1"))

    @property
    def body(self) -> bytes:
        """All of the body that has arrived, without the framing."""
        return bytes(self._body)

    @property
    def status(self) -> int:
        """The status code, once it is there; 0 if the server hung up or let the deadline pass."""
        self._wait_for_head()
        return self._status

    @property
    def headers(self) -> http.client.HTTPMessage:
        """The headers, names in any case; empty where status is 0."""
        self._wait_for_head()
        return http.client.HTTPMessage() if self._head is None else self._head

    @property
    def seconds(self) -> float:
        """From the request to the end or the cut; so far, while the answer goes on."""
        return (self._latest if self._over else perf_counter()) - self._started

    def first(self, timeout: float) -> bytes:
        """The body's bytes that are there first; b"" if none come within `timeout` seconds."""
        until = perf_counter() + timeout
        while not self._body and self._receive(until):
            pass
        return self._fresh()

    def rest(self) -> bytes:
        """The body from where first() left off, to its end, its cut or the deadline."""
        while self._receive(self._deadline):
            pass
        return self._fresh()

    def close(self) -> None:
        """Go away at once, as a browser does whose tab is closed: the server meets a reset."""
        self._over = True
        if self._socket.fileno() < 0:
            return
        linger = struct.pack("ii", 1, 0)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._socket.close()

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _fresh(self) -> bytes:
        fresh = bytes(self._body[self._given :])
        self._given = len(self._body)
        return fresh

    def _wait_for_head(self) -> None:
        while self._head is None and self._receive(self._deadline):
            pass

    def _receive(self, until: float) -> bool:
        """Take in what comes next; False if nothing does: the end, a cut, or no time left."""
        left = min(until, self._deadline) - perf_counter()
        if self._over or left <= 0:
            return False
        self._socket.settimeout(left)
        try:
            data = self._socket.recv(65536)
        except TimeoutError:
            return False
        except OSError:
            self._end(complete=False)
            return False
        self._latest = perf_counter()
        if data:
            self._wire += data
            self._take_head()
            self._take_body()
            if self._body and self.first_seconds is None:
                self.first_seconds = self._latest - self._started
            if len(self._body) > MOST_BYTES:
                self._end(complete=False)
        else:
            # Without a length and without chunks, the end of the connection is the regular end.
            self._end(complete=self._head is not None and self._framing() is None)
        return True

    def _end(self, *, complete: bool) -> None:
        self._over = True
        self.complete = complete
        self._latest = perf_counter()
        self._socket.close()

    def _take_head(self) -> None:
        if self._head is None and b"\r\n\r\n" in self._wire:
            head, _, self._wire = self._wire.partition(b"\r\n\r\n")
            first, _, fields = head.partition(b"\r\n")
            self._status = int(first.split()[1])
            self._head = http.client.parse_headers(io.BytesIO(fields + b"\r\n\r\n"))

    def _framing(self) -> str | int | None:
        """How the end of the body is told: "chunked", a length in bytes, or None."""
        assert self._head is not None
        if self._head.get("Transfer-Encoding", "").lower() == "chunked":
            return "chunked"
        length = self._head.get("Content-Length", "")
        return int(length) if length.isdecimal() else None

    def _take_body(self) -> None:
        """Move what has arrived from the wire to the body."""
        if self._head is None:
            return
        framing = self._framing()
        if framing == "chunked":
            self._take_chunks()
            return
        self._body += self._wire
        self._wire.clear()
        if isinstance(framing, int) and len(self._body) >= framing:
            self._end(complete=True)

    def _take_chunks(self) -> None:
        """Move the chunks that are whole: size in hexadecimal, CRLF, bytes, CRLF; the last is 0."""
        start = 0
        while not self._over and (line := self._wire.find(b"\r\n", start)) >= 0:
            try:
                size = int(self._wire[start:line].partition(b";")[0], 16)
            except ValueError:
                self._end(complete=False)
                break
            data = line + 2
            if len(self._wire) < data + size + 2:
                break
            self._body += self._wire[data : data + size]
            start = data + size + 2
            if size == 0:
                self._end(complete=True)
        del self._wire[:start]


def stream(server: Server, path: str, *, timeout: float = 15.0) -> Stream:
    """Send a GET request and return at once. timeout: seconds for the whole answer.

    Raises OSError if there is no server to connect to.
    """
    return Stream(server, path, timeout)
