"""Requests with each oddity that we know, and with several of them."""

import random
from dataclasses import replace
from typing import Any

from katas.day01_request_lifecycle.tests.asked import Asked

METHODS = ("POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND")

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
    "/dashboard/",
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
    return each_oddity() + [drawn_request() for _ in range(4)]


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


def hostile_requests() -> list[Asked]:
    """Requests of which nearly everything is odd: who reads any of it may meet an error."""
    weird = dict(HEADERS)  # of several values of a header, the last
    odd = [(name, weird[name]) for name in ("Cookie", "Range", "Referer", "X-Forwarded-For")]
    address = Asked(path="//evil.example/", query=QUERIES[0], host="bad_host$", local=True)
    form = Asked(
        method="POST",
        path=address.path,
        host=None,
        headers=(FORM, *odd),
        body=b"a=1&a=2&a=3&a=4&a=5",
        broken=True,
        local=True,
    )
    return [replace(address, headers=tuple(odd)), form]


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
