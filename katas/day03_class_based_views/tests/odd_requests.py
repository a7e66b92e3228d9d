"""Requests of all kinds: what a server may hand over besides a plain GET of a plain path."""

import sys
import unicodedata
from typing import Any
from urllib.parse import quote

import factory.random
from django.http import HttpRequest
from django.test import AsyncRequestFactory

from katas.day03_class_based_views.tests.driver import METHODS, request_for
from katas.day03_class_based_views.tests.people import NO_USER

# Names of methods may be made of these signs as well (RFC 9110, 5.6.2).
ODD_METHODS = ["BREW", "M-SEARCH", "100%S", "%(NAME)D", "{0}"]
# Line breaks and other control characters may be escaped in a line; half a pair is in no URL.
ESCAPED = {"Cc", "Zl", "Zp", "Cs"}
# Those that turn the direction of a text count as control characters, too.
TURNING = [*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x61C]
# Hard to see, or easily taken for another: each is in every draw.
HARD = "\u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f\ue000\ufffd\ufb01\uff21\u212a\u0131\u0345"
HOSTS = [
    "elsewhere.example",
    "\u0434\u0435\u043d\u044c.example".encode().decode("latin-1"),
    "[::1",
    '"',
]
HEADERS: list[dict[str, str]] = [
    {"HTTP_AUTHORIZATION": "Basic Og=="},
    {"HTTP_AUTHORIZATION": 'realm="newsroom"'},
    {"HTTP_AUTHORIZATION": "\u00e9"},
    {"HTTP_ORIGIN": "https://other.example", "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "GET"},
    {"HTTP_ACCEPT": "application/json", "HTTP_X_REQUESTED_WITH": "XMLHttpRequest"},
    {"HTTP_USER_AGENT": "kube-probe/1.31", "REMOTE_ADDR": "::1"},
    {"CONTENT_TYPE": "multipart/form-data", "CONTENT_LENGTH": "x"},
    *[{"HTTP_HOST": host} for host in HOSTS],
]


def paths() -> list[str]:
    """Paths of drawn letters, from all of Unicode, the hard ones among them."""
    draw, letters = factory.random.randgen, list(HARD)
    while len(letters) < 96:
        letter = chr(draw.randrange(0x20, sys.maxunicode + 1))
        if unicodedata.category(letter) not in ESCAPED and ord(letter) not in TURNING:
            letters.append(letter)
    draw.shuffle(letters)
    return ["/desk/" + "".join(letters[n : n + 12]) for n in range(0, len(letters), 12)]


def asgi_request(method: str, path: str, user: object = NO_USER, **scope: Any) -> HttpRequest:
    """As an ASGI server hands it over: without `environ`."""
    request = AsyncRequestFactory().generic(method, path, **scope)
    if user is not NO_USER:
        request.user = user
    return request


def odd_requests(user: Any) -> list[tuple[str, HttpRequest]]:
    """Requests of this user (a function that makes one), and what is odd about each."""
    odd = [(f"{method} /desk/", request_for(method, user=user())) for method in ODD_METHODS]
    for path in ["/desk/\u0434\u0435\u043d\u044c/", '/desk/"\\,=x"/', "/desk/a\r\nb/", *paths()]:
        odd.append((f"GET {path!a}", request_for(path=quote(path), user=user())))
    odd.append(
        (
            "GET /desk/?next=\u0434\u0435\u043d\u044c",
            request_for(path="/desk/?next=\u0434\u0435\u043d\u044c", user=user()),
        )
    )
    for headers in HEADERS:
        for method in ("GET", "OPTIONS"):
            told = ", ".join(
                f"{name.removeprefix('HTTP_')}: {value!a}" for name, value in headers.items()
            )
            odd.append(
                (f"{method} /desk/ with {told}", request_for(method, user=user(), **headers))
            )
    odd += [
        (f"{method} /desk/ by way of ASGI", asgi_request(method, "/desk/", user()))
        for method in METHODS
    ]
    return odd
