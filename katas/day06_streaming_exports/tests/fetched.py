"""What was fetched from the database, and on which line of the answer."""

import re
import time
from collections import Counter
from collections.abc import Callable

from katas.harness.meters.database import Ledger, Statement, shorten
from katas.harness.verdicts import Figure, require

EARLY = 2_000
QUIET = 10  # looks at the rows read, none of which sees one more
TABLES = re.compile(r"newsroom_\w+")
ARTICLES = re.compile(r"\bFROM\W+newsroom_article\b", re.IGNORECASE)


def fetched_early(ledger: Ledger) -> int:
    """Article rows fetched so far by all statements, or the most that any other query fetched.

    Pages of the same tables are one query, whatever names stand in them.
    """
    articles = sum(each.rows for each in ledger.statements if gives_articles(each))
    others: Counter[str] = Counter()
    for each in ledger.statements:
        if each.rows > 1 and not gives_articles(each):
            others[" ".join(sorted(set(TABLES.findall(each.sql.lower()))))] += each.rows
    return max(articles, *others.values(), *(each.rows for each in ledger.statements), 0)


def gives_articles(statement: Statement) -> bool:
    """Whether its rows are articles. What comes in a single row is a count, or a look at one."""
    sql, longer = statement.sql, ""
    while sql != longer:
        # What stands in parentheses has a FROM of its own.
        sql, longer = re.sub(r"\([^()]*\)", " ", sql), sql
    table = re.search(r"\bFROM\W+\w+", sql, re.IGNORECASE)
    return statement.rows > 1 and table is not None and bool(ARTICLES.match(table[0]))


def check_early(ledger: Ledger, fetched: int, asked: str, note: str = "") -> None:
    """The bound on rows fetched before the first one leaves."""
    require(
        fetched <= EARLY,
        asked=f"{asked}, and stop at the first data row",
        expected=f"at most {EARLY:,} rows fetched from the database by then",
        got=f"{fetched:,} rows fetched\n{listed(ledger)}",
        note=note,
        figures=[Figure("fetched first", "rows", fetched, allowed=EARLY, bar=True)],
    )


def listed(ledger: Ledger, most: int = 4) -> str:
    """The queries by text and call site, with their rows, the most rows first."""
    rows: Counter[tuple[str, str]] = Counter()
    for each in ledger.queries:
        rows[shorten(each.sql), each.site] += each.rows
    lines = [
        f"{count:>7,} by {sql}" + (f"\n           at {site}" if site else "")
        for (sql, site), count in rows.most_common(most)
    ]
    if len(rows) > most:
        lines.append(f"        and {len(rows) - most} more")
    return "\n".join(lines)


def check_queries(ledger: Ledger, rows: int, got: int, asked: str) -> None:
    """The bound on queries, for an export that is complete."""
    allowed = rows // 500 + 2
    count = len(ledger.queries)
    require(
        got == rows and count <= allowed,
        asked=asked,
        expected=f"{rows:,} rows with at most {allowed} queries",
        got=f"{got:,} rows with {count:,} queries\n{ledger.summary()}",
        figures=[Figure("queries", "", count, allowed=allowed)],
    )


def rest_of_threads(rows: Callable[[], int]) -> None:
    """Wait until the number of rows read stays as it is: a thread may be reading a page ahead."""
    quiet, seen = 0, rows()
    while quiet < QUIET:
        time.sleep(0.01)
        quiet = quiet + 1 if rows() == seen else 0
        seen = rows()
