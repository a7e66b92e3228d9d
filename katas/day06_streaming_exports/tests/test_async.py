"""Task 6: the same export as an async view, over ASGI in this process and on a real uvicorn."""

import asyncio
import gc
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async

from katas.day06_streaming_exports import audit
from katas.day06_streaming_exports.tests import expectations, hard_articles, stream_middleware
from katas.day06_streaming_exports.tests.csv_reading import read
from katas.day06_streaming_exports.tests.driver import (
    URLS,
    adownload,
    arespond,
    atake_rows,
    exchange_with,
    exports,
    has_row,
    in_loop,
    rows_sent,
    site,
    stream_of,
)
from katas.day06_streaming_exports.tests.test_exports import (
    EARLY,
    check_entries,
    check_queries,
    check_slope,
    fetched_early,
    most,
)
from katas.day06_streaming_exports.tests.test_gateway import (
    ASGI,
    first_bytes,
    held_environment,
)
from katas.harness.meters.database import watching
from katas.harness.meters.http import stream
from katas.harness.meters.servers import uvicorn
from katas.harness.meters.transport import connections_kept, settled
from katas.harness.verdicts import Figure, require
from katas.newsroom.factories import seed_articles
from katas.newsroom.models import Article

# Committed data: an answer may well read it in a thread of its own.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls(URLS),
    pytest.mark.machine,
]

AUDIT_SECONDS = 6.0
LINES_A_REST = 100
QUIET = 10  # looks at the rows read, none of which sees one more
TURNS = 100  # of the event loop, for an answer to be told that its client has gone


@pytest.fixture(autouse=True)
def audited():
    """The audit's entries, emptied before each test."""
    gc.collect()
    audit.entries.clear()
    with connections_kept():
        yield audit.entries


@pytest.fixture
def handed_over(settings):
    """The chunks that the answer hands over to Django."""
    settings.MIDDLEWARE = ["katas.day06_streaming_exports.tests.stream_middleware.tally"]
    stream_middleware.handed_over.clear()
    return stream_middleware.handed_over


@pytest.mark.task(6)
def test_async_export_is_the_same(unordered_reversed):
    """The async view gives the same response, as an asynchronous stream."""

    async def take():
        stream_of(await arespond())
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            exchange = await exchange_with()
            body = await exchange.read()
        blamed = [str(w.message) for w in caught if "StreamingHttpResponse" in str(w.message)]
        require(
            not blamed,
            asked="export over ASGI",
            expected="no warning",
            got="; ".join(blamed),
        )
        expectations.check_headers(exchange.status, exchange.headers)
        expectations.check_not_buffered(exchange.headers)
        return read(body)

    fillings = [
        (hard_articles.fill_hard_titles, expectations.check_content),
        (hard_articles.fill_formulas, expectations.check_formulas),
        (hard_articles.fill_harmless, expectations.check_harmless),
        (hard_articles.fill_moments, expectations.check_moments),
        (lambda: None, expectations.check_header),
    ]
    for fill, check in fillings:
        Article.objects.all().delete()
        fill()
        check(in_loop(take))


@pytest.mark.task(6)
def test_async_first_row_leaves_early():
    """The async view's first data row leaves before more than 2,000 rows were fetched."""
    hard_articles.fill_authors()
    seed_articles(2_600, published=False)
    seed_articles(5_000)

    async def take():
        with watching(site) as ledger:
            async with await exchange_with() as exchange:
                data = await atake_rows(exchange, 1)
                return data, fetched_early(ledger), ledger.greediest()

    data, fetched, where = in_loop(take)
    require(
        has_row(data) and fetched <= EARLY,
        asked="export 5,000 articles that come after 2,600 drafts, and stop at the first data row",
        expected=f"at most {EARLY:,} rows fetched from the database by then",
        got=f"{fetched:,} rows fetched",
        where=where,
        figures=[Figure("fetched first", "rows", fetched, allowed=EARLY, bar=True)],
    )


@pytest.mark.task(6)
def test_async_queries_stay_few():
    """An async export of N rows takes at most N/500 + 2 queries."""
    seed_articles(3_000, authors=300)
    with watching(site) as ledger:
        export = read(in_loop(adownload))
    check_queries(ledger, export, 3_000)


@pytest.mark.task(6)
def test_async_memory_stays_flat():
    """An async export of three times as many rows must not need more memory."""

    async def drain(most):
        taken = lines = rests = 0
        async for chunk in stream_of(await arespond()):
            taken += 1
            lines += chunk.count(b"\n")
            if taken == most:
                break
            # A client that takes its time: what is read ahead of it is there at every peak.
            if lines > rests * LINES_A_REST:
                rests += 1
                await sync_to_async(int)()
        return taken, lines

    check_slope(lambda most: in_loop(lambda: drain(most)))


@pytest.mark.task(6)
@pytest.mark.parametrize("rows", [0, 617])
def test_async_audit_of_a_finished_export(rows, audited):
    """An async export that was taken to its end is logged once, with the number of its rows."""
    hard_articles.fill_counted(rows)

    async def take():
        exchange = await exchange_with()
        await exchange.read()
        await settled(lambda: audited, 1.0)

    in_loop(take)
    gc.collect()
    check_entries(audited, {rows}, f"take an async export of {rows} rows to its end")


@pytest.mark.task(6)
@pytest.mark.parametrize("rows", [1, 700])
def test_async_audit_of_a_disconnect(rows, audited, handed_over):
    """When the client of an async export has gone, it is logged once and nothing more is read."""
    seed_articles(12_000)

    async def take():
        with watching(site) as ledger:
            exchange = await exchange_with()
            data = await atake_rows(exchange, rows)
            sent = rows_sent(b"".join(handed_over) or data)
            before = await at_rest(ledger.rows)
            await exchange.disconnect()
            del exchange
            await settled(lambda: audited)
            return sent, before, ledger.rows() - before

    sent, before, more = in_loop(take)
    require(
        before < 12_000,
        asked=f"take an async export of 12,000 rows up to row {most(sent):,}, and wait",
        expected="the rest is not read before the client takes it",
        got=f"{before:,} rows read",
    )
    asked = f"leave an async export of 12,000 rows when {most(sent):,} have been handed over"
    check_entries(audited, sent, asked)
    require(
        more == 0,
        asked=asked,
        expected="no further row read",
        got=f"{more:,} rows more",
    )


@pytest.mark.task(6)
def test_async_audit_of_a_disconnect_between_rows(audited, handed_over):
    """When the client leaves while an async export waits for its next rows, it is logged once."""
    seed_articles(5_000)

    async def take():
        loop, loop_thread = asyncio.get_running_loop(), threading.get_ident()
        waits, goes_on = asyncio.Event(), threading.Event()

        def hold():
            if threading.get_ident() != loop_thread:
                loop.call_soon_threadsafe(waits.set)
                goes_on.wait(AUDIT_SECONDS)

        with watching(site) as ledger:
            exchange = await exchange_with()
            await atake_rows(exchange, 1)
            ledger.before_fetch = hold
            reading = asyncio.ensure_future(exchange.read())
            waiting = asyncio.ensure_future(waits.wait())
            await asyncio.wait({reading, waiting}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if reading.done():
                reading.result()
            reading.cancel()
            leaving = asyncio.ensure_future(exchange.disconnect())
            for _ in range(TURNS):
                await asyncio.sleep(0)
            goes_on.set()
            await leaving
            del exchange
            await settled(lambda: audited)

    in_loop(take)
    sent = rows_sent(b"".join(handed_over))
    asked = f"leave an async export while it waits for rows: {most(sent):,} have been handed over"
    check_entries(audited, sent, asked)


@pytest.mark.task(6)
def test_async_on_uvicorn(tmp_path):
    """On uvicorn the first bytes leave at once, and a client that goes away is logged."""
    seed_articles(50)
    assert callable(exports.aexport_articles)
    environment = held_environment(tmp_path)
    with (
        uvicorn(ASGI, env=environment) as server,
        stream(server, "/aexport/", timeout=20) as answer,
    ):
        first = first_bytes(answer, tmp_path)
        require(
            first,
            asked="GET /aexport/ on uvicorn; the stream stops after its first chunk",
            expected="the first chunk at the client",
            got="nothing",
        )
        answer.close()
        entries = logged(tmp_path / "audit.log")
    check_entries(entries, rows_sent(first), "leave uvicorn's export after its first chunk")


async def at_rest(rows: Callable[[], int]) -> int:
    """The number of rows read, once it stays as it is: an answer may be reading a page ahead."""
    seen, quiet = rows(), 0
    while quiet < QUIET:
        await sync_to_async(rows)()  # behind what other synchronous work there is
        await asyncio.sleep(0.01)
        quiet = quiet + 1 if rows() == seen else 0
        seen = rows()
    return seen


def logged(file: Path) -> list[int]:
    """The audit log of a server process, once it has a line (or 6 s have gone by)."""
    until = time.monotonic() + AUDIT_SECONDS
    while time.monotonic() < until:
        if file.exists() and (lines := file.read_text().split()):
            return [int(line) for line in lines]
        time.sleep(0.02)
    return []
