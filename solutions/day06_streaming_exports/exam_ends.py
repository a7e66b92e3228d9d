"""Task 4: however a stream ends, what was sent is logged once, and nothing more is read."""

import contextlib
from typing import Any

from django.db import OperationalError, connection

from katas.newsroom.models import Article
from solutions.day06_streaming_exports import exam_reading, exam_rows
from solutions.day06_streaming_exports.exam_faults import Failing, broken, check_cut, left_behind
from solutions.day06_streaming_exports.exam_reading import sent
from solutions.day06_streaming_exports.exam_rows import Row
from solutions.day06_streaming_exports.exam_streams import Stream, closed
from solutions.day06_streaming_exports.exam_watch import (
    Audit,
    at_rest,
    check_audit,
    check_still,
    queries,
    watched,
)
from solutions.grading.examiner import Contradicted, Exam, Ledger, question


def some_rows(exam: Exam) -> list[Row]:
    """Articles whose lines and bytes are no measure of rows, and drafts; others each time."""
    count = exam.random.randint(620, 880)
    rows = exam_rows.drawn(exam.random, count, exam_rows.mild, 0.1)
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
        to_the_end(exam, audit, published)
        asked = f"close an export beside which {len(plans)} others have ended"
        beside = Stream(exam)
        beside.take_rows(draw.randint(1, 300))
        if not_open := beside.ended is not None:
            closed(exam, audit, beside, asked, 1)
        for plan in plans:
            leave(exam, ledger, audit, plan, published)
        if not not_open:
            closed(exam, audit, beside, asked, len(plans) + 1)
        at_rest(exam, ledger)
        if len(audit.entries) > len(plans) + 2:
            raise Contradicted(asked, "one call of log_export for each", audit.entries)


def leave(exam: Exam, ledger: Ledger, audit: Audit, plan: str, published: int) -> None:
    """One export, and how it ends."""
    logged = len(audit.entries)
    stream = Stream(exam)
    if plan == "end":
        stream.rest()
        closed(exam, audit, stream, f"take an export of {published:,} rows to its end", logged)
        return
    if plan == "first chunk":
        stream.take()
    else:
        stream.take_rows(exam.random.randint(1, 500))
    before = at_rest(exam, ledger)
    arrived = max(sent(stream.body))
    asked = f"close an export of {published:,} rows after {arrived:,}"
    closed(exam, audit, stream, asked, logged)
    check_still(exam, ledger, before, asked)


def to_the_end(exam: Exam, audit: Audit, published: int) -> None:
    """An export to its end, ahead of which some articles are withdrawn: they have been sent."""
    stream = Stream(exam)
    stream.take_rows(published)
    withdraw(exam)
    stream.rest()
    asked = f"take an export of {published:,} rows; some are withdrawn ahead of its end"
    closed(exam, audit, stream, asked, 0)


def withdraw(exam: Exam) -> None:
    """Withdraw some articles, unless they are being read."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")
    with contextlib.suppress(OperationalError):
        first = Article.objects.filter(published=True).order_by("pk").values("pk")
        Article.objects.filter(pk__in=first[: exam.random.randint(3, 30)]).update(published=False)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 10000")


@question(task=4)
def the_database_fails(exam: Exam) -> None:
    """Errors at drawn fetches, and a row that cannot be read: logged, and the error goes on."""
    draw = exam.random
    rows = some_rows(exam)
    points = [0, draw.randint(1, 600)]
    draw.shuffle(points)
    with watched(exam) as (ledger, audit):
        # The row stays torn from then on.
        for point in [*points, None]:
            fail(exam, ledger, audit, rows, point)


def fail(exam: Exam, ledger: Ledger, audit: Audit, rows: list[Row], point: int | None) -> None:
    draw, logged = exam.random, len(audit.entries)
    words = f"the line {draw.randrange(10**6)} was lost"
    asked = f"an export whose database fails after {point} rows"
    if point is None:
        torn = draw.choice([row for row in rows if row.published])
        exam.ask("tear", torn.title)
        words, asked = "cannot be read", "an export with a row that cannot be read"
    stream = Stream(exam)
    hook = Failing(ledger, 10**9 if point is None else point, words)
    exam.database.fetching = hook
    if point and draw.random() < 0.5:
        stream.take_rows(draw.randint(1, point))
    while stream.take(draw.randint(50, 300)):
        pass
    check_broken_off(stream, rows, words, asked)
    after = len(queries(ledger))
    if hook.failed and stream.ended and after != hook.queries:
        raise Contradicted(asked, "no further query", f"{after - hook.queries} more")
    exam.database.fetching = None
    closed(exam, audit, stream, f"{asked}; {max(sent(stream.body)):,} came", logged)


def check_broken_off(stream: Stream, rows: list[Row], words: str, asked: str) -> None:
    """With fewer rows than there are, an error has come: half an export must not look whole."""
    if not stream.ended:
        exam_reading.judge_rows(asked, rows, stream.body)
    elif not any(words in each for each in stream.ended):
        raise Contradicted(
            asked, f"that error, or another raised from it: {words}", stream.ended[0]
        )


@question(task=4)
def the_server_is_told(exam: Exam) -> None:
    """On a real server: a client leaves while rows are held, and one whose export breaks off."""
    draw = exam.random
    rows = some_rows(exam)
    plans = ["leaves", "breaks"]
    draw.shuffle(plans)
    with watched(exam) as (ledger, audit):
        port = exam.ask("serve")
        for plan in plans:
            logged = len(audit.entries)
            if plan == "leaves":
                body, given = left_behind(exam, ledger, audit, port, "/export/")
                check_left(audit.entries[logged:], body, given, "leave gunicorn's export")
                continue
            reply = broken(exam, ledger, port, "/export/")
            asked = "gunicorn's export, when its database fails on the way"
            check_cut(reply, rows, asked)
            audit.wait(logged + 1)
            check_audit(audit, sent(reply.body) if reply.status == 200 else {0}, asked, logged)


def check_left(entries: list[Any], body: bytes, given: int, asked: str) -> None:
    """Logged once: not less than had come, and not more than the database gave."""
    rows = sent(body)
    if len(entries) != 1 or type(entries[0]) is not int or not min(rows) <= entries[0] <= given:
        words = ", ".join(f"log_export({each!r})" for each in entries) or "no call of log_export"
        came = f"once, with {min(rows):,} rows or some more on their way"
        raise Contradicted(f"{asked} while it waits for rows", came, words)
