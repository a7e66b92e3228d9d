"""Drawn responses for the site's views and layers, and what they are when they leave."""

from random import Random
from string import ascii_letters
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.views import defaults

from solutions.day01_request_lifecycle.exam_inside_responses import CLASSES, made

Recipe = dict[str, Any]
PLAIN = ("text", "empty", "nothing", "json", "file", "cookies", "status", "stamped", "latin")
OF_CLASSES = tuple(CLASSES)
KINDS = (*PLAIN, *OF_CLASSES, "stream", "template", "404", "403", "400", "500")
ERRORS = {"404": 404, "403": 403, "400": 400, "500": 500}
LANGUAGES = ("en", "de", "fr-ch", "ar", "pt-br")
OTHERS = (
    ("Vary", "Cookie, accept"),
    ("Cache-Control", "max-age=60"),
    ("ETag", 'W/"5"'),
    ("Link", "</site.css>; rel=preload"),
    ("Via", "1.1 proxy"),
    ("X-Runtime", "0.005"),
    ("Timing-Allow-Origin", "https://example.org"),
    ("Content-Security-Policy", "default-src 'self'"),
    ("Strict-Transport-Security", "max-age=31536000"),
    ("X-Frame-Options", "DENY"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Last-Modified", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ("Expires", "0"),
    ("Retry-After", "120"),
    ("WWW-Authenticate", 'Basic realm="press"'),
    ("Access-Control-Allow-Origin", "*"),
    ("Accept-Ranges", "none"),
    ("Content-Language", "de"),
    ("Age", "7"),
    ("Alt-Svc", "clear"),
)
LARGEST = 2**17  # bytes of a body
TYPES = (
    "text/csv; charset=utf-8",
    "text/event-stream",
    "text/plain",
    "application/json",
    "application/x-ndjson",
    "application/octet-stream",
    "application/pdf",
    "video/mp4",
)
ENTRIES = (
    "db;dur=1",
    "webapp;dur=5",
    "apple;dur=3, pine.app",
    'db;desc="app;dur=4"',
    "total;desc=app;dur=5",
    "App;dur=6",
    "app",
    "app;dur={}",
    "app;dur={}, db;dur=7",
)
A_DAY = 86_400_000  # milliseconds, and more than any request here takes


def drawn(draws: Random, kind: str, region: str, bare: bool = False) -> Recipe:
    """A recipe of a kind of KINDS. region: what a view may have set. bare: no more headers."""
    body = text(draws)
    recipe: Recipe = {"kind": "text", "body": body, "language": draws.choice(LANGUAGES)}
    recipe["passes"] = draws.choices([0.0, 2.5, 5_400.0, 1e6], [7, 1, 1, 1])[0]
    recipe["headers"] = [] if bare else others(draws)
    if kind in ("json", "file", "template", *OF_CLASSES, *ERRORS):
        recipe["kind"] = kind
        if "redirect" in kind:
            recipe["body"] = f"/{draws.randrange(10**6)}/"
    elif kind == "empty":
        recipe["body"] = ""
    elif kind == "nothing":
        recipe |= {"body": "", "status": draws.choice([204, 304]), "bare": True}
    elif kind == "cookies":
        recipe["cookies"] = [["a", "1"], ["b", f"ü; , {draws.randrange(10**6)}"]]
    elif kind == "status":
        recipe["status"] = draws.choice([201, 226, 301, 401, 409, 429, 499, 502, 503, 504, 599])
    elif kind == "latin":
        recipe["headers"].append(["X-Title", f"Zürich {text(draws, 2)}"])
    elif kind == "stream":
        recipe |= {"kind": "stream", "pieces": [text(draws, 3) for _ in range(draws.randint(2, 9))]}
    elif kind == "stamped":
        entries = draws.choice(ENTRIES).replace("{}", str(A_DAY + draws.randrange(1_000)))
        spelled = draws.choice([str, str.lower, str.upper])
        recipe["headers"].append([spelled("Server-Timing"), entries])
        recipe["headers"].append([spelled("X-Region"), region])
    return recipe


def others(draws: Random) -> list[list[str]]:
    """Headers that a view may have set, and at times one of its own."""
    found = [list(each) for each in draws.sample(OTHERS, draws.randint(0, 4))]
    own = [f"X-{''.join(draws.choices(ascii_letters, k=8))}", text(draws, 1)]
    return [*found, own] if draws.random() < 0.5 else found


def watched(draws: Random, make: str, export: bool = False) -> Recipe:
    """A stream that the examiner watches. make: see exam_inside_pages.

    export: with the headers of the usual one. Else its type, its status and others are drawn.
    """
    headers = [["Content-Type", draws.choice(TYPES)]] * draws.randint(0, 1)
    if export:
        attached = 'attachment; filename="articles.csv"'
        headers = [["Content-Type", "text/csv"], ["Content-Disposition", attached]]
    headers += others(draws)
    status = 200 if export else draws.choice([200, 200, 206, 404, 503])
    return {"kind": "watched", "make": make, "headers": headers, "status": status}


def large(draws: Random, recipe: Recipe, least: int = 0) -> Recipe:
    """The same with a body of any size, and of so many bytes at the least."""
    if "body" not in recipe or not recipe["body"] or "redirect" in recipe["kind"]:
        return recipe
    size = max(least, int(LARGEST ** draws.random()))
    return recipe | {"times": 1 + size // len(recipe["body"])}


def text(draws: Random, words: int = 30) -> str:
    letters = "abcdefghijklmnopqrstuvwxyzäöüÄÖÜßéø"
    sizes = [draws.randint(2, 12) for _ in range(draws.randint(1, words))]
    return " ".join("".join(draws.choices(letters, k=size)) for size in sizes)


def left(recipe: Recipe, filled: bool = False) -> tuple[int, str, list[tuple[str, str]], bytes]:
    """Status, reason, headers and body when it leaves Django. filled: by a layer, see there."""
    response = error(recipe["kind"]) if recipe["kind"] in ERRORS else made(recipe)
    headers = [(name.lower(), str(value)) for name, value in response.items()]
    headers += [("set-cookie", each.OutputString()) for each in response.cookies.values()]
    if recipe["kind"] == "template":
        body = b"filled" if filled else (recipe["body"] * recipe.get("times", 1)).encode()
    else:
        body = b"".join(response) if response.streaming else response.content
    return response.status_code, response.reason_phrase, headers, body


def error(kind: str) -> HttpResponseBase:
    """What Django makes of an error."""
    request = RequestFactory().get("/")
    if kind == "404":
        return defaults.page_not_found(request, Http404("no"))
    if kind == "403":
        return defaults.permission_denied(request, PermissionDenied())
    if kind == "400":
        return defaults.bad_request(request, BadRequest())
    return defaults.server_error(request)
