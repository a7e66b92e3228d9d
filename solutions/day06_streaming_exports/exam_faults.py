"""What happens to an export on its way: its database fails, or its rows are held."""

import sqlite3
import threading

from solutions.day06_streaming_exports import exam_reading
from solutions.day06_streaming_exports.exam_rows import Row
from solutions.day06_streaming_exports.exam_watch import (
    PATIENCE,
    Audit,
    articles,
    gives_articles,
    queries,
)
from solutions.grading.examiner import Contradicted, Exam, Ledger, Reply


class Failing:
    """The database fails once, when so many rows of articles have left."""

    def __init__(self, ledger: Ledger, rows: int, words: str) -> None:
        self._ledger, self._rows, self._words = ledger, rows, words
        self._before = articles(ledger)
        self._lock = threading.Lock()
        self.failed = False
        self.queries = 0

    def __call__(self, sql: str, given: int, most: int) -> None:
        with self._lock:
            enough = articles(self._ledger) - self._before >= self._rows
            if self.failed or not enough or not gives_articles(sql):
                return
            self.failed = True
            self.queries = len(queries(self._ledger))
        raise sqlite3.OperationalError(self._words)


class Held:
    """Holds whatever is fetched once so many rows of articles have left, until it is let go."""

    def __init__(self, ledger: Ledger, rows: int) -> None:
        self._ledger, self._most = ledger, articles(ledger) + rows
        self.reached, self.go_on = threading.Event(), threading.Event()
        self.statement = ""
        self.queries = self.rows = 0

    def __call__(self, sql: str, given: int, most: int) -> None:
        if self.go_on.is_set() or articles(self._ledger) < self._most:
            return
        if not self.reached.is_set():
            self.statement = sql
            self.queries, self.rows = len(queries(self._ledger)), self._ledger.rows
        self.reached.set()
        self.go_on.wait(6 * PATIENCE)


def broken(exam: Exam, ledger: Ledger, port: int, target: str) -> Reply:
    """An export whose database fails at a drawn fetch."""
    exam.database.fetching = Failing(ledger, exam.random.randint(1, 500), "the line was lost")
    reply = exam.fetch(port, target)
    exam.database.fetching = None
    return reply


def check_cut(reply: Reply, rows: list[Row], asked: str) -> None:
    """An export that looks whole has all its rows."""
    if reply.whole and reply.status == 200:
        try:
            exam_reading.judge_rows(asked, rows, reply.body)
        except Contradicted:
            got = f"{len(reply.body):,} bytes that look whole"
            raise Contradicted(asked, "the answer is broken off", got) from None


def left_behind(
    exam: Exam, ledger: Ledger, audit: Audit, port: int, target: str
) -> tuple[bytes, int]:
    """Leave a server's export while a fetch is held.

    Returns what had come, and how many rows of articles were given in all.
    """
    before, logged = articles(ledger), len(audit.entries)
    held = exam.database.fetching = Held(ledger, exam.random.randint(1, 500))
    exchange = exam.exchange(port, target, within=0.3)
    body = b""
    try:
        exchange.begin()
        for piece in exchange.pieces():
            body += piece
    except TimeoutError:
        if not held.reached.wait(2 * PATIENCE):
            raise
    exchange.leave()
    audit.wait(logged + 1, 0.3)
    held.go_on.set()
    exam.database.fetching = None
    audit.wait(logged + 1)
    return body, articles(ledger) - before
