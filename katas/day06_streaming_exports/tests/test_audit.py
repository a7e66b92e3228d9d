"""Task 4: however a stream ends, the rows that left are logged once and nothing more is read."""

import gc
import threading
from contextlib import suppress

import pytest
from django.db import OperationalError

from katas.day06_streaming_exports.tests import hard_articles
from katas.day06_streaming_exports.tests.aftermath import Workers, check_threads
from katas.day06_streaming_exports.tests.driver import download, respond, site, telling
from katas.day06_streaming_exports.tests.ending import (
    FAILURES,
    LOST,
    check_broken_off,
    check_entries,
    check_left_alone,
    close,
    lose_database,
)
from katas.day06_streaming_exports.tests.fetched import rest_of_threads
from katas.day06_streaming_exports.tests.received import (
    counted,
    rows_sent,
    take_rest,
    take_rows,
)
from katas.harness.meters.database import watching
from katas.harness.verdicts import require
from katas.newsroom.factories import seed_articles
from katas.newsroom.models import Article

pytestmark = [pytest.mark.task(4), pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("rows", [0, 1_237, 2_000])
def test_audit_of_a_finished_export(rows, audited):
    """An export that was taken to its end is logged once, with the number of its data rows."""
    hard_articles.fill_counted(rows)
    seed_articles(5, published=False)
    asked = f"take an export of {counted({rows})} to its end"
    asked += ", one with line ends in its title" * bool(rows)
    with telling(asked):
        download()
    check_entries(audited, {rows}, asked)
    check_threads(asked, download)


@pytest.mark.parametrize("rows", [0, 1, 40, 700])
def test_audit_of_a_closed_export(rows, audited):
    """An export that the client closes half-way is logged once, with the rows handed over."""
    hard_articles.fill_wide_names(3_000)
    response = respond()
    data = take_rows(iter(response), rows)
    close(response)
    del response
    point = f"{counted(rows_sent(data))} handed over" if rows else "right after its first chunk"
    check_entries(audited, rows_sent(data), f"close an export of 3,000 rows, {point}")


def test_nothing_is_read_after_closing(audited):
    """When the client has gone, the database is left alone."""
    with telling("export a newsroom without articles"):
        download()  # what all exports share, if anything, is there from now on
    seed_articles(5_000)
    workers = Workers()
    threads = threading.active_count()
    with watching(site) as ledger:
        response = respond()
        take_rows(iter(response), 40)
        if threading.active_count() > threads:
            rest_of_threads(ledger.rows)
        rows, statements = ledger.rows(), len(ledger.queries)
        close(response)
        del response
        gc.collect()
        workers.threads_ended()
        if threading.active_count() > threads:
            rest_of_threads(ledger.rows)
    more = ledger.queries[statements:]
    require(
        ledger.rows() == rows and not more,
        asked="close an export of 5,000 rows after 40",
        expected="no further query and no further row",
        got=f"{len(more)} queries and {ledger.rows() - rows:,} rows more",
        where=more[0].site if more else "",
    )
    workers.check_ended("close an export of 5,000 rows after 40")
    note = "Who reads ahead waits for a place in the queue, or for work: nobody comes any more."
    check_threads("leave an export after 40 rows", leave_one, note)


def leave_one():
    """Leave an export after some rows."""
    response = respond()
    take_rows(iter(response), 40)
    close(response)
    del response
    gc.collect()


@pytest.mark.parametrize("rows", [0, 700, None])
def test_audit_when_the_database_fails(rows, audited):
    """When the database fails half-way, the rows handed over are logged once; the error goes on."""
    hard_articles.fill_wide_names(2_600)
    with watching(site) as ledger:
        response = respond()
        chunks = iter(response)
        data = b"" if rows is None else take_rows(chunks, rows)
        before = lose_database(ledger, FAILURES[rows])
        rest, error = take_rest(chunks)
        data += rest
        del chunks
        close(response)
        del response
    point = f"{counted(rows_sent(data))} handed over" if rows else "right after the first chunk"
    if rows is None:
        point = "at its first fetch"
    asked = f"export 2,600 rows; the database fails with {FAILURES[rows]}, {point}"
    check_entries(audited, rows_sent(data), asked)
    check_broken_off(error, data, 2_600, asked, LOST)
    check_left_alone(ledger, before, error, asked)
    check_threads(asked, lambda: break_one(rows))


def break_one(rows):
    """The database of an export fails after some rows."""
    with watching(site) as ledger:
        response = respond()
        chunks = iter(response)
        if rows is not None:
            take_rows(chunks, rows)
        lose_database(ledger, FAILURES[rows])
        take_rest(chunks)
        del chunks
        close(response)
        del response
    gc.collect()


@pytest.mark.parametrize("row", [1, 1_041])
def test_audit_when_a_row_cannot_be_read(row, audited):
    """A row that cannot be read ends the export like a failure of the database."""
    hard_articles.fill_wide_names(1_500)
    kind = hard_articles.UNREADABLE[row]
    with hard_articles.unreadable(Article.objects.order_by("pk")[row - 1], kind):
        response = respond()
        data, error = take_rest(iter(response))
        close(response)
        del response
    sent = rows_sent(data)
    asked = f"export 1,500 rows; row {row:,} cannot be read"
    asked += f" ({kind.__name__}), {counted(sent)} handed over"
    check_entries(audited, sent, asked)
    check_broken_off(error, data, 1_500, asked, hard_articles.TORN)


def test_audit_of_rows_that_come_and_go(audited):
    """What is logged are the rows that left, whatever the table holds by then."""
    hard_articles.fill_wide_names(1_200)
    threads = set(threading.enumerate())
    response = respond()
    chunks = iter(response)
    data = take_rows(chunks, 40)
    # An answer's own thread may be reading just now, and would find the table locked. Refused where
    # another connection holds a cursor: then the rows stay as they are, too.
    if threads.issuperset(threading.enumerate()):
        with suppress(OperationalError):
            seed_articles(17)
            first = Article.objects.order_by("pk").values("pk")[:5]
            Article.objects.filter(pk__in=first).update(published=False)
    data += b"".join(chunks)
    del chunks
    close(response)
    del response
    asked = "export 1,200 rows to the end, while 17 articles come and 5 are withdrawn"
    check_entries(audited, rows_sent(data), asked)


def test_two_exports_keep_their_own_count(audited):
    """Two exports that are under way at the same time are each logged with their own rows."""
    hard_articles.fill_wide_names(1_013)
    first, second = respond(), respond()
    ones, twos = iter(first), iter(second)
    take_rows(ones, 40)
    sent = rows_sent(take_rows(twos, 300))
    for _ in ones:
        pass
    del ones
    close(first)
    del first
    gc.collect()
    after_first = list(audited)
    del twos
    close(second)
    del second
    gc.collect()
    asked = f"finish an export of 1,013 rows while another stands at {max(sent):,}"
    check_entries(after_first, {1_013}, asked)
    check_entries(audited[len(after_first) :], sent, f"{asked}; then close that one")
