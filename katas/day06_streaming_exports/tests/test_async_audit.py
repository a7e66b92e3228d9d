"""Task 6: the audit of async exports, over ASGI in this process, then on a real uvicorn."""

import asyncio
import threading
from pathlib import Path
from time import monotonic, sleep

import pytest

from katas.day06_streaming_exports.tests import hard_articles, tally_middleware
from katas.day06_streaming_exports.tests.aftermath import UnderWay, Workers, check_threads
from katas.day06_streaming_exports.tests.driver import URLS, awatching, exports, telling
from katas.day06_streaming_exports.tests.ending import check_entries
from katas.day06_streaming_exports.tests.held_servers import ASGI, first_bytes, held_environment
from katas.day06_streaming_exports.tests.loop import adownload, at_rest, exchange_with, in_loop
from katas.day06_streaming_exports.tests.received import atake_rows, counted, rows_sent
from katas.harness.meters.event_loop import settled
from katas.harness.meters.http import stream
from katas.harness.meters.servers import uvicorn
from katas.harness.verdicts import require
from katas.newsroom.factories import seed_articles

# Committed data: an answer may well read it in a thread of its own.
pytestmark = [
    pytest.mark.task(6),
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls(URLS),
    pytest.mark.machine,
]

AUDIT_SECONDS = 6.0
TURNS = 100  # of the event loop, for an answer to be told that its client has gone


@pytest.fixture
def handed_over(settings):
    """The chunks that the answer hands over to Django."""
    settings.MIDDLEWARE = ["katas.day06_streaming_exports.tests.tally_middleware.tally"]
    tally_middleware.handed_over.clear()
    return tally_middleware.handed_over


@pytest.fixture
def exported_before(audited):
    """An export has been taken to its end: what all exports share, if anything, is there."""
    in_loop(adownload)
    audited.clear()


@pytest.mark.parametrize("rows", [0, 617])
def test_async_audit_of_a_finished_export(rows, audited):
    """An async export that was taken to its end is logged once, with the number of its rows."""
    hard_articles.fill_counted(rows)

    async def take():
        workers = Workers()
        exchange = await exchange_with()
        await exchange.read()
        await settled(lambda: audited, 1.0)
        await workers.ended(int)
        return workers

    asked = f"take an async export of {counted({rows})} to its end"
    asked += ", one with line ends in its title" * bool(rows)
    with telling(asked):
        workers = in_loop(take)
    check_entries(audited, {rows}, asked)
    workers.check_ended(asked)
    check_threads(asked, lambda: in_loop(adownload))


@pytest.mark.parametrize("rows", [0, 700])
def test_async_audit_of_a_disconnect(rows, exported_before, audited, handed_over):
    """When the client of an async export has gone, it is logged once and nothing more is read."""
    hard_articles.fill_wide_names(12_000)

    async def take():
        with awatching() as ledger:
            workers = Workers()
            exchange = await exchange_with()
            data = await atake_rows(exchange, rows)
            sent = rows_sent(b"".join(handed_over) or data)
            before, queries = await at_rest(ledger.rows), len(ledger.queries)
            workers.look()
            await exchange.disconnect()
            del exchange
            await settled(lambda: audited)
            await workers.ended(ledger.rows)
            return sent, before, ledger.rows() - before, ledger.queries[queries:], workers

    sent, before, more, queries, workers = in_loop(take)
    point = f"{counted(sent)} handed over" if rows else "its first chunk handed over"
    require(
        before < 12_000,
        asked=f"take an async export of 12,000 rows, {point}, and wait",
        expected="the rest is not read before the client takes it",
        got=f"{before:,} rows read",
    )
    asked = f"leave an async export of 12,000 rows, {point}"
    check_entries(audited, sent, asked)
    require(
        more == 0 and not queries,
        asked=asked,
        expected="no further row read",
        got=f"{len(queries)} queries and {more:,} rows more",
        where=queries[0].site if queries else "",
    )
    workers.check_ended(asked)


def test_async_audit_of_a_disconnect_between_rows(exported_before, audited, handed_over):
    """When the client leaves while an async export waits for rows, only that page is read on."""
    hard_articles.fill_wide_names(5_000)

    async def take():
        loop, loop_thread = asyncio.get_running_loop(), threading.get_ident()
        waits, goes_on = asyncio.Event(), threading.Event()
        workers, under_way = Workers(), []

        def hold():
            if threading.get_ident() != loop_thread:
                under_way.append(UnderWay(ledger))
                loop.call_soon_threadsafe(waits.set)
                goes_on.wait(AUDIT_SECONDS)

        with awatching() as ledger:
            exchange = await exchange_with()
            await atake_rows(exchange, 1)
            ledger.before_fetch = hold
            reading = asyncio.ensure_future(exchange.read())
            waiting = asyncio.ensure_future(waits.wait())
            await asyncio.wait({reading, waiting}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            await standing_still(reading, handed_over)
            if reading.done():
                reading.result()
            reading.cancel()
            leaving = asyncio.ensure_future(exchange.disconnect())
            for _ in range(TURNS):
                await asyncio.sleep(0)
            workers.look()
            for each in under_way:
                each.let_go()
            goes_on.set()
            await leaving
            del exchange
            await settled(lambda: audited)
            await workers.ended(ledger.rows)
        return workers, under_way

    workers, under_way = in_loop(take)
    sent = rows_sent(b"".join(handed_over))
    asked = f"leave an async export while it waits for rows, {counted(sent)} handed over"
    check_entries(audited, sent, asked)
    for each in under_way:
        each.check_last(asked)
    workers.check_ended(asked)


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


async def standing_still(reading, handed_over):
    """Take what is there: an answer that reads ahead waits for rows only when that is used up."""
    turns, chunks = 0, 0
    while turns < TURNS and not reading.done():
        await asyncio.sleep(0)
        turns = turns + 1 if len(handed_over) == chunks else 0
        chunks = len(handed_over)


def logged(file: Path) -> list[int]:
    """The audit log of a server process, once it has a line (or 6 s have gone by)."""
    until = monotonic() + AUDIT_SECONDS
    while monotonic() < until:
        if file.exists() and (lines := file.read_text().split()):
            return [int(line) for line in lines]
        sleep(0.02)
    return []
