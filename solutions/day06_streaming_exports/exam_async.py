"""Task 6: the async view, in an event loop of its process and on a real server."""

import threading
from functools import partial

from solutions.day06_streaming_exports import exam_reading, exam_rows
from solutions.day06_streaming_exports.exam_ends import (
    check_broken_off,
    check_left,
    count,
    some_rows,
)
from solutions.day06_streaming_exports.exam_faults import (
    Failing,
    Held,
    broken,
    check_cut,
    left_behind,
)
from solutions.day06_streaming_exports.exam_headers import check_headers, check_not_buffered
from solutions.day06_streaming_exports.exam_reading import sent
from solutions.day06_streaming_exports.exam_streams import Stream, closed
from solutions.day06_streaming_exports.exam_tap import MOST, SIZE, archive, check_few, check_first
from solutions.day06_streaming_exports.exam_watch import (
    PATIENCE,
    Audit,
    Early,
    articles,
    at_rest,
    check_still,
    queries,
    shape,
    watched,
)
from solutions.grading.examiner import Contradicted, Exam, Ledger, question

AHEAD = 4_000  # rows: whoever reads ahead holds fewer


@question(task=6)
def async_exports_stream(exam: Exam) -> None:
    """The first row early, little read ahead of a client that rests, few queries, all rows."""
    _, published = archive(exam)
    asked = f"export {published:,} articles by aexport_articles"
    with watched(exam, reversed=True) as (ledger, audit):
        if exam.ask("ais_async") is not True:
            raise Contradicted("aexport_articles", "an async view", "a view that is not async")
        early = exam.database.leaving = Early(ledger, MOST, SIZE)
        stream = Stream(exam, asynchronous=True)
        check_first(early, stream, ledger, asked)
        at_rest(exam, ledger, asynchronous=True)
        arrived = max(sent(stream.body))
        exam.at_most(f"{asked}: rows read ahead", AHEAD - 1, articles(ledger) - arrived, "rows")
        closed(exam, audit, stream, f"{asked}; {arrived:,} came", 0)
        exam.ask("arelease")
        rows = exam_rows.drawn(exam.random, exam.random.randint(350, 499), drafts=0)
        exam_rows.fill(exam, rows)
        before = len(queries(ledger))
        stream = Stream(exam, asynchronous=True)
        asked = f"export {len(rows):,} articles by aexport_articles"
        exam_reading.judge(asked, rows, stream.rest())
        check_few(queries(ledger)[before:], len(rows), asked)
        closed(exam, audit, stream, f"{asked}, to the end", 1)


@question(task=6)
def async_exports_of_a_server(exam: Exam) -> None:
    """On a real server: rows and headers, one export and several; one is left, one breaks off."""
    draw = exam.random
    rows = exam_rows.drawn(draw, draw.randint(50, 110))
    exam_rows.fill(exam, rows)
    with watched(exam, reversed=True) as (ledger, audit):
        port = exam.ask("aserve")
        fetch = partial(exam.fetch, port, "/aexport/?zone=345&language=de")
        for visits in draw.sample([1, 3, 0], 3):
            exam_rows.fill(exam, rows if visits else [])
            for reply in exam.at_once(*[fetch] * (visits or 1)):
                check_headers(reply)
                check_not_buffered(reply.header("X-Accel-Buffering"))
                exam_reading.judge(
                    "an export by aexport_articles", rows if visits else [], reply.body
                )
            rows = exam_rows.change(rows, draw)
        audit.wait(5)
        rows = some_rows(exam)
        logged = len(audit.entries)
        body, given = left_behind(exam, ledger, audit, port, "/aexport/")
        check_left(audit.entries[logged:], body, given, "leave uvicorn's export")
        reply = broken(exam, ledger, port, "/aexport/")
        check_cut(reply, rows, "uvicorn's export, when its database fails on the way")


@question(task=6)
def async_exports_end(exam: Exam) -> None:
    """Async exports that end in each way, all beside another one that is under way."""
    draw = exam.random
    rows = some_rows(exam)
    plans = ["end", "leave", "wait", "fail", "fail at once"]
    draw.shuffle(plans)
    with watched(exam, reversed=True) as (ledger, audit):
        asked = f"leave an async export beside which {len(plans)} others have ended"
        tasks = exam.ask("atasks")
        beside = Stream(exam, asynchronous=True)
        beside.take_rows(draw.randint(1, 300))
        if not_open := beside.ended is not None:
            closed(exam, audit, beside, asked, 0)
        for plan in plans:
            end(exam, ledger, audit, plan, rows)
        if not not_open:
            closed(exam, audit, beside, asked, len(plans))
        at_rest(exam, ledger, asynchronous=True)
        if len(audit.entries) > len(plans) + 1:
            raise Contradicted(asked, "one call of log_export for each", audit.entries)
        exam.same(
            "tasks that are left when all async exports have ended", tasks, exam.ask("atasks")
        )


def end(exam: Exam, ledger: Ledger, audit: Audit, plan: str, rows: list[exam_rows.Row]) -> None:
    """One export, and how it ends."""
    draw, logged = exam.random, len(audit.entries)
    asked = f"an async export of {count(rows):,} rows ({plan})"
    if plan == "wait":
        left_waiting(exam, ledger, audit, asked)
        return
    words = f"the line {draw.randrange(10**6)} was lost"
    stream = Stream(exam, asynchronous=True)
    if plan == "leave":
        stream.take_rows(draw.choice([0, draw.randint(1, 500)]))
    elif plan == "end":
        exam_reading.judge(asked, rows, stream.rest())
    else:
        point = 0 if plan == "fail at once" else draw.randint(1, 500)
        exam.database.fetching = Failing(ledger, point, words)
        while stream.take(draw.randint(50, 300)):
            pass
        check_broken_off(stream, rows, words, asked)
    exam.database.fetching = None
    before = at_rest(exam, ledger, asynchronous=True)
    asked = f"{asked}; {max(sent(stream.body)):,} came"
    closed(exam, audit, stream, asked, logged)
    check_still(exam, ledger, before, asked, asynchronous=True)


def left_waiting(exam: Exam, ledger: Ledger, audit: Audit, asked: str) -> None:
    """Leave while the export waits for rows that are held. Its page may come to its end."""
    logged = len(audit.entries)
    stream = Stream(exam, asynchronous=True)
    held = exam.database.fetching = Held(ledger, exam.random.randint(1, 500))
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
    at_rest(exam, ledger, asynchronous=True)
    begun = [
        text for text in queries(ledger)[held.queries :] if shape(text) == shape(held.statement)
    ]
    if len(begun) > 1:
        raise Contradicted(asked, "no further page is begun", f"{len(begun)} queries more")
