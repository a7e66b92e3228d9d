"""Task 2: the first row early, and few queries."""

import pytest

from katas.day06_streaming_exports.tests import hard_articles
from katas.day06_streaming_exports.tests.csv_reading import read
from katas.day06_streaming_exports.tests.driver import download, respond, site, telling
from katas.day06_streaming_exports.tests.fetched import check_early, check_queries, fetched_early
from katas.day06_streaming_exports.tests.received import has_row, take_rows
from katas.harness.meters.database import watching
from katas.harness.verdicts import require
from katas.newsroom.factories import ArticleFactory, seed_articles

pytestmark = [pytest.mark.task(2), pytest.mark.django_db(transaction=True)]

DRAFTS = 6_000  # more than three of the largest pages


def test_first_row_leaves_early():
    """The first data row, short as it is, leaves before more than 2,000 rows were fetched."""
    hard_articles.fill_authors()
    hard_articles.fill_short_rows(5_000)
    check_first_row("export 5,000 articles without titles and names")


def test_drafts_do_not_delay_the_first_row():
    """Drafts that come first in the table are not fetched on the way to the first row."""
    seed_articles(2_600, published=False)
    seed_articles(30)
    check_first_row("export 30 articles that come after 2,600 drafts")


def check_first_row(asked: str) -> None:
    """The export stops at its first data row; not many rows were fetched by then."""
    with watching(site) as ledger:
        response = respond()
        data = take_rows(iter(response), 1)
        fetched = fetched_early(ledger)
        response.close()
    require(
        has_row(data),
        asked=asked,
        expected="a data row",
        got=f"the end, after {data[:120]!r}",
    )
    asynchronous = getattr(response, "is_async", False)
    note = "Its iterator is asynchronous: under WSGI, Django consumes it whole first."
    check_early(ledger, fetched, asked, note if asynchronous else "")


@pytest.mark.parametrize("rows", [0, 499, 3_000])
def test_queries_stay_few(rows):
    """An export of N rows takes at most N/500 + 2 queries."""
    authors = rows // 10
    seed_articles(rows, authors=authors)
    asked = f"export {rows:,} articles by {authors:,} authors"
    with telling(asked), watching(site) as ledger:
        export = read(download())
    check_queries(ledger, rows, len(export.rows), asked)


def test_gaps_between_ids_cost_no_query():
    """The number of rows decides about the number of queries: no ids do, and no drafts."""
    seed_articles(99)
    seed_articles(DRAFTS, published=False)
    ArticleFactory(pk=hard_articles.FAR)
    asked = (
        f"export 100 articles, {DRAFTS:,} drafts among them; the last has the id"
        f" {hard_articles.FAR:,}"
    )
    with telling(asked), watching(site) as ledger:
        export = read(download())
    check_queries(ledger, 100, len(export.rows), asked)
