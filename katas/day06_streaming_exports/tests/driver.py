"""Takes exports the way a client does: chunk by chunk, and sometimes not to the end."""

import gc
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from asgiref.sync import async_to_sync, iscoroutinefunction
from django.core.handlers.asgi import ASGIHandler
from django.core.signals import got_request_exception
from django.db import connection
from django.test import AsyncRequestFactory, RequestFactory

from katas.day06_streaming_exports.tests.csv_reading import COLUMNS, Export, read
from katas.harness.answers import Answer, day_folder
from katas.harness.meters.transport import Exchange, call
from katas.harness.run.explain import own_frame, where
from katas.harness.verdicts import require
from katas.newsroom.models import Article

exports = Answer("katas.day06_streaming_exports.exports")
FILES = [day_folder("day06_streaming_exports") / "exports.py"]
T = TypeVar("T")
URLS = "katas.day06_streaming_exports.tests.urls"


def site() -> str:
    """The answer's line that is running."""
    return own_frame(FILES)


def respond() -> Any:
    """The response of export_articles."""
    response = exports.export_articles(RequestFactory().get("/export/"))
    require(
        hasattr(response, "streaming"),
        asked="export_articles(request)",
        expected="a Django response",
        got=type(response).__name__,
    )
    return response


def download() -> bytes:
    """The whole body of export_articles, closed at the end as a server does."""
    response = respond()
    try:
        return b"".join(response)
    finally:
        response.close()


async def arespond() -> Any:
    """The response of aexport_articles."""
    view = exports.aexport_articles
    require(
        iscoroutinefunction(view),
        asked="asgiref.sync.iscoroutinefunction(aexport_articles)",
        expected="True: an async function, or as_view() of a class with async handlers",
        got="False",
        note="Django runs a view that is not async in a thread.",
    )
    return await view(AsyncRequestFactory().get("/aexport/"))


async def adownload() -> bytes:
    """The whole body of aexport_articles, in this event loop."""
    response = await arespond()
    chunks: list[bytes] = []
    async for chunk in stream_of(response):
        chunks.append(chunk)
    return b"".join(chunks)


def stream_of(response: Any) -> AsyncIterator[bytes]:
    """The body of an asynchronous response; a synchronous one is a wrong answer."""
    require(
        getattr(response, "is_async", False),
        asked="the body of aexport_articles' response",
        expected="an asynchronous iterator",
        got="a synchronous one: under ASGI, Django consumes it whole before it sends a byte"
        if getattr(response, "streaming", False)
        else "a body that is complete before it is sent",
    )
    return aiter(response)


async def exchange_with(path: str = "/aexport/") -> Exchange:
    """An exchange with the ASGI application; an error in the view is raised here."""
    assert callable(exports.aexport_articles)
    raised: list[BaseException] = []

    def remember(**kwargs: object) -> None:
        error = sys.exc_info()[1]
        if error is not None:
            raised.append(error)

    got_request_exception.connect(remember)
    try:
        exchange = await call(ASGIHandler(), path)
    finally:
        got_request_exception.disconnect(remember)
    if raised:
        require(
            where(raised[0], FILES),
            asked=f"GET {path} over ASGI",
            expected="a streaming response",
            got=f"{type(raised[0]).__name__}: {raised[0]}",
        )
        raise raised[0]
    return exchange


def in_loop(scenario: Callable[[], Awaitable[T]]) -> T:
    """Run a coroutine function to its end; synchronous work comes back to this very thread."""

    async def run() -> T:
        return await scenario()

    found: T = async_to_sync(run)()
    return found


# Reading what arrived ---------------------------------------------------------------------------


def has_row(data: bytes | bytearray, count: int = 1) -> bool:
    """Whether that many data rows have arrived in full. For titles without line breaks."""
    ends = data.count(b"\n")
    return ends > count or (ends == count and is_whole(read(data).rest))


def is_whole(row: list[str]) -> bool:
    """Whether a row that no line end follows has all its cells, a moment at the end."""
    return len(row) == len(COLUMNS) and len(row[-1]) >= len("20240101T000000")


def rows_sent(data: bytes) -> set[int]:
    """How many data rows the bytes hold in full.

    Two answers where the last row has all its cells and no line end: more may have been to come.
    """
    export = read(data)
    ended = len(export.ended_rows) if export.records else 0
    return {ended, ended + 1} if export.records and is_whole(export.rest) else {ended}


def take_rows(chunks: Iterator[bytes], count: int) -> bytes:
    """The chunks until that many data rows have arrived (or the end)."""
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if has_row(data, count):
            break
    return bytes(data)


async def atake_rows(chunks: AsyncIterator[bytes], count: int) -> bytes:
    """take_rows for an asynchronous stream."""
    data = bytearray()
    async for chunk in chunks:
        data += chunk
        if has_row(data, count):
            break
    return bytes(data)


def close(response: Any) -> None:
    """Close a response as a server does whose client has gone, and let go of it.

    The caller drops its own references first.
    """
    response.close()
    del response
    gc.collect()


# What was to be expected ------------------------------------------------------------------------


def published() -> list[Article]:
    """The articles of an export, in its order."""
    return list(Article.objects.filter(published=True).select_related("author").order_by("pk"))


def lone(export: Export, name: str) -> list[str]:
    """A column of an export that has rows."""
    cells = export.column(name)
    require(
        cells,
        asked="export the published articles",
        expected=f"{len(published())} data rows",
        got="no data row",
    )
    return cells


def copy_database(file: Path) -> None:
    """Write the test's database to a file, for a server process.

    Only what is committed: SQLite waits for ever to back up a connection that is in a transaction.
    """
    assert not connection.in_atomic_block
    target = sqlite3.connect(file)
    with target:
        connection.ensure_connection()
        connection.connection.backup(target)
    target.close()
