"""What happens to an export on its way: its database fails, or its rows are held."""

import contextlib
import random
import sqlite3
import threading
from collections.abc import Iterator, Sequence

from solutions.day06_streaming_exports import exam_reading
from solutions.day06_streaming_exports.exam_reading import sent
from solutions.day06_streaming_exports.exam_rows import Row
from solutions.day06_streaming_exports.exam_statements import (
    articles,
    bounds,
    gives_articles,
    queries,
)
from solutions.day06_streaming_exports.exam_streams import Stream, closed
from solutions.day06_streaming_exports.exam_watch import PATIENCE, Audit
from solutions.grading.examiner import Contradicted, Exam, Ledger, Reply

Texts = Sequence[tuple[str, str, str]]
RARE = (
    sqlite3.DatabaseError,
    sqlite3.InterfaceError,
    sqlite3.InternalError,
    sqlite3.DataError,
)
BESIDE = 4  # queries of pages that are read at the same time as the one that fails


class Failing:
    """The database fails once, in any way, when so many rows of articles have left.

    begun: not at a fetch, but where a statement begins.
    """

    def __init__(
        self, draw: random.Random, ledger: Ledger, rows: int, words: str, begun: bool = False
    ) -> None:
        self.ledger, self._rows, self.words, self._begun = ledger, rows, words, begun
        self._before = articles(ledger)
        self._lock = threading.Lock()
        self.kind = draw.choice((sqlite3.OperationalError, draw.choice(RARE)))
        self.failed = False
        self.queries = 0

    def fetching(self, sql: str, given: int, most: int) -> None:
        if not self._begun:
            self._fail(sql)

    def failing(self, sql: str) -> None:
        if self._begun:
            self._fail(sql)

    def _fail(self, sql: str) -> None:
        with self._lock:
            enough = articles(self.ledger) - self._before >= self._rows
            if self.failed or not enough or bounds(sql):
                return
            if not self._rows and not gives_articles(sql):
                return
            self.failed = True
            self.queries = len(queries(self.ledger))
        raise self.kind(self.words)


@contextlib.contextmanager
def failing(exam: Exam, hook: Failing) -> Iterator[Failing]:
    """The database fails so within the block."""
    before = exam.database.failing
    exam.database.fetching, exam.database.failing = hook.fetching, hook.failing
    try:
        yield hook
    finally:
        exam.database.fetching, exam.database.failing = None, before


def break_off(
    exam: Exam, audit: Audit, stream: Stream, hook: Failing, texts: Texts, asked: str
) -> None:
    """Take what comes of an export until its database fails: the error goes on, and it is logged.

    With fewer rows than there are, an error has come: half an export must not look whole.
    """
    logged = len(audit.entries)
    with failing(exam, hook):
        while stream.take(exam.random.randint(50, 300)):
            pass
    check_broken_off(stream, texts, hook.words, asked)
    after = len(queries(hook.ledger))
    if hook.failed and stream.ended and not stream.asynchronous and after > hook.queries + BESIDE:
        raise Contradicted(asked, "no further page", f"{after - hook.queries} queries more")
    closed(exam, audit, stream, f"{asked}; {max(sent(stream.body)):,} came", logged)


def check_broken_off(stream: Stream, texts: Texts, words: str, asked: str) -> None:
    if not stream.ended:
        exam_reading.judge_texts(asked, texts, stream.body)
    elif not any(words in each for each in stream.ended):
        raise Contradicted(
            asked, f"that error, or another raised from it: {words}", stream.ended[0]
        )


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
    draw = exam.random
    with failing(exam, Failing(draw, ledger, draw.randint(1, 100), "the line was lost")):
        return exam.fetch(port, target)


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
    held = exam.database.fetching = Held(ledger, exam.random.randint(1, 100))
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
