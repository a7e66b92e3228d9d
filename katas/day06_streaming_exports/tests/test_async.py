"""Task 6: the same export as an async view, over ASGI in this process."""

import warnings
from functools import partial

import pytest
from asgiref.sync import sync_to_async

from katas.day06_streaming_exports.tests import expectations, hard_articles, response_headers
from katas.day06_streaming_exports.tests.csv_reading import read
from katas.day06_streaming_exports.tests.driver import URLS, arespond, awatching, stream_of, telling
from katas.day06_streaming_exports.tests.ending import close
from katas.day06_streaming_exports.tests.fetched import check_early, check_queries, fetched_early
from katas.day06_streaming_exports.tests.loop import adownload, exchange_with, in_loop
from katas.day06_streaming_exports.tests.own_rows import check_own_rows
from katas.day06_streaming_exports.tests.received import atake_rows, has_row
from katas.day06_streaming_exports.tests.taking import taken
from katas.day06_streaming_exports.tests.turns import by_turns
from katas.day06_streaming_exports.tests.weighing import check_memory
from katas.harness.verdicts import require
from katas.newsroom.factories import seed_articles
from katas.newsroom.models import Author

# Committed data: an answer may well read it in a thread of its own.
pytestmark = [
    pytest.mark.task(6),
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls(URLS),
    pytest.mark.machine,
]

LINES_A_REST = 100
AT_ONCE = 3


def test_async_response():
    """The async view gives the same headers, and an asynchronous stream that causes no warning."""
    seed_articles(3)

    async def take():
        stream_of(await arespond())
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            exchange = await exchange_with()
            await exchange.read()
        blamed = [str(w.message) for w in caught if "StreamingHttpResponse" in str(w.message)]
        require(
            not blamed,
            asked="export over ASGI",
            expected="no warning",
            got="; ".join(blamed),
        )
        return exchange.status, exchange.headers

    with telling("export over ASGI, to the end"):
        status, headers = in_loop(take)
    response_headers.check_headers(status, headers)
    response_headers.check_not_buffered(headers)


def test_async_export_is_the_same(unordered_reversed):
    """The async view exports the same rows, cell by cell."""

    async def take():
        return await (await exchange_with()).read()

    fillings = [
        hard_articles.fill_hard_titles,
        hard_articles.fill_formulas,
        hard_articles.fill_harmless,
        hard_articles.fill_moments,
        hard_articles.fill_drawn,
        lambda: hard_articles.fill_pages(2_000),
    ]
    for fill in fillings:
        Author.objects.all().delete()
        fill()
        expectations.check_whole(taken(lambda: in_loop(take)))
    Author.objects.all().delete()
    expectations.check_header(taken(lambda: in_loop(take)))


def test_async_first_row_leaves_early():
    """The async view's first data row, short as it is, leaves before over 2,000 were fetched."""
    hard_articles.fill_authors()
    seed_articles(2_600, published=False)
    hard_articles.fill_short_rows(5_000)
    asked = "export 5,000 articles without titles and names that come after 2,600 drafts"

    async def take():
        with awatching() as ledger:
            async with await exchange_with() as exchange:
                data = await atake_rows(exchange, 1)
                return data, fetched_early(ledger), ledger

    data, fetched, ledger = in_loop(take)
    require(
        has_row(data),
        asked=asked,
        expected="a data row",
        got=f"the end, after {data[:120]!r}",
    )
    check_early(ledger, fetched, asked)


@pytest.mark.parametrize("rows", [0, 499, 3_000])
def test_async_queries_stay_few(rows):
    """An async export of N rows takes at most N/500 + 2 queries."""
    authors = rows // 10
    seed_articles(rows, authors=authors)
    asked = f"export {rows:,} articles by {authors:,} authors"
    with telling(asked), awatching() as ledger:
        export = read(in_loop(adownload))
    check_queries(ledger, rows, len(export.rows), asked)


def test_async_exports_at_once(audited):
    """Async exports that are under way in one event loop keep their own rows and their count."""
    seed_articles(1_100)

    async def take(others):
        body = bytearray()
        response = await arespond()
        async for chunk in stream_of(response):
            body += chunk
            await others()
        await sync_to_async(close)(response)
        return body

    asked = f"{AT_ONCE} async exports of 1,100 rows at once, in one event loop"
    # First as on every machine; then as the threads have it, for what is shared between two hops.
    for free in (False, True):
        audited.clear()
        check_own_rows(in_loop(partial(by_turns, [take] * AT_ONCE, free)), asked)
        require(
            audited == [1_100] * AT_ONCE,
            asked=asked,
            expected=", ".join(["log_export(1100)"] * AT_ONCE),
            got=", ".join(f"log_export({rows!r})" for rows in audited) or "no call of log_export",
        )


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

    check_memory(lambda most: in_loop(lambda: drain(most)))
