"""Task 6: the async view, in an event loop of its process and on a real server."""

import threading
from functools import partial

from solutions.day06_streaming_exports import exam_rows
from solutions.day06_streaming_exports.exam_ends import (
    Failing,
    Held,
    broken,
    check_broken_off,
    check_cut,
    count,
    left_behind,
    some_rows,
)
from solutions.day06_streaming_exports.exam_headers import check_headers, check_not_buffered
from solutions.day06_streaming_exports.exam_rows import sent
from solutions.day06_streaming_exports.exam_tap import MOST, SIZE, archive, check_few, check_first
from solutions.day06_streaming_exports.exam_watch import (
    PATIENCE,
    Audit,
    Early,
    Stream,
    articles,
    closed,
    gives_articles,
    queries,
    watched,
)
from solutions.grading.examiner import Contradicted, Exam, Ledger, question

AHEAD = 4_000  # rows: whoever reads ahead holds fewer


@question(task=6)
def async_exports_stream(exam: Exam) -> None:
    """The first row early, little read ahead of a client that rests, few queries, all rows."""
    rows = archive(exam)
    published = count(rows)
    asked = f"export {published:,} articles by aexport_articles"
    with watched(exam) as (ledger, audit):
        if exam.ask("ais_async") is not True:
            raise Contradicted("aexport_articles", "an async view", "a view that is not async")
        early = exam.database.leaving = Early(ledger, MOST, SIZE)
        stream = Stream(exam, asynchronous=True)
        check_first(early, stream, ledger, asked)
        exam.ask("aquiet", 0.1, False)
        arrived = max(sent(stream.body))
        exam.at_most(f"{asked}: rows read ahead", AHEAD - 1, articles(ledger) - arrived, "rows")
        body = stream.rest()
        check_few(queries(ledger), published, asked)
        exam_rows.judge(asked, rows, body)
        closed(exam, audit, stream, f"{asked}, to the end")


@question(task=6)
def async_exports_of_a_server(exam: Exam) -> None:
    """On a real server: rows and headers, one export and several; a client leaves, one breaks off."""
    draw = exam.random
    rows = exam_rows.drawn(draw, draw.randint(50, 110))
    exam_rows.fill(exam, rows)
    with watched(exam) as (ledger, audit):
        port = exam.ask("aserve")
        fetch = partial(exam.fetch, port, "/aexport/?zone=345&language=de")
        for visits in draw.sample([1, 3, 0], 3):
            exam_rows.fill(exam, rows if visits else [])
            for reply in exam.at_once(*[fetch] * (visits or 1)):
                check_headers(reply)
                check_not_buffered(reply.header("X-Accel-Buffering"))
                exam_rows.judge("an export by aexport_articles", rows if visits else [], reply.body)
            rows = exam_rows.change(rows, draw)
        audit.wait(5)
        rows = some_rows(exam)
        logged = len(audit.entries)
        body, given = left_behind(exam, ledger, audit, port, "/aexport/", logged)
        got = audit.entries[logged:]
        asked = f"leave uvicorn's export of {count(rows):,} rows after {max(sent(body)):,}"
        if len(got) != 1 or type(got[0]) is not int or not min(sent(body)) <= got[0] <= given:
            words = ", ".join(map(str, got)) or "no call of log_export"
            raise Contradicted(asked, "log_export of what had left, once", words)
        reply = broken(exam, ledger, port, "/aexport/")
        check_cut(reply, rows, "uvicorn's export, when its database fails on the way")


@question(task=6)
def async_exports_end(exam: Exam) -> None:
    """Async exports that end in each way, some beside another one that is under way."""
    draw = exam.random
    rows = some_rows(exam, 1_500)
    published = count(rows)
    plans = ["end", "leave", "wait", "fail", "fail at once"]
    draw.shuffle(plans)
    with watched(exam) as (ledger, audit):
        beside = Stream(exam, asynchronous=True)
        beside.take_rows(draw.randint(1, 500))
        for logged, plan in enumerate(plans):
            asked = f"an async export of {published:,} rows ({plan})"
            ended(exam, ledger, audit, plan, rows, logged, asked)
        asked = f"leave an async export beside which {len(plans)} others have ended"
        closed(exam, audit, beside, asked, len(plans))
        exam.ask("aquiet", 0.05, False)
        if len(audit.entries) > len(plans) + 1:
            raise Contradicted(asked, "one call of log_export for each", audit.entries)


def ended(
    exam: Exam,
    ledger: Ledger,
    audit: Audit,
    plan: str,
    rows: list[exam_rows.Row],
    logged: int,
    asked: str,
) -> None:
    draw = exam.random
    if plan == "wait":
        left_waiting(exam, ledger, audit, logged, asked)
        return
    words = f"the line {draw.randrange(10**6)} was lost"
    if plan.startswith("fail"):
        point = 0 if plan == "fail at once" else draw.randint(1, 1_000)
        exam.database.fetching = Failing(ledger, point, words)
    stream = Stream(exam, asynchronous=True)
    if plan == "leave":
        stream.take_rows(draw.choice([0, draw.randint(1, 900)]))
    elif plan == "end":
        exam_rows.judge(asked, rows, stream.rest())
    else:
        while stream.take(draw.randint(50, 500)):
            pass
        check_broken_off(stream, rows, words, asked)
    exam.database.fetching = None
    exam.ask("aquiet", 0.05, False)
    before = len(queries(ledger)), ledger.rows
    closed(exam, audit, stream, f"{asked}; {max(sent(stream.body)):,} came", logged)
    exam.ask("aquiet", 0.05, False)
    after = len(queries(ledger)), ledger.rows
    if after != before:
        raise Contradicted(
            asked, "nothing more is read", f"{after[0] - before[0]} queries, {after[1] - before[1]} rows"
        )


def left_waiting(exam: Exam, ledger: Ledger, audit: Audit, logged: int, asked: str) -> None:
    """Leave while the export waits for rows that are held. Its page may come to its end."""
    before = articles(ledger)
    held = Held(ledger, before + exam.random.randint(1, 600))
    exam.database.fetching = held
    stream = Stream(exam, asynchronous=True)
    while stream.ended is None:
        stream.drain()
        if held.reached.is_set():
            stream.drain()
            break
    letting = threading.Timer(0.2, held.go_on.set)
    letting.start()
    closed(exam, audit, stream, f"{asked}; {max(sent(stream.body)):,} came", logged)
    letting.join(PATIENCE)
    exam.database.fetching = None
    exam.ask("aquiet", 0.1, False)
    begun = [text for text in queries(ledger)[held.queries :] if gives_articles(text)]
    if len(begun) > 4 or ledger.rows - held.rows >= AHEAD:
        got = f"{len(begun)} queries, {ledger.rows - held.rows:,} rows"
        raise Contradicted(asked, "no further page is begun", got)
