"""Streams and files of any kind, which note when and where their pieces are taken."""

import io
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any

from django.http import FileResponse, StreamingHttpResponse

from katas.day01_request_lifecycle.pages import Broken

Log = Callable[[str], None]
Maker = Callable[[Log], Any]


def pieces(log: Log, fails: bool = False) -> Iterator[str]:
    """A stream's, one of them empty."""
    try:
        for number, piece in enumerate(("one ", "", "three"), 1):
            log(f"piece {number}")
            yield piece
            if fails:
                raise Broken("the press is broken")
    finally:
        log("the end of the stream")


async def apieces(log: Log, fails: bool = False) -> AsyncIterator[str]:
    """The same for an event loop."""
    for piece in pieces(log, fails):
        yield piece


class Pieces:
    """The same, made anew each time that somebody begins with them."""

    def __init__(self, log: Log) -> None:
        self.log = log

    def __iter__(self) -> Iterator[str]:
        return pieces(self.log)


class Queue(Pieces):
    """The same, taken one by one from an object that is no generator."""

    def __init__(self, log: Log) -> None:
        self.left = pieces(log)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return next(self.left)


class Lines(list[str]):
    """Lines in a list, which notes that somebody begins with them."""

    def __init__(self, log: Log) -> None:
        super().__init__(["one ", "two"])
        self.log = log

    def __iter__(self) -> Iterator[str]:
        self.log("the list is begun")
        return super().__iter__()


class InMemory(io.BytesIO):
    """A file in memory."""

    def __init__(self, log: Log) -> None:
        super().__init__(b"a file\nof two lines")
        self.log = log

    def read(self, size: int | None = -1) -> bytes:
        self.log("the file is read")
        return super().read(size)

    def __next__(self) -> bytes:
        self.log("a line is read")
        return super().__next__()


class Piped(io.RawIOBase):
    """A file in which nobody can go back, as a pipe is one."""

    def __init__(self, log: Log) -> None:
        self.left, self.log = [b"a ", b"pipe"], log

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self.log("the pipe is read")
        return self.left.pop(0) if self.left else b""


def on_disk(log: Log) -> FileResponse:
    file: Any = tempfile.NamedTemporaryFile()  # noqa: SIM115 (the response closes it)
    file.write(b"a file" * 1_000)
    file.seek(0)
    read = file.read

    def noted(size: int = -1) -> bytes:
        log("the file is read")
        return read(size)

    file.read = noted
    return FileResponse(file, as_attachment=True, filename="Ärger.txt")


def stream(content: Iterable[Any] | AsyncIterator[Any], **given: Any) -> StreamingHttpResponse:
    return StreamingHttpResponse(content, **given)


def part(log: Log) -> StreamingHttpResponse:
    return stream(pieces(log), status=206, reason="A Part", headers={"Content-Length": "9"})


def export(log: Log) -> StreamingHttpResponse:
    attached = {"Content-Disposition": 'attachment; filename="articles.csv"'}
    kept = {"Cache-Control": "max-age=60", "ETag": '"5"', "Last-Modified": "Thu, 01 Jan 1970"}
    return stream(pieces(log), content_type="text/csv", headers=attached | kept)


def streams() -> dict[str, Maker]:
    """What answers, in words, and how; the plainest first."""
    return {
        "a stream": lambda log: stream(pieces(log)),
        "a stream for an event loop": lambda log: stream(apieces(log)),
        "an empty stream": lambda log: stream([]),
        "a part of a stream": part,
        "an export in CSV": export,
        "a stream that fails": lambda log: stream(pieces(log, fails=True)),
        "an event loop's that fails": lambda log: stream(apieces(log, fails=True)),
        "a stream from a list": lambda log: stream(Lines(log)),
        "a stream from a map": lambda log: stream(map(str.upper, pieces(log))),
        "a stream from an iterator": lambda log: stream(Queue(log)),
        "a stream from an iterable": lambda log: stream(Pieces(log)),
        "a stream from a file's lines": lambda log: stream(InMemory(log)),
        "a stream of events": lambda log: stream(pieces(log), content_type="text/event-stream"),
        "a file": on_disk,
        "a file in memory": lambda log: FileResponse(InMemory(log)),
        "a file that is a pipe": lambda log: FileResponse(Piped(log), content_type="video/mp4"),
        "a file that is a generator": lambda log: FileResponse(pieces(log)),
        "a file for an event loop": lambda log: FileResponse(apieces(log)),
    }
