"""Requests of any kind, as a server hands them over: to WSGI as an environ, to ASGI as a scope."""

import io
import random
import sys
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

METHODS = ("POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND")


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


# With these settings, Django refuses small requests, once somebody asks for what is too much.
LIMITS: dict[str, Any] = {
    "ALLOWED_HOSTS": ["testserver"],
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 60,
    "DATA_UPLOAD_MAX_NUMBER_FIELDS": 3,
}
FAR = "Fri, 31 Dec 9999 23:59:59 GMT"
HEADERS = [
    ("User-Agent", "kube-probe/1.29"),
    ("User-Agent", ""),
    ("User-Agent", "\xff\xfe Googlebot"),
    ("Accept", "application/json"),
    ("Accept", "text/html, image/png;q=0.1"),
    ("Accept-Encoding", "gzip, br"),
    ("Accept-Language", "de-CH, tlh, *;q=0"),
    ("Authorization", "Basic !!!"),
    ("Cache-Control", "no-cache"),
    ("Cache-Control", "only-if-cached, no-store"),
    ("Connection", "Upgrade"),
    ("Content-Length", "many"),
    ("Content-Type", "multipart/form-data"),
    ("Content-Type", "text/plain; charset=klingon"),
    ("Cookie", '=; a="; sessionid=\xe4; a=b'),
    ("DNT", "1"),
    ("Date", "yesterday"),
    ("Expect", "100-continue"),
    ("If-Match", '"another"'),
    ("If-Modified-Since", FAR),
    ("If-None-Match", "*"),
    ("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ("Origin", "null"),
    ("Pragma", "no-cache"),
    ("Range", "bytes=0-1"),
    ("Referer", "http://[broken"),
    ("Sec-Purpose", "prefetch"),
    ("Server-Timing", "app;dur=1"),
    ("X-Forwarded-For", "unknown, , \xff"),
    ("X-Forwarded-Host", "a, b"),
    ("X-Forwarded-Port", "none"),
    ("X-Forwarded-Proto", "https"),
    ("X-HTTP-Method-Override", "DELETE"),
    ("X-Region", "elsewhere"),
    ("X-Request-ID", "7d1f \x1b"),
    ("X-Request-Start", "t=never"),
    ("X-Requested-With", "XMLHttpRequest"),
    ("traceparent", "00-"),
]
HOSTS = ("evil.example", "bad_host$", None, "", "testserver:port", "testserver:8000", "[::1]:80")
PATHS = (
    "",
    "*",
    "//",
    "//evil.example/",
    "/%ff%fe",
    "/%00%0d%0a",
    "/Z%C3%BCrich/%F0%9F%97%9E",
    "/..%2f../",
    "/" + "long/" * 500,
    "/api/",
    "/health",
    "/metrics",
    "/robots.txt",
    "/static/site.css",
    "/.well-known/",
)
QUERIES = (
    "a=%ff&b",
    "&&=&;",
    "a=1&a=2&a=3&a=4",
    "q=%F0%9F%97%9E&next=//evil",
    "debug=1&timing=0&refresh",
)
FORM = ("Content-Type", "application/x-www-form-urlencoded")
PARTS = ("Content-Type", "multipart/form-data; boundary=x")
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
BODIES = [
    ((FORM,), b"a=1&b=%ff"),
    ((FORM,), b"a=1&a=2&a=3&a=4&a=5"),
    ((FORM,), b"a=" + b"1" * 99),
    ((("Content-Type", f"{FORM[1]}; charset=latin-1"),), b"a=%e4"),
    ((PARTS,), PART + b"1\r\n--x--\r\n"),
    ((PARTS,), b"broken"),
    ((("Content-Type", "application/json"),), b'{"a": '),
    ((("Content-Type", "text/csv"),), b"one\ntwo\n"),
]
READ = ("body", "POST", "read()", "readline()")


def odd_requests() -> list[Asked]:
    """Each oddity once; then some requests with several, drawn."""
    return each_oddity() + [drawn_request() for _ in range(8)]


def each_oddity() -> list[Asked]:
    """Each oddity once, on a request that is otherwise plain."""
    plain = Asked()
    every = [
        plain,
        *(Asked(method=each) for each in (*METHODS, "get", "CONNECT", "PURGE")),
        *(Asked(path=each) for each in PATHS),
        *(Asked(query=each) for each in QUERIES),
        *(Asked(host=each) for each in HOSTS),
        *(Asked(headers=(each,)) for each in HEADERS),
        Asked(local=True),
        Asked(local=True, host=None),
        Asked(method="POST", body=b"a=1", headers=(FORM,), broken=True),
    ]
    for number, (headers, body) in enumerate(BODIES):
        sent = Asked(method="POST", headers=headers, body=body)
        read = READ if number in (0, 4) else ("body", "POST")[number % 2 :][:1]
        every += [sent, *(replace(sent, read=each) for each in read)]
    return every


def drawn_request() -> Asked:
    """Any request."""
    headers, body = random.choice(BODIES)
    return Asked(
        method=random.choice(("GET", *METHODS)),
        path=random.choice(PATHS),
        query=random.choice(QUERIES),
        host=random.choice(HOSTS),
        headers=tuple({name: (name, value) for name, value in random.sample(HEADERS, 3)}.values())
        if random.random() < 0.5
        else headers,
        body=body,
        read=random.choice(("", *READ)),
        local=random.random() < 0.5,
    )
