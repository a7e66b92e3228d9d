"""What a page does and answers: a response by its recipe, or a stream that the examiner watches.

The examiner gives the pieces of such a stream, one by one, as they are read.
"""

import contextlib
import io
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from guest import door

from . import exam_inside_clocks as clocks
from .exam_inside_responses import made
from .exam_inside_services import acall


def piece() -> str:
    return str(door.here().call("piece"))


def pieces() -> Iterator[str]:
    while found := piece():
        yield found


async def apieces() -> AsyncIterator[str]:
    while found := await acall("piece"):
        yield found


class Lines:
    """An iterator of its own."""

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        if found := piece():
            return found
        raise StopIteration


class Tape:
    """What has only the method of a file that is needed."""

    def read(self, size: int = -1) -> bytes:
        return piece().encode()


class Raw(io.RawIOBase):
    """A file by its class."""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return piece().encode()


def pipe() -> io.BufferedReader:
    """A file of the system's, into which a thread writes what the examiner gives."""
    reading, writing = os.pipe()

    def feed() -> None:
        with contextlib.suppress(OSError), os.fdopen(writing, "wb", buffering=0) as end:
            for each in pieces():
                end.write(each.encode())

    threading.Thread(target=feed, daemon=True).start()
    return os.fdopen(reading, "rb")


MAKES: dict[str, Callable[[], HttpResponseBase]] = {
    "generator": lambda: StreamingHttpResponse(pieces()),
    "map": lambda: StreamingHttpResponse(map(str.encode, pieces())),
    "iterator": lambda: StreamingHttpResponse(Lines()),
    "calls": lambda: StreamingHttpResponse(iter(piece, "")),
    "tape": lambda: FileResponse(Tape(), content_type="text/plain"),
    "file": lambda: FileResponse(Raw(), filename="news.txt"),
    "pipe": lambda: FileResponse(pipe(), content_type="text/plain"),
    "async generator": lambda: StreamingHttpResponse(apieces()),
}


def done(recipe: dict[str, Any]) -> HttpResponseBase:
    """What a page does and answers."""
    clocks.set_day(recipe.get("set_day", 0.0))
    clocks.let_pass(recipe.get("passes", 0.0))
    if "language" in recipe:
        translation.activate(recipe["language"])
    if recipe["kind"] != "watched":
        return made(recipe)
    response = MAKES[recipe["make"]]()
    response.status_code = recipe["status"]
    for name, value in recipe["headers"]:
        response[name] = value
    return response
