"""Requests of any kind, as a server hands them over: to WSGI as an environ, to ASGI as a scope."""

import io
import sys
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

# What requests of one client have in common; names with _ for -.
ONE_CLIENT: dict[str, Any] = {
    "Accept_Language": "de-CH",
    "Authorization": "Bearer of-an-editor",
    "Cookie": "sessionid=of-an-editor; csrftoken=7d1f; user=7; editor=7",
    "Forwarded": "for=192.0.2.7",
    "Idempotency_Key": "7d1f",
    "Referer": "https://testserver/",
    "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "User_Agent": "Mozilla/5.0",
    "X_Api_Key": "7d1f",
    "X_Client_Id": "7d1f",
    "X_Correlation_Id": "7d1f",
    "X_Forwarded_For": "192.0.2.7",
    "X_Real_Ip": "192.0.2.7",
    "X_Request_Id": "7d1f",
    "X_Session_Id": "7d1f",
    "X_User_Id": "7",
}
ONE_QUERY = "?user=7&editor=7&page=1"


@dataclass(frozen=True)
class Asked:
    """A request. path: as it is sent. read: how the view reads the body, or "" if it does not.

    broken: under WSGI, the body can't be read. local: it came through a socket without an address.
    """

    method: str = "GET"
    path: str = "/"
    query: str = ""
    host: str | None = "testserver"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    read: str = ""
    broken: bool = False
    local: bool = False

    @property
    def text(self) -> str:
        """For example "GET /, X-Region: elsewhere". A long one is cut."""
        parts = [f"{self.method} {self.path}" + (f"?{self.query}" if self.query else "")]
        if self.host != "testserver":
            parts.append("without a Host" if self.host is None else f"Host: {self.host}")
        parts += [f"{name}: {value}" for name, value in self.headers]
        parts += [f"a body that the view reads as {self.read}"] if self.read else []
        parts += ["a body that nobody reads"] if self.body and not self.read else []
        parts += ["a body that cannot be read"] if self.broken else []
        parts += ["from a socket without an address"] if self.local else []
        return ", ".join(part if len(part) < 90 else f"{part[:80]}..." for part in parts)

    @property
    def sent(self) -> list[tuple[str, str]]:
        """All headers."""
        found = [] if self.host is None else [("Host", self.host)]
        found += self.headers
        if self.body and not any(name == "Content-Length" for name, _ in found):
            found.append(("Content-Length", str(len(self.body))))
        return found

    @property
    def environ(self) -> dict[str, Any]:
        """For a WSGI application."""
        found = {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(self.path).decode("latin-1"),
            "QUERY_STRING": self.query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": Broken() if self.broken else io.BytesIO(self.body),
            "wsgi.errors": sys.stderr,
        }
        found |= {} if self.local else {"REMOTE_ADDR": "127.0.0.1"}
        return found | {meta(name): value for name, value in self.sent}

    @property
    def scope(self) -> dict[str, Any]:
        """For an ASGI application."""
        found = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": unquote(self.path),
            "query_string": self.query.encode("latin-1"),
            "headers": [(n.lower().encode(), v.encode("latin-1")) for n, v in self.sent],
        }
        if not self.local:
            found |= {"client": ("127.0.0.1", 50_000), "server": ("testserver", 80)}
        return found


def meta(name: str) -> str:
    """The name of a header in request.META."""
    upper = name.upper().replace("-", "_")
    return upper if upper in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{upper}"


class Broken(io.RawIOBase):
    """The body of a client that has gone."""

    def read(self, size: int = -1) -> bytes:
        raise OSError("the client has gone")
