"""Task 6: the audit of async exports that an error ends."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import pytest
from asgiref.sync import sync_to_async

from katas.day06_streaming_exports.tests import hard_articles
from katas.day06_streaming_exports.tests.aftermath import Workers
from katas.day06_streaming_exports.tests.driver import arespond, awatching, stream_of
from katas.day06_streaming_exports.tests.ending import (
    FAILURES,
    LOST,
    check_broken_off,
    check_entries,
    check_left_alone,
    close,
    lose_database,
)
from katas.day06_streaming_exports.tests.loop import in_loop
from katas.day06_streaming_exports.tests.received import (
    atake_rest,
    atake_rows,
    counted,
    rows_sent,
)
from katas.harness.meters.event_loop import settled
from katas.harness.verdicts import require
from katas.newsroom.models import Article

T = TypeVar("T")
# Committed data: an answer may well read it in a thread of its own.
pytestmark = [
    pytest.mark.task(6),
    pytest.mark.django_db(transaction=True),
    pytest.mark.machine,
]

FAILURE_SECONDS = 10.0


@pytest.mark.parametrize("rows", [0, 700, None])
def test_async_audit_when_the_database_fails(rows, audited):
    """When the database fails under an async export, its rows are logged; the error goes on."""
    hard_articles.fill_wide_names(2_600)

    async def take():
        workers = Workers()
        with awatching() as ledger:
            response = await arespond()
            chunks = stream_of(response)
            data = b"" if rows is None else await atake_rows(chunks, rows)
            before = lose_database(ledger, FAILURES[rows])
            workers.look()
            rest, error = await in_time(atake_rest(chunks))
            del chunks
            # Django's ASGI handler does not close a response whose stream failed; WSGI servers do.
            await sync_to_async(close)(response)
            del response
            await settled(lambda: audited, 1.0)
            await workers.ended(ledger.rows)
            return data + rest, error, ledger, before, workers

    data, error, ledger, before, workers = in_loop(take)
    point = f"{counted(rows_sent(data))} handed over" if rows else "right after the first chunk"
    if rows is None:
        point = "at its first fetch"
    asked = f"export 2,600 rows over ASGI; the database fails with {FAILURES[rows]}, {point}"
    check_entries(audited, rows_sent(data), asked)
    check_broken_off(error, data, 2_600, asked, LOST)
    check_left_alone(ledger, before, error, asked)
    workers.check_ended(asked)


@pytest.mark.parametrize("row", [1, 1_041])
def test_async_audit_when_a_row_cannot_be_read(row, audited):
    """A row that cannot be read ends an async export like a failure of the database."""
    hard_articles.fill_wide_names(1_500)

    async def take():
        workers = Workers()
        response = await arespond()
        data, error = await in_time(atake_rest(stream_of(response)))
        workers.look()
        await sync_to_async(close)(response)
        del response
        await settled(lambda: audited, 1.0)
        await workers.ended(int)
        return data, error, workers

    kind = hard_articles.UNREADABLE[row]
    with hard_articles.unreadable(Article.objects.order_by("pk")[row - 1], kind):
        data, error, workers = in_loop(take)
    sent = rows_sent(data)
    asked = f"export 1,500 rows over ASGI; row {row:,} cannot be read"
    asked += f" ({kind.__name__}), {counted(sent)} handed over"
    check_entries(audited, sent, asked)
    check_broken_off(error, data, 1_500, asked, hard_articles.TORN)
    workers.check_ended(asked)


async def in_time(ending: Awaitable[T]) -> T:
    """What the stream ends with; one that waits for ever has not ended at all."""
    try:
        async with asyncio.timeout(FAILURE_SECONDS):
            return await ending
    except TimeoutError:
        require(
            False,
            asked="export over ASGI; its rows cannot be read any more",
            expected="the error goes on, and the server breaks the answer off",
            got=f"no end, and no further byte for {FAILURE_SECONDS:g} s",
        )
        raise
