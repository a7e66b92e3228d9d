"""Ends streams: by closing, by a failure; keeps what the answer raised where Django swallows it."""

import asyncio
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import connection

from katas.day06_streaming_exports.tests.csv_reading import read
from katas.day06_streaming_exports.tests.driver import FILES
from katas.day06_streaming_exports.tests.expectations import check_rows, published
from katas.day06_streaming_exports.tests.received import behind, counted, rows_sent
from katas.harness.meters.database import Ledger, shorten
from katas.harness.run.explain import where
from katas.harness.verdicts import require

# What answers raised while their streams were being ended.
swallowed: list[BaseException] = []
ENDS = (GeneratorExit, asyncio.CancelledError, StopIteration, StopAsyncIteration)


def remember(error: BaseException | None) -> None:
    """Keep an error that came out of the answer."""
    if error is not None and not isinstance(error, ENDS) and where(error, FILES):
        swallowed.append(error)


@contextmanager
def remembering() -> Iterator[None]:
    """Until the block ends, what a garbage collector swallows is remembered as well."""
    swallowed.clear()
    before = sys.unraisablehook

    def hook(unraisable: Any) -> None:
        remember(unraisable.exc_value)
        before(unraisable)

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = before
        swallowed.clear()


def remember_in_loop() -> None:
    """The same for what an event loop has nobody to tell."""
    asyncio.get_running_loop().set_exception_handler(
        lambda loop, context: remember(context.get("exception"))
    )


def watch_closing(response: Any) -> None:
    """Have a response remember what its closing raises: `HttpResponseBase.close` swallows it."""
    closers = getattr(response, "_resource_closers", [])
    closers[:] = [partial(_closing, closer) for closer in closers]


def _closing(closer: Callable[[], object]) -> None:
    try:
        closer()
    except Exception as error:
        remember(error)
        raise


def close(response: Any) -> None:
    """Close a response as a server does when it is through, or its client has gone.

    The caller lets go of its own references, then calls gc.collect(): an iterator without a close()
    of its own passes nothing on, but falls with the response.
    """
    watch_closing(response)
    response.close()


def check_entries(entries: list[int], counts: set[int], asked: str) -> None:
    """Exactly one entry, an int, with one of the counts."""
    gc.collect()
    entered = ", ".join(f"log_export({rows!r})" for rows in entries) or "no call of log_export"
    note = place = ""
    if swallowed:
        error = swallowed[0]
        entered += f"; {type(error).__name__}: {error}"
        note = "The error was raised while the stream was being ended. Nobody sees it there."
        place = where(error, FILES)
    require(
        len(entries) == 1 and type(entries[0]) is int and entries[0] in counts,
        asked=asked,
        expected=f"log_export({max(counts)}), once",
        got=entered,
        note=note,
        where=place,
    )


LOST = "the connection was lost"
# With which exception the database fails, by the rows that were handed over by then.
FAILURES = {0: "DatabaseError", 700: "OperationalError", None: "InterfaceError"}


def lose_database(ledger: Ledger, kind: str = "OperationalError") -> list[int]:
    """The next fetch fails, once, as on a connection that was lost.

    kind: the name of the database's exception.

    Returns a list that will have one item: how many queries there were by then.
    """
    queries: list[int] = []

    def lose() -> None:
        ledger.before_fetch = lambda: None
        queries.append(len(ledger.queries))
        raise getattr(connection.Database, kind)(LOST)

    ledger.before_fetch = lose
    return queries


def check_broken_off(
    error: BaseException | None, data: bytes, rows: int, asked: str, reason: str
) -> None:
    """An export without all its rows ends with an error: half of it must not look whole."""
    require(
        error is not None or max(rows_sent(data)) >= rows,
        asked=asked,
        expected="the error goes on, and the server breaks the answer off",
        got=f"no error: after {counted(rows_sent(data))} the export ended as if it were complete",
    )
    if error is None:
        check_rows(read(data), published(), f"{asked}; go on without an error")
        return
    require(
        any(reason in str(each) for each in behind(error)),
        asked=asked,
        expected=f"that error, or another raised from it: {reason}",
        got=f"{type(error).__name__}: {error}",
        where=where(error, FILES),
    )


def check_left_alone(ledger: Ledger, before: list[int], error: object, asked: str) -> None:
    """After a failure that ended the stream, nothing more is read."""
    more = ledger.queries[before[0] :] if before and error else []
    require(
        not more,
        asked=asked,
        expected="no further query",
        got=f"{len(more)} more" + (f": {shorten(more[0].sql)}" if more else ""),
        where=more[0].site if more else "",
    )
