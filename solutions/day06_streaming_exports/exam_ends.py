"""Task 4: however a stream ends, what was sent is logged once, and nothing more is read."""

import contextlib
import random
from typing import Any

from django.db import OperationalError, connection

from katas.newsroom.models import Article
from solutions.day06_streaming_exports import exam_reading, exam_rows
from solutions.day06_streaming_exports.exam_faults import (
    Failing,
    Texts,
    break_off,
    broken,
    check_cut,
    left_behind,
)
from solutions.day06_streaming_exports.exam_left import end_each_way, left_soon
from solutions.day06_streaming_exports.exam_long import long_export
from solutions.day06_streaming_exports.exam_many import archive
from solutions.day06_streaming_exports.exam_overlap import Overlap
from solutions.day06_streaming_exports.exam_reading import sent
from solutions.day06_streaming_exports.exam_rows import Row
from solutions.day06_streaming_exports.exam_streams import Stream, closed
from solutions.day06_streaming_exports.exam_watch import (
    Audit,
    check_audit,
    watched,
)
from solutions.grading.examiner import Contradicted, Exam, Ledger, question

PLANS = ["end", "first chunk", "leave", "leave", "leave"]


def some_rows(exam: Exam) -> list[Row]:
    """Articles whose bytes are no measure of rows, and drafts; others each time."""
    count = exam.random.randint(150, 260)
    rows = exam_rows.easy(exam.random, count, exam_rows.mild, 0.1)
    exam_rows.fill(exam, rows)
    return rows


def count(rows: list[Row]) -> int:
    return sum(row.published for row in rows)


@question(task=4)
def the_client_leaves(exam: Exam) -> None:
    """Exports, some at the same time: taken to the end, or closed after a drawn number of rows."""
    if "long" in exam.kept:
        long_export(exam).check_logged()
    rows = some_rows(exam)
    with watched(exam) as (ledger, audit):
        to_the_end(exam, audit, count(rows))
        exam_rows.fill(exam, rows)
        asked = f"an export of {count(rows):,} rows"
        end_each_way(exam, ledger, audit, exam_reading.texts(rows), asked)
        Overlap(exam, ledger, audit, rows).run(PLANS)


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
    """Errors at drawn places, behind the first pages too, and a row that cannot be read."""
    draw, found = exam.random, archive(exam)
    with watched(exam) as (ledger, audit):
        asked = f"an export of {found.published:,} rows"
        left_soon(exam, ledger, audit, asked)
        stream = Stream(exam)
        stream.take_lines(far(exam))
        fails(exam, ledger, audit, stream, found.texts, 0, asked)
        exam.ask("release")
        rows = some_rows(exam)
        texts, asked = exam_reading.texts(rows), f"an export of {count(rows):,} rows"
        for point, begun in draw.sample([(0, False), (draw.randint(1, 100), True)], 2):
            fails(exam, ledger, audit, Stream(exam), texts, point, asked, begun)
        cannot_be_read(exam, ledger, audit, rows, asked)


def far(exam: Exam) -> int:
    """Rows of the archive that lie behind the first page, however large it is."""
    return exam.random.randint(2_010, 3_300)


def fails(
    exam: Exam,
    ledger: Ledger,
    audit: Audit,
    stream: Stream,
    texts: Texts,
    point: int,
    asked: str,
    begun: bool = False,
) -> None:
    """The database fails after so many rows from here on; at once, if it is none."""
    draw = exam.random
    hook = Failing(draw, ledger, point, f"the line {draw.randrange(10**6)} was lost", begun)
    where = f"after {point} rows, where a statement begins" if begun else f"at row {point}"
    break_off(exam, audit, stream, hook, texts, f"{asked}, whose database fails {where}")


def cannot_be_read(
    exam: Exam,
    ledger: Ledger,
    audit: Audit,
    rows: list[Row],
    asked: str,
    asynchronous: bool = False,
) -> None:
    """From now on a cell of these rows cannot be read: an export of them breaks off."""
    column, value = torn(exam.random, rows)
    exam.ask("tear", column, value, exam.random.randrange(4))
    hook = Failing(exam.random, ledger, 10**9, "cannot be read")
    asked += f", one with a {column} that cannot be read"
    break_off(exam, audit, Stream(exam, asynchronous), hook, exam_reading.texts(rows), asked)


def torn(draw: random.Random, rows: list[Row]) -> tuple[str, Any]:
    """A column, and a value in it of an article that is published."""
    row = draw.choice([row for row in rows if row.published])
    found = [("title", row.title), ("word_count", row.words), ("name", row.author[1])]
    return draw.choice(found)


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
