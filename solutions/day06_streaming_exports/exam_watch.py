"""What is watched while exports are under way: the audit, rows that leave, chunks that come."""

import contextlib
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from solutions.day06_streaming_exports.exam_statements import (
    SEVERAL,
    articles,
    gives_articles,
    kind,
    queries,
)
from solutions.grading.examiner import Contradicted, Exam, Ledger, memory

ENDLESS = 10_000  # queries of one question, unless it says more
KINDS = 3  # of queries that give as many rows as are allowed, such as articles and their authors
PATIENCE = 8.0  # seconds for what is on its way


@dataclass
class Audit:
    """What was logged, in this order."""

    entries: list[Any] = field(default_factory=list)

    def log(self, rows: Any) -> None:
        self.entries.append(rows)

    def wait(self, count: int = 1, seconds: float = PATIENCE) -> None:
        """Wait until so many entries are there, or patience ends."""
        until = time.monotonic() + seconds
        while len(self.entries) < count and time.monotonic() < until:
            time.sleep(0.005)


@contextlib.contextmanager
def watched(
    exam: Exam, reversed: bool = False, endless: int = ENDLESS
) -> Iterator[tuple[Ledger, Audit]]:
    """All that a fresh process asks of the database and logs, from its first moment on.

    reversed: rows that nobody ordered come the other way round. endless: queries that are too many.
    """
    audit = Audit()
    exam.services.functions["log_export"] = audit.log
    exam.database.reversed = reversed
    with exam.database.counting() as ledger, exam.services.counting():
        exam.database.failing = partial(bounded, ledger, endless)
        yield ledger, audit
        # A page may still be read, and what a server has sent to its end may still be logged.
        exam.database.counted = exam.services.counted = False


def bounded(ledger: Ledger, most: int, sql: str) -> None:
    """Exports that go on asking have no end."""
    if len(ledger.statements) > most:
        raise sqlite3.OperationalError(f"there are more than {most:,} queries, and no end")


def check_audit(audit: Audit, rows: set[int], asked: str, logged: int = 0) -> None:
    got = audit.entries[logged:]
    if len(got) != 1 or type(got[0]) is not int or got[0] not in rows:
        words = ", ".join(f"log_export({each!r})" for each in got) or "no call of log_export"
        raise Contradicted(asked, f"log_export({max(rows)}), once", words)


def at_rest(exam: Exam, ledger: Ledger, asynchronous: bool = False) -> tuple[int, int]:
    """Queries and rows when they stay as they are: another thread, or a task, may be reading."""

    looks = 10 if threads(exam) > 1 else 3 if asynchronous else 1

    def look() -> tuple[int, int]:
        if asynchronous:
            exam.ask("aquiet", 0.02, False)
        elif looks > 1:
            time.sleep(0.04)
        return len(queries(ledger)), ledger.rows

    seen, same = look(), 0
    while same < looks:
        now = look()
        seen, same = now, same + 1 if now == seen else 0
    return seen


def threads(exam: Exam) -> int:
    """How many threads the examined process has."""
    return int(memory.lines_of(f"/proc/{exam.session.pid}")["Threads"])


def check_still(
    exam: Exam, ledger: Ledger, before: tuple[int, int], asked: str, asynchronous: bool = False
) -> None:
    """Nothing more has been read since `before`."""
    after = at_rest(exam, ledger, asynchronous)
    more, rows = after[0] - before[0], after[1] - before[1]
    if more or rows:
        raise Contradicted(asked, "nothing more is read", f"{more} queries, {rows:,} rows")


class Early:
    """Lets no rows leave that go beyond `most` of articles until the first data row has come.

    Waits for it with patience: a row that was handed over is on its way.
    """

    def __init__(self, ledger: Ledger, most: int, size: float) -> None:
        self._ledger, self._most, self._size = ledger, most, size
        self._lock = threading.Lock()
        self.came = threading.Event()
        self._late = ""

    def __call__(self, sql: str, count: int) -> None:
        if self.came.is_set() or self._late:
            return
        with self._lock:
            fetched = articles(self._ledger) + (count if gives_articles(sql) and count > 1 else 0)
            most = max(fetched, *self._by_kind(sql, count).values())
            rows = self._ledger.rows + count
            few = most <= self._most and rows <= KINDS * self._most
            if few and self._ledger.sent <= self._size:
                return
            if not self.came.wait(PATIENCE) and not self._late:
                self._late = f"{max(most, rows - most):,} rows, {self._ledger.sent:,} bytes"

    def words(self) -> str:
        """What had left when the first row had come, if that is too much."""
        for text, size in list(self._ledger.weighed.items()):
            if size > max(self._size / 2, SEVERAL * self._ledger.gave[text]):
                return self._late or f"{self._ledger.gave[text]:,} rows of {size:,} bytes"
        return self._late

    def _by_kind(self, sql: str, count: int) -> Counter[str]:
        """No query gives more, and it is the same one whatever its text calls the columns."""
        found = Counter({kind(self._ledger, sql): count})
        for text, rows in list(self._ledger.gave.items()):
            found[kind(self._ledger, text)] += rows
        return found
