"""What the database is asked: statements and rows, counted at the cursor, on every thread.

Django's own query log belongs to one connection and so to one thread: queries made in a worker
thread or on another loop count zero there. Here the cursors of all connections are watched.
Source: django/db/backends/base/base.py, `_prepare_cursor`, `_commit`, `_rollback`.
"""

import textwrap
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET CONSTRAINTS")


@dataclass
class Statement:
    """One statement: its SQL, the answer's line that caused it ("" if unknown), rows fetched."""

    sql: str
    site: str
    rows: int = 0

    @property
    def is_transaction(self) -> bool:
        return self.sql.lstrip().upper().startswith(TRANSACTION)


@dataclass
class Ledger:
    """All statements since the watch began. before_fetch: called where rows are about to come."""

    site: Callable[[], str]
    statements: list[Statement] = field(default_factory=list)
    before_fetch: Callable[[], None] = lambda: None

    @property
    def queries(self) -> list[Statement]:
        """The statements, without those that only begin or end a transaction."""
        return [each for each in self.statements if not each.is_transaction]

    def rows(self, table: str = "") -> int:
        """Rows fetched so far by statements whose SQL names the table (any, by default)."""
        return sum(each.rows for each in self.statements if table in each.sql)

    def greediest(self) -> str:
        """The answer's line that fetched the most rows, or ""."""
        most = max(self.statements, key=lambda each: each.rows, default=None)
        return f"{most.rows:,} rows were fetched at {most.site}" if most and most.site else ""

    def summary(self, most: int = 4) -> str:
        """The queries grouped by text and call site, the most frequent first."""
        groups = Counter((shorten(each.sql), each.site) for each in self.queries)
        lines = [
            f"{times:>5} x {sql}" + (f"\n        from {site}" if site else "")
            for (sql, site), times in groups.most_common(most)
        ]
        if len(groups) > most:
            lines.append(f"      and {len(groups) - most} more")
        return "\n".join(lines)


def shorten(sql: str, limit: int = 110) -> str:
    """The SQL on one line, without the newsroom's column lists."""
    text = sql.replace('"', "").replace("newsroom_", "")
    head, found, rest = text.partition(" FROM ")
    if found:
        text = textwrap.shorten(head, 40, placeholder=" ...") + found + rest
    return textwrap.shorten(text, limit, placeholder=" ...")


class Tap:
    """A database cursor that notes what passes."""

    def __init__(self, cursor: Any, ledger: Ledger) -> None:
        self._cursor = cursor
        self._ledger = ledger
        self._statement = Statement("", "")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def _note(self, sql: object) -> None:
        self._statement = Statement(str(sql), self._ledger.site())
        self._ledger.statements.append(self._statement)

    def execute(self, sql: object, *args: Any) -> Any:
        self._note(sql)
        return self._cursor.execute(sql, *args)

    def executemany(self, sql: object, *args: Any) -> Any:
        self._note(sql)
        return self._cursor.executemany(sql, *args)

    def fetchone(self) -> Any:
        self._ledger.before_fetch()
        row = self._cursor.fetchone()
        self._statement.rows += row is not None
        return row

    def fetchmany(self, *args: Any, **kwargs: Any) -> Any:
        self._ledger.before_fetch()
        rows = self._cursor.fetchmany(*args, **kwargs)
        self._statement.rows += len(rows)
        return rows

    def fetchall(self) -> Any:
        self._ledger.before_fetch()
        rows = self._cursor.fetchall()
        self._statement.rows += len(rows)
        return rows

    def __iter__(self) -> Iterator[Any]:
        for row in self._cursor:
            self._statement.rows += 1
            yield row


_one_at_a_time = threading.Lock()


@contextmanager
def watching(site: Callable[[], str] = lambda: "") -> Iterator[Ledger]:
    """Count every statement and every fetched row of all connections until the block ends.

    site: gives the answer's line that is asking, for the failure message.
    """
    ledger = Ledger(site)
    base = BaseDatabaseWrapper
    # What a cursor passes whatever the backend, and whether Django logs its queries or not.
    prepare = base._prepare_cursor
    commit, rollback = base._commit, base._rollback

    def noting(word: str, method: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def ended(self: Any) -> Any:
            if self.connection is not None:
                ledger.statements.append(Statement(word, site()))
            return method(self)

        return ended

    with _one_at_a_time:
        base._prepare_cursor = lambda self, cursor: prepare(self, Tap(cursor, ledger))
        base._commit, base._rollback = noting("COMMIT", commit), noting("ROLLBACK", rollback)
        try:
            yield ledger
        finally:
            base._prepare_cursor = prepare
            base._commit, base._rollback = commit, rollback
