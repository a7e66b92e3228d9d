"""Task 4: however a stream ends, what was sent is logged once, and nothing more is read."""

import sqlite3
import threading
from typing import Any

from solutions.day06_streaming_exports import exam_rows
from solutions.day06_streaming_exports.exam_rows import Row, sent
from solutions.day06_streaming_exports.exam_watch import (
    PATIENCE,
    Audit,
    Stream,
    articles,
    at_rest,
    check_audit,
    closed,
    gives_articles,
    queries,
    watched,
)
from solutions.grading.examiner import Contradicted, Exam, Ledger, Reply, question


def some_rows(exam: Exam, most: int = 1_600) -> list[Row]:
    """Articles with hard texts among them, drafts too; in each question others."""
    rows = exam_rows.drawn(exam.random, exam.random.randint(1_200, most), exam_rows.plain, 0.1)
    rows = exam_rows.mixed(exam.random, rows)
    exam_rows.fill(exam, rows)
    return rows


def count(rows: list[Row]) -> int:
    return sum(row.published for row in rows)


@question(task=4)
def the_client_leaves(exam: Exam) -> None:
    """Exports, some at the same time: taken to the end, or closed after a drawn number of rows."""
    draw = exam.random
    rows = some_rows(exam)
    published = count(rows)
    plans = ["end", "first chunk", "half-way", "half-way"]
    draw.shuffle(plans)
    with watched(exam) as (ledger, audit):
        beside = Stream(exam)
        beside.take_rows(draw.randint(1, 500))
        for logged, plan in enumerate(plans):
            leave(exam, ledger, audit, plan, published, logged)
        asked = f"close an export beside which {len(plans)} others have ended"
        closed(exam, audit, beside, asked, len(plans))
        at_rest(lambda: len(ledger.statements))
        if len(audit.entries) > len(plans) + 1:
            raise Contradicted(asked, "one call of log_export for each", audit.entries)


def leave(
    exam: Exam, ledger: Ledger, audit: Audit, plan: str, published: int, logged: int
) -> None:
    """One export, and how it ends."""
    stream = Stream(exam)
    if plan == "end":
        stream.rest()
        closed(exam, audit, stream, f"take an export of {published:,} rows to its end", logged)
        return
    if plan == "first chunk":
        stream.take()
    else:
        stream.take_rows(exam.random.randint(1, 900))
    before = at_rest(lambda: (len(ledger.statements), ledger.rows))
    arrived = max(sent(stream.body))
    asked = f"close an export of {published:,} rows after {arrived:,}"
    closed(exam, audit, stream, asked, logged)
    after = at_rest(lambda: (len(ledger.statements), ledger.rows))
    if after != before:
        raise Contradicted(
            asked, "nothing more is read", f"{after[0] - before[0]} queries, {after[1] - before[1]:,} rows"
        )


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


@question(task=4)
def the_database_fails(exam: Exam) -> None:
    """Errors at drawn fetches, and a row that cannot be read: logged, and the error goes on."""
    draw = exam.random
    rows = some_rows(exam)
    points: list[int | str] = [0, draw.randint(1, 1_000), "a row"]
    draw.shuffle(points)
    points.remove("a row")
    points.append("a row")  # the field stays as it is from then on
    with watched(exam) as (ledger, audit):
        for logged, point in enumerate(points):
            failing(exam, ledger, audit, rows, point, logged)


def failing(
    exam: Exam, ledger: Ledger, audit: Audit, rows: list[Row], point: Any, logged: int
) -> None:
    draw, published = exam.random, count(rows)
    words = f"the line {draw.randrange(10**6)} was lost"
    hook = Failing(ledger, point if type(point) is int else 10**9, words)
    exam.database.fetching = hook
    if point == "a row":
        torn = draw.choice([row for row in rows if row.published and len(row.title) > 9])
        exam.ask("tear", torn.title)
        words, asked = "cannot be read", "an export with a row that cannot be read"
    else:
        asked = f"an export whose database fails after {point:,} rows"
    stream = Stream(exam)
    if type(point) is int and point and draw.random() < 0.5:
        stream.take_rows(draw.randint(1, point))
    while stream.take(draw.randint(50, 500)):
        pass
    check_broken_off(stream, rows, words, asked)
    after = len(queries(ledger))
    if hook.failed and stream.ended and after != hook.queries:
        raise Contradicted(asked, "no further query", f"{after - hook.queries} more")
    closed(exam, audit, stream, f"{asked}; {max(sent(stream.body)):,} of {published:,} came", logged)


def check_broken_off(stream: Stream, rows: list[Row], words: str, asked: str) -> None:
    """With fewer rows than there are, an error has come: half an export must not look whole."""
    if not stream.ended:
        exam_rows.judge(asked, rows, stream.body)
    elif not any(words in each for each in stream.ended):
        raise Contradicted(asked, f"that error, or another raised from it: {words}", stream.ended[0])


class Held:
    """Holds whatever is fetched once so many rows of articles have left, until it is let go."""

    def __init__(self, ledger: Ledger, rows: int) -> None:
        self._ledger, self._rows = ledger, rows
        self.reached, self.go_on = threading.Event(), threading.Event()
        self.statement = ""
        self.queries = self.rows = 0

    def __call__(self, sql: str, given: int, most: int) -> None:
        if self.go_on.is_set() or articles(self._ledger) < self._rows:
            return
        if not self.reached.is_set():
            self.statement = sql
            self.queries, self.rows = len(queries(self._ledger)), self._ledger.rows
        self.reached.set()
        self.go_on.wait(6 * PATIENCE)


@question(task=4)
def the_server_is_told(exam: Exam) -> None:
    """On a real server: a client leaves while rows are held, and one whose export breaks off."""
    draw = exam.random
    rows = some_rows(exam)
    published = count(rows)
    with watched(exam) as (ledger, audit):
        port = exam.ask("serve")
        plans = ["leaves", "breaks"]
        draw.shuffle(plans)
        for logged, plan in enumerate(plans):
            if plan == "leaves":
                body, given = left_behind(exam, ledger, audit, port, "/export/", logged)
                got = audit.entries[logged:]
                asked = f"leave an export of {published:,} rows after {max(sent(body)):,}"
                if len(got) != 1 or type(got[0]) is not int or not min(sent(body)) <= got[0] <= given:
                    words = ", ".join(map(str, got)) or "no call of log_export"
                    raise Contradicted(asked, "log_export of what had left, once", words)
            else:
                reply = broken(exam, ledger, port, "/export/")
                asked = "an export whose database fails on the way"
                check_cut(reply, rows, asked)
                audit.wait(logged + 1)
                check_audit(audit, sent(reply.body), asked, logged)


def broken(exam: Exam, ledger: Ledger, port: int, target: str) -> Reply:
    """An export whose database fails at a drawn fetch."""
    exam.database.fetching = Failing(ledger, exam.random.randint(1, 900), "the line was lost")
    reply = exam.fetch(port, target)
    exam.database.fetching = None
    return reply


def check_cut(reply: Reply, rows: list[Row], asked: str) -> None:
    if reply.whole and reply.status == 200:
        try:
            exam_rows.judge(asked, rows, reply.body)
        except Contradicted:
            got = f"{len(reply.body):,} bytes that look whole"
            raise Contradicted(asked, "the answer is broken off", got) from None


def left_behind(
    exam: Exam, ledger: Ledger, audit: Audit, port: int, target: str, logged: int
) -> tuple[bytes, int]:
    """Leave a server's export while a fetch is held. Returns what had come, and rows given in all."""
    before = articles(ledger)
    held = exam.database.fetching = Held(ledger, before + exam.random.randint(1, 900))
    exchange = exam.exchange(port, target, within=0.3)
    body = b""
    try:
        exchange.begin()
        for piece in exchange.pieces():
            body += piece
    except TimeoutError:
        if not held.reached.wait(PATIENCE):
            raise
    exchange.leave()
    audit.wait(logged + 1, 0.3)
    held.go_on.set()
    exam.database.fetching = None
    audit.wait(logged + 1)
    at_rest(lambda: (len(ledger.statements), ledger.rows))
    begun = [text for text in queries(ledger)[held.queries :] if gives_articles(text)]
    if len(begun) > 4 or ledger.rows - held.rows >= 4_000:
        got = f"{len(begun)} queries, {ledger.rows - held.rows:,} rows"
        raise Contradicted("leave an export while it waits for rows", "no further page", got)
    return body, articles(ledger) - before
