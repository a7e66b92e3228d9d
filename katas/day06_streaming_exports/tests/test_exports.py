"""Tasks 1 to 4: the export, taken chunk by chunk in this process."""

import gc
from itertools import islice

import pytest

from katas.day06_streaming_exports import audit
from katas.day06_streaming_exports.tests import expectations, hard_articles
from katas.day06_streaming_exports.tests.csv_reading import read
from katas.day06_streaming_exports.tests.driver import (
    FILES,
    download,
    has_row,
    respond,
    rows_sent,
    site,
    take_rows,
)
from katas.harness.meters.database import watching
from katas.harness.meters.memory import LARGE, SLOPE_ALLOWED, SMALL, peak, slope
from katas.harness.verdicts import Figure, require
from katas.newsroom.factories import AuthorFactory, seed_articles

pytestmark = pytest.mark.django_db

EARLY = 2_000
# Each cell and each separator may be a chunk of its own; of a stream of single letters, a part
# tells as much as the whole, which takes a minute.
CHUNKS_A_ROW = 10


@pytest.fixture(autouse=True)
def audited():
    """The audit's entries, emptied before each test."""
    gc.collect()
    audit.entries.clear()
    return audit.entries


# Task 1: a CSV that survives a spreadsheet ------------------------------------------------------


@pytest.mark.task(1)
def test_every_published_article_in_id_order(unordered_reversed):
    """The export is valid CSV: a header, then every published article once, in id order."""
    hard_articles.fill_hard_titles()
    expectations.check_content(read(download()))


@pytest.mark.task(1)
def test_header_row_without_data():
    """An export without any article still has its header row."""
    seed_articles(3, published=False)
    export = read(download())
    expectations.check_header(export)
    require(
        not export.rows,
        asked="export a newsroom that has only drafts",
        expected="the header row and nothing else",
        got=f"{len(export.rows)} data rows",
    )


@pytest.mark.task(1)
def test_formulas_are_defused():
    """A title or an author that begins with = + - @ tab or CR must not run as a formula."""
    hard_articles.fill_formulas()
    expectations.check_formulas(read(download()))


@pytest.mark.task(1)
def test_other_cells_stay_as_they_are():
    """Numbers, empty cells and harmless text stay as they are."""
    hard_articles.fill_harmless()
    expectations.check_harmless(read(download()))


@pytest.mark.task(1)
def test_timestamps_keep_their_microseconds():
    """The published_at column is ISO 8601, exact to the microsecond."""
    hard_articles.fill_moments()
    expectations.check_moments(read(download()))


@pytest.mark.task(1)
def test_response_headers():
    """The response streams, says that it is CSV in UTF-8, and is saved as articles.csv."""
    seed_articles(3)
    response = respond()
    expectations.check_headers(
        response.status_code, {name.lower(): value for name, value in response.items()}
    )
    require(
        response.streaming,
        asked="the response's `streaming`",
        expected="True: middleware then leaves the body alone",
        got="False: the body is complete before it is sent",
    )
    response.close()


# Task 2: the tap, not the bucket ----------------------------------------------------------------


@pytest.mark.task(2)
def test_first_row_leaves_early():
    """The first data row leaves before more than 2,000 rows were fetched."""
    hard_articles.fill_authors()
    seed_articles(5_000)
    fetched, where = rows_fetched_before_the_first()
    require(
        fetched <= EARLY,
        asked="export 5,000 articles, and stop at the first data row",
        expected=f"at most {EARLY:,} rows fetched from the database by then",
        got=f"{fetched:,} rows fetched",
        where=where,
        figures=[Figure("fetched first", "rows", fetched, allowed=EARLY, bar=True)],
    )


@pytest.mark.task(2)
def test_drafts_do_not_delay_the_first_row():
    """Drafts that come first in the table are not fetched on the way to the first row."""
    seed_articles(2_600, published=False)
    seed_articles(30)
    fetched, where = rows_fetched_before_the_first()
    require(
        fetched <= EARLY,
        asked="export 30 articles that come after 2,600 drafts, and stop at the first data row",
        expected=f"at most {EARLY:,} rows fetched from the database by then",
        got=f"{fetched:,} rows fetched",
        where=where,
        figures=[Figure("fetched first", "rows", fetched, allowed=EARLY, bar=True)],
    )


def rows_fetched_before_the_first() -> tuple[int, str]:
    """What `fetched_early` says when the first data row has been handed over, and where it was."""
    with watching(site) as ledger:
        response = respond()
        data = take_rows(iter(response), 1)
        fetched = fetched_early(ledger)
        response.close()
    require(
        has_row(data),
        asked="take chunks of the export until the first data row",
        expected="a data row",
        got=f"the end, after {data[:120]!r}",
    )
    return fetched, ledger.greediest()


def fetched_early(ledger) -> int:
    """Article rows fetched so far by all statements, or the most that any one statement fetched."""
    return max(ledger.rows("newsroom_article"), *(each.rows for each in ledger.statements), 0)


@pytest.mark.task(2)
@pytest.mark.parametrize("rows", [100, 3_000])
def test_queries_stay_few(rows):
    """An export of N rows takes at most N/500 + 2 queries."""
    seed_articles(rows, authors=rows // 10)
    with watching(site) as ledger:
        export = read(download())
    check_queries(ledger, export, rows)


def check_queries(ledger, export, rows: int) -> None:
    """The bound on queries, for an export that is complete."""
    allowed = rows // 500 + 2
    count = len(ledger.queries)
    require(
        len(export.rows) == rows and count <= allowed,
        asked=f"export {rows:,} articles by {rows // 10:,} authors",
        expected=f"{rows:,} rows with at most {allowed} queries",
        got=f"{len(export.rows):,} rows with {count:,} queries\n{ledger.summary()}",
        figures=[Figure("queries", "", count, allowed=allowed)],
    )


# Task 3: flat memory ----------------------------------------------------------------------------


@pytest.mark.machine
@pytest.mark.task(3)
def test_memory_stays_flat():
    """An export of three times as many rows must not need more memory."""

    def take(most):
        response = respond()
        taken = lines = 0
        for chunk in islice(response, most):
            taken += 1
            lines += chunk.count(b"\n")
        response.close()
        return taken, lines

    check_slope(take)


def check_slope(take) -> None:
    """Bytes that each further row keeps, between 4,000 and 12,000 rows.

    take: takes an export, at most so many chunks of it, and returns how many chunks and how many
    line ends came.
    """
    # Numbers up to 256 exist once in Python: such ids of authors cost an export nothing.
    AuthorFactory(pk=2**31)
    seed_articles(SMALL)
    allowed = SMALL // 500 + 2
    with watching(site) as ledger:
        _, lines = take(None)
    require(
        len(ledger.queries) <= allowed,
        asked=f"export {SMALL:,} articles, before their memory is measured",
        expected=f"at most {allowed} queries",
        got=f"{len(ledger.queries):,} queries\n{ledger.summary()}",
        note="Memory is measured once the queries are few: see task 2.",
    )
    check_all_came(lines, SMALL)
    small = peak(lambda: take(SMALL * CHUNKS_A_ROW))
    seed_articles(LARGE - SMALL)
    came: list[tuple[int, int]] = []
    large = peak(lambda: came.append(take(LARGE * CHUNKS_A_ROW)))
    kept = slope(small, large)
    culprit = ""
    if kept > SLOPE_ALLOWED:
        # Whole rows, all of them; of single letters, fewer will do.
        culprit = peak(lambda: take(SMALL * CHUNKS_A_ROW), FILES).culprit
    require(
        kept <= SLOPE_ALLOWED,
        asked=f"export {SMALL:,} articles, then {LARGE:,}",
        expected=f"at most {SLOPE_ALLOWED} bytes kept for each further row",
        got=f"{kept:,.0f} bytes kept for each",
        note=f"most of it is held at  {culprit}" if culprit else "",
        figures=[
            Figure(f"{SMALL:,} rows", "bytes", small.bytes, bar=True),
            Figure(f"{LARGE:,} rows", "bytes", large.bytes, bar=True),
            Figure("each further row keeps", "bytes", round(kept), allowed=SLOPE_ALLOWED),
        ],
    )
    taken, lines = came[0]
    if taken < LARGE * CHUNKS_A_ROW:
        check_all_came(lines, LARGE)


def check_all_came(lines: int, rows: int) -> None:
    """An export that leaves rows out may well be flat. The header has a line end, the last not."""
    require(
        lines >= rows,
        asked=f"export {rows:,} articles",
        expected=f"{rows:,} data rows",
        got=f"{max(lines - 1, 0):,} data rows",
    )


# Task 4: turn the tap off -----------------------------------------------------------------------


@pytest.mark.task(4)
@pytest.mark.parametrize("rows", [0, 1_237])
def test_audit_of_a_finished_export(rows, audited):
    """An export that was taken to its end is logged once, with the number of its data rows."""
    hard_articles.fill_counted(rows)
    seed_articles(5, published=False)
    download()
    gc.collect()
    check_entries(audited, {rows}, f"take an export of {rows:,} rows to its end")


@pytest.mark.task(4)
@pytest.mark.parametrize("rows", [1, 40, 700])
def test_audit_of_a_closed_export(rows, audited):
    """An export that the client closes half-way is logged once, with the rows handed over."""
    seed_articles(3_000)
    response = respond()
    data = take_rows(iter(response), rows)
    response.close()
    del response
    gc.collect()
    asked = f"close an export of 3,000 rows when {most(rows_sent(data)):,} have been handed over"
    check_entries(audited, rows_sent(data), asked)


@pytest.mark.task(4)
def test_two_exports_keep_their_own_count(audited):
    """Two exports that are under way at the same time are each logged with their own rows."""
    seed_articles(1_013)
    first, second = respond(), respond()
    ones, twos = iter(first), iter(second)
    take_rows(ones, 40)
    sent = rows_sent(take_rows(twos, 300))
    for _ in ones:
        pass
    first.close()
    del first, ones
    gc.collect()
    after_first = list(audited)
    second.close()
    del second, twos
    gc.collect()
    asked = f"finish an export of 1,013 rows while another stands at {most(sent):,}"
    check_entries(after_first, {1_013}, asked)
    then = f"then close the other, {most(sent):,} rows handed over"
    check_entries(audited[len(after_first) :], sent, then)


@pytest.mark.task(4)
def test_nothing_is_read_after_closing():
    """When the client has gone, the database is left alone."""
    seed_articles(5_000)
    with watching(site) as ledger:
        response = respond()
        take_rows(iter(response), 40)
        rows, statements = ledger.rows(), len(ledger.queries)
        response.close()
        del response
        gc.collect()
    more = ledger.queries[statements:]
    require(
        ledger.rows() == rows and not more,
        asked="close an export of 5,000 rows after 40",
        expected="no further query and no further row",
        got=f"{len(more)} queries and {ledger.rows() - rows:,} rows more",
        where=more[0].site if more else "",
    )


def most(counts: set[int]) -> int:
    return max(counts)


def check_entries(entries: list, counts: set[int], asked: str) -> None:
    """Exactly one entry, an int, with one of the counts."""
    entered = ", ".join(f"log_export({rows!r})" for rows in entries) or "no call of log_export"
    require(
        len(entries) == 1 and type(entries[0]) is int and entries[0] in counts,
        asked=asked,
        expected=f"log_export({most(counts)}), once",
        got=entered,
    )
