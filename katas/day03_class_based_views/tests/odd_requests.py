"""Requests of all kinds: what a server may hand over besides a plain GET of a plain path."""

import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import factory.random
from django.http import HttpRequest
from django.test import AsyncRequestFactory

from katas.day03_class_based_views.tests.driver import METHODS, request_for, text_of
from katas.day03_class_based_views.tests.people import NO_USER

# Names of methods may be made of these signs as well (RFC 9110, 5.6.2).
ODD_METHODS = ["BREW", "M-SEARCH", "100%S", "%D"]
# Line breaks and other control characters may be escaped in a line; half a pair is in no URL.
ESCAPED = {"Cc", "Zl", "Zp", "Cs"}
# Those that turn the direction of a text count as control characters, too.
TURNING = [*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x61C]
# Hard to see, or easily taken for another.
HARD = "\u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f\ue000\ufffd\ufb01\uff21\u212a\u0131\u0345"
# One that is not allowed here, one of letters that are not latin, one that is none; and such as
# somebody may take for their own.
HOSTS = ["elsewhere.example", "день.example".encode().decode("latin-1"), '"']
HOSTS += ["localhost", "localhost:8000", "127.0.0.1:8000", "newsroom.internal"]
HEADERS: list[dict[str, str]] = [
    {"HTTP_AUTHORIZATION": "Basic Og=="},
    {"HTTP_AUTHORIZATION": 'realm="newsroom"'},
    {"HTTP_AUTHORIZATION": "\u00e9"},
    {"HTTP_AUTHORIZATION": "Bearer 9f2c7a"},
    {"HTTP_AUTHORIZATION": "Token 9f2c7a"},
    {"REMOTE_USER": "editor"},
    {"HTTP_ORIGIN": "https://other.example", "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "GET"},
    {"HTTP_ACCEPT": "text/html,application/xhtml+xml;q=0.9", "HTTP_ACCEPT_LANGUAGE": "de"},
    {"HTTP_ACCEPT": "application/json", "HTTP_X_REQUESTED_WITH": "XMLHttpRequest"},
    {"HTTP_USER_AGENT": "kube-probe/1.31", "REMOTE_ADDR": "::1"},
    {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_COOKIE": "sessionid=x; csrftoken=y", "HTTP_REFERER": "https://testserver/login/"},
    *[{"HTTP_HOST": host} for host in HOSTS],
]


ODD_PATHS = ["/desk/день/", '/desk/"\\,=x"/', "/desk/a\r\nb/"]
ODD_PATHS += ["/accounts/login/", "/healthz", "/static/desk.css"]
PLAIN_ODD: list[tuple[str, str, str, dict[str, str]]] = [
    *[("", method, "/desk/", {}) for method in ODD_METHODS],
    *[(f"GET {path!a}", "GET", quote(path), {}) for path in ODD_PATHS],
    ("", "GET", "/desk/?next=день", {}),
    *[
        (f"{method} /desk/ with {text_of(headers)}", method, "/desk/", headers)
        for headers in HEADERS
        for method in ("GET", "OPTIONS")
    ],
]


def paths() -> list[str]:
    """A path of the letters that are hard to see, and paths of letters drawn from all Unicode."""
    draw, letters = factory.random.randgen, [""]
    while len(letters) < 49:
        letter = chr(draw.randrange(0x20, 0x20000))
        if unicodedata.category(letter) not in ESCAPED and ord(letter) not in TURNING:
            letters.append(letter)
    return [f"/desk/{HARD}/", *("/desk/" + "".join(letters[n::4]) for n in range(4))]


def asgi_request(method: str, path: str, user: object = NO_USER, **scope: Any) -> HttpRequest:
    """As an ASGI server hands it over: without `environ`."""
    request = AsyncRequestFactory().generic(method, path, **scope)
    if user is not NO_USER:
        request.user = user
    return request


def odd_requests(user: Any, every: int = 1) -> Iterator[tuple[str, HttpRequest]]:
    """What is odd about a request, and the request; user makes who sends it.

    every: with 5, each fifth of them.
    """
    for odd, method, path, environ in PLAIN_ODD[::every]:
        request = request_for(method, path, user(), **environ)
        yield f"{odd or f'{method} {path}'}", request
    for path in paths()[:: 3 * every]:
        yield f"GET {path!a}", request_for(path=quote(path), user=user())
    for method in METHODS[:: 2 * every]:
        yield f"{method} /desk/ by way of ASGI", asgi_request(method, "/desk/", user())
