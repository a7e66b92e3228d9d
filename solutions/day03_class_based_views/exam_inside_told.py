"""What is told of responses and errors: plain values. Marks that no later response may have."""

import traceback
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase

PLAIN = (str, int, bool, float, bytes, type(None))
MARK = "X-Seen-By-A-Middleware"


def plain(value: object) -> object:
    """A plain value itself, of all else what kind it is."""
    return value if type(value) in PLAIN else f"a {type(value).__name__}"


def carried(response: HttpResponseBase) -> list[object]:
    """All that a response carries. What is left of a stream is taken."""
    streaming, rendered = response.streaming, getattr(response, "is_rendered", True)
    attributes = [
        [name, len(value) if isinstance(value, list) else plain(value)]
        for name, value in sorted(vars(response).items())
    ]
    lines = getattr(response, "_iterator", None) if streaming else None
    taken = getattr(getattr(response, "lines", lines), "taken", None)
    there = not streaming and rendered
    body: object = response.content if there else "not there yet"  # type: ignore[attr-defined]
    if streaming:
        parts = in_turn(response) if response.is_async else response  # type: ignore[attr-defined]
        body = b"|".join(parts)  # type: ignore[arg-type]
    headers = [list(pair) for pair in response.items()]
    cookies = response.cookies.output(header="")
    return [response.status_code, headers, cookies, rendered, taken, body, attributes]


def in_turn(response: Any) -> Iterator[bytes]:
    """The parts of an async stream that waits for nothing."""
    lines = aiter(response)
    while True:
        try:
            anext(lines).send(None)
        except StopIteration as part:
            yield part.value
        except StopAsyncIteration:
            return


def refusal(response: HttpResponseBase) -> list[object]:
    """Of a response that no handler has made: status, two headers, and marks of earlier ones."""
    found = [name for name in (MARK,) if response.has_header(name)]
    found += ["cookie"] if MARK in response.cookies else []
    found += ["closer"] if closed in getattr(response, "_resource_closers", []) else []
    if isinstance(response, HttpResponse) and MARK.encode() in response.content:
        found.append("body")
    told = [response.status_code, response.get("Allow"), response.get("WWW-Authenticate"), found]
    mark(response)
    return told


def closed() -> None:
    """What is done when a marked response is closed."""


def mark(response: HttpResponseBase) -> None:
    """What a middleware may put on a response, and take away."""
    response[MARK] = "yes"
    response.set_cookie(MARK, "yes")
    for name in ("Allow", "WWW-Authenticate"):
        del response[name]
    getattr(response, "_resource_closers", []).append(closed)
    if isinstance(response, HttpResponse) and getattr(response, "is_rendered", True):
        response.write(MARK)


def error_told(error: BaseException) -> list[object]:
    """All that an error carries; of its traceback, how many frames at the end are `raising`."""
    frames = [frame.f_code.co_name for frame, _ in traceback.walk_tb(error.__traceback__)]
    ends = 0
    while frames and frames.pop() == "raising":
        ends += 1
    contexts, seen, each = [], {id(error)}, error.__context__
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        contexts.append(repr(each)[:200])
        each = each.__context__
    return [
        type(error).__name__,
        [str(arg)[:200] for arg in error.args],
        repr(error.__cause__)[:200],
        error.__suppress_context__,
        contexts,
        list(getattr(error, "__notes__", [])),
        sorted(vars(error).keys() - {"__notes__"}),
        ends,
    ]
