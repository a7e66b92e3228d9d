"""Task 6: the async view, in an event loop of its process and on a real server."""

import threading
from functools import partial

from solutions.day06_streaming_exports import exam_changes, exam_reading, exam_rows
from solutions.day06_streaming_exports.exam_asked import asked_otherwise
from solutions.day06_streaming_exports.exam_ends import (
    PLANS,
    cannot_be_read,
    check_left,
    count,
    fails,
    far,
    some_rows,
)
from solutions.day06_streaming_exports.exam_faults import Held, broken, check_cut, left_behind
from solutions.day06_streaming_exports.exam_headers import check_headers, check_not_buffered
from solutions.day06_streaming_exports.exam_left import end_each_way, left_soon
from solutions.day06_streaming_exports.exam_long import AHEAD, MOST, SIZE
from solutions.day06_streaming_exports.exam_many import Archive, among_drafts, archive
from solutions.day06_streaming_exports.exam_overlap import Overlap
from solutions.day06_streaming_exports.exam_peak import MIB, Peak, mib
from solutions.day06_streaming_exports.exam_reading import sent
from solutions.day06_streaming_exports.exam_rows import Row
from solutions.day06_streaming_exports.exam_statements import queries, read, shape
from solutions.day06_streaming_exports.exam_streams import Stream, closed
from solutions.day06_streaming_exports.exam_tap import check_few, check_first
from solutions.day06_streaming_exports.exam_watch import PATIENCE, Audit, Early, at_rest, watched
from solutions.grading.examiner import Contradicted, Exam, Ledger, question

ABROAD = "?zone=345&language=de"
FURTHER = 2_500  # rows of the archive behind its first pages
MORE = 4 * MIB  # what they may need beyond those: a page more, with long titles


@question(task=6)
def async_exports_stream(exam: Exam) -> None:
    """The first row early, little read ahead of a client that rests, few queries, all rows.

    The long one breaks off behind its first pages.
    """
    found = archive(exam)
    asked = f"export {found.published:,} articles by aexport_articles"
    with watched(exam, reversed=True) as (ledger, audit):
        if exam.ask("ais_async") is not True:
            raise Contradicted("aexport_articles", "an async view", "a view that is not async")
        left_soon(exam, ledger, audit, asked, asynchronous=True)
        with exam.database.counting() as one:
            the_first_pages(exam, one, audit, found, asked)
        exam.ask("arelease")
        texts = among_drafts(exam, exam.random.randint(350, 499))
        before, logged = len(queries(ledger)), len(audit.entries)
        stream = Stream(exam, asynchronous=True)
        asked = f"export {len(texts):,} articles by aexport_articles, drafts between them"
        exam_reading.judge_texts(asked, texts, stream.rest())
        check_few(len(queries(ledger)) - before, len(texts), asked)
        closed(exam, audit, stream, f"{asked}, to the end", logged)


def the_first_pages(exam: Exam, ledger: Ledger, audit: Audit, found: Archive, asked: str) -> None:
    """The archive's first rows, until its database fails."""
    peak, early = Peak(exam), Early(ledger, MOST, SIZE)
    exam.database.leaving = early
    stream = Stream(exam, asynchronous=True)
    check_first(early, stream, asked, found.texts[0])
    read_ahead(exam, ledger, stream, asked)
    rows = far(exam)
    first = peak_at(exam, ledger, peak, stream, rows)
    read_ahead(exam, ledger, stream, asked)
    later = peak_at(exam, ledger, peak, stream, rows + FURTHER)
    asked += f", {rows + FURTHER:,} of them"
    read_ahead(exam, ledger, stream, asked)
    more = f"{asked}: memory for the last {FURTHER:,}, beyond that for those before"
    exam.at_most(more, MORE / MIB, mib(later - first), "MiB")
    fails(exam, ledger, audit, stream, found.texts, 0, asked)


def peak_at(exam: Exam, ledger: Ledger, peak: Peak, stream: Stream, rows: int) -> int:
    """Take so many rows, some at a time, by few queries.

    Returns the memory that was needed since the last time.
    """
    came = 0
    while came < rows and stream.ended is None:
        stream.take_lines(min(rows, came + 500))
        came = max(came + 1, exam_reading.most_sent(stream.body))
        asked = f"{stream.name}: queries of a long export, {came:,} rows of which have come"
        exam.at_most(asked, (came + AHEAD) // 400, len(queries(ledger)))
    exam.ask("collect")
    return peak.anew()


def read_ahead(exam: Exam, ledger: Ledger, stream: Stream, asked: str) -> None:
    at_rest(exam, ledger, asynchronous=True)
    arrived = exam_reading.most_sent(stream.body)
    exam.at_most(f"{asked}: rows read ahead", AHEAD - 1, read(ledger) - arrived, "rows")


@question(task=6)
def async_exports_of_a_server(exam: Exam) -> None:
    """On a real server: rows and headers, one export and several; one is left, one breaks off."""
    draw = exam.random
    rows = exam_rows.drawn(draw, draw.randint(50, 110))
    exam_rows.fill(exam, rows)
    with watched(exam, reversed=True) as (ledger, audit):
        port = exam.ask("aserve")
        fetch = partial(exam.fetch, port, f"/aexport/{ABROAD}")
        kinds = ["", "", draw.choice(exam_changes.SINGLE), ""]
        for visits, kind in zip([*draw.sample([3, 0], 2), 1, 1], kinds, strict=True):
            exam_rows.fill(exam, rows if visits else [])
            for reply in exam.at_once(*[fetch] * (visits or 1)):
                check_headers(reply)
                check_not_buffered(reply.header("X-Accel-Buffering"))
                judge(exam, port, rows if visits else [], reply.body)
            rows = exam_changes.changed(rows, draw, kind)
        audit.wait(5)
        logged = len(audit.entries)
        audit.wait(logged + asked_otherwise(exam, port, "/aexport/"))
        rows = some_rows(exam)
        logged = len(audit.entries)
        body, given = left_behind(exam, ledger, audit, port, "/aexport/")
        check_left(audit.entries[logged:], body, given, "leave uvicorn's export")
        reply = broken(exam, ledger, port, "/aexport/")
        check_cut(reply, rows, "uvicorn's export, when its database fails on the way")


def judge(exam: Exam, port: int, rows: list[Row], body: bytes) -> None:
    """Raises Contradicted for what is wrong, unless the other view's export is the same: task 1."""
    try:
        exam_reading.judge("an export by aexport_articles", rows, body)
    except Contradicted:
        if exam.fetch(port, f"/export/{ABROAD}").body != body:
            raise


@question(task=6)
def async_exports_end(exam: Exam) -> None:
    """Async exports that end in each way, some of them beside others that are under way."""
    draw = exam.random
    rows = some_rows(exam)
    texts, asked = exam_reading.texts(rows), f"an async export of {count(rows):,} rows"
    with watched(exam, reversed=True) as (ledger, audit):
        end_each_way(exam, ledger, audit, texts, asked, asynchronous=True)
        at_rest(exam, ledger, asynchronous=True)
        tasks = exam.ask("atasks")
        Overlap(exam, ledger, audit, rows, asynchronous=True).run(PLANS)
        for point, begun in draw.sample([(0, False), (draw.randint(1, 100), True), (-1, False)], 3):
            if point < 0:
                left_waiting(exam, ledger, audit, f"{asked} (left while it waits)")
                continue
            stream = Stream(exam, asynchronous=True)
            fails(exam, ledger, audit, stream, texts, point, asked, begun)
        cannot_be_read(exam, ledger, audit, rows, asked, asynchronous=True)
        at_rest(exam, ledger, asynchronous=True)
        exam.same(
            "tasks that are left when all async exports have ended", tasks, exam.ask("atasks")
        )


def left_waiting(exam: Exam, ledger: Ledger, audit: Audit, asked: str) -> None:
    """Leave while the export waits for rows that are held. Its page may come to its end."""
    logged = len(audit.entries)
    stream = Stream(exam, asynchronous=True)
    point = exam.random.choice([0, exam.random.randint(1, 100)])
    held = exam.database.fetching = Held(ledger, point)
    while stream.ended is None:
        stream.drain()
        if held.reached.is_set():
            stream.drain()
            break
    letting = threading.Timer(0.2, held.go_on.set)
    letting.start()
    if stream.body:
        closed(exam, audit, stream, f"{asked}; {max(sent(stream.body)):,} came", logged)
    else:  # before its first chunk, which nobody judges
        stream.close()
    letting.join(PATIENCE)
    exam.database.fetching = None
    at_rest(exam, ledger, asynchronous=True)
    begun = [
        text for text in queries(ledger)[held.queries :] if shape(text) == shape(held.statement)
    ]
    if len(begun) > 1:
        raise Contradicted(asked, "no further page is begun", f"{len(begun)} queries more")
