"""Asks the answer for its exports, as a server does, and says where its own lines stand."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from asgiref.sync import SyncToAsync, iscoroutinefunction
from django.db import connection
from django.test import AsyncRequestFactory, RequestFactory

from katas.harness.answers import Answer, MissingName, day_folder
from katas.harness.meters.database import Ledger, watching
from katas.harness.run.explain import own_frame, where
from katas.harness.verdicts import NotRun, Unfit, require

exports = Answer("katas.day06_streaming_exports.exports")
FILES = [day_folder("day06_streaming_exports") / "exports.py"]
URLS = "katas.day06_streaming_exports.tests.urls"
# The answer's line that waits for a thread, as that thread knows it.
_awaiting: ContextVar[str] = ContextVar("_awaiting", default="")
_hop: ContextVar[object] = ContextVar("_hop", default=None)


def site() -> str:
    """The answer's line that is running, or that waits for what is running."""
    return own_frame(FILES) or _awaiting.get()


def hop() -> object:
    """The call of sync_to_async under awatching() that this thread works for, if it is known."""
    return _hop.get()


@contextmanager
def awatching() -> Iterator[Ledger]:
    """watching() that knows the answer's lines in threads, too, which Django starts for them."""
    call = SyncToAsync.__call__

    async def noting(self: Any, *args: Any, **kwargs: Any) -> Any:
        _awaiting.set(own_frame(FILES))
        _hop.set(object())
        return await call(self, *args, **kwargs)

    setattr(SyncToAsync, "__call__", noting)  # noqa: B010
    try:
        with watching(site) as ledger:
            yield ledger
    finally:
        setattr(SyncToAsync, "__call__", call)  # noqa: B010


@contextmanager
def telling(asked: str) -> Iterator[None]:
    """What the answer raises in the block becomes a verdict that says what it was asked."""
    try:
        yield
    except (AssertionError, MissingName, NotRun, Unfit):
        raise
    except Exception as error:
        if not (place := where(error, FILES)):
            raise
        got = f"{type(error).__name__}: {error}"
        require(False, asked=asked, expected="no error", got=got, where=place)


# The headers of the first response of this process: what exports share may be changed by the first.
first_headers: dict[str, str] = {}


def respond(headers: dict[str, str] | None = None) -> Any:
    """The response of export_articles to a request that has these headers."""
    response = exports.export_articles(RequestFactory().get("/export/", headers=headers))
    require(
        hasattr(response, "streaming"),
        asked="export_articles(request)",
        expected="a Django response",
        got=type(response).__name__,
    )
    if not first_headers:
        first_headers.update((name.lower(), value) for name, value in response.items())
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
    # Not that of the response: there, Django takes a TypeError for a sign of a synchronous one.
    return aiter(response.streaming_content)


def database_for_a_server(folder: Path) -> str:
    """What a server process calls the test's database: on a server its name, else a file's path.

    Only what is committed: SQLite waits for ever to back up a connection that is in a transaction.
    """
    assert not connection.in_atomic_block
    if connection.vendor != "sqlite":
        return str(connection.settings_dict["NAME"])
    file = folder / "db.sqlite3"
    target = sqlite3.connect(file)
    with target:
        connection.ensure_connection()
        connection.connection.backup(target)
    target.close()
    return str(file)
