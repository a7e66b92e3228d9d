"""Day 6 from outside: exports of drawn articles, taken from the answer's process and its servers.

Tasks 1 to 6 are examined. Rows and queries are counted at the database, what was sent is what came,
memory is the kernel's word for it.
"""

from functools import partial

from solutions.day06_streaming_exports import exam_changes, exam_reading, exam_rows
from solutions.day06_streaming_exports.exam_asked import (
    LANGUAGES,
    asked_otherwise,
    target,
    visited,
)
from solutions.day06_streaming_exports.exam_async import (
    async_exports_end,
    async_exports_of_a_server,
    async_exports_stream,
)
from solutions.day06_streaming_exports.exam_ends import (
    the_client_leaves,
    the_database_fails,
    the_server_is_told,
)
from solutions.day06_streaming_exports.exam_gateway import past_the_time_out
from solutions.day06_streaming_exports.exam_headers import check_headers
from solutions.day06_streaming_exports.exam_memory import memory_stays_flat
from solutions.day06_streaming_exports.exam_streams import Stream
from solutions.day06_streaming_exports.exam_tap import few_queries, first_row_early
from solutions.day06_streaming_exports.exam_watch import watched
from solutions.grading.examiner import Contradicted, Exam, question

__all__ = [
    "async_exports_end",
    "async_exports_of_a_server",
    "async_exports_stream",
    "few_queries",
    "first_row_early",
    "memory_stays_flat",
    "past_the_time_out",
    "the_client_leaves",
    "the_database_fails",
    "the_server_is_told",
]


@question(task=1)
def what_the_spreadsheet_shows(exam: Exam) -> None:
    """Exports from a real server, one by one and at once; the newsroom changes meanwhile."""
    draw = exam.random
    rows = exam_rows.drawn(draw, draw.randint(50, 110))
    exam_rows.fill(exam, rows)
    with watched(exam, reversed=True):
        port = exam.ask("serve")
        kinds = ["", "", *draw.sample(exam_changes.SINGLE, 3)]
        for visit, kind in zip([*draw.sample([3, 0], 2), 1, 1, 1, 1], [*kinds, ""], strict=True):
            shown = rows if visit else []
            exam_rows.fill(exam, shown)
            asks = [partial(visited, exam, port, target(exam)) for _ in range(visit or 1)]
            for reply in exam.at_once(*asks) if len(asks) > 1 else [asks[0]()]:
                asked = f"an export of {sum(row.published for row in shown):,} articles"
                check_headers(reply)
                exam_reading.judge(asked, shown, reply.body)
            rows = exam_changes.changed(rows, draw, kind)
        asked_otherwise(exam, port, "/export/")


@question(task=1)
def in_threads(exam: Exam) -> None:
    """Exports in several threads, of which any goes on after any step of the answer's."""
    draw = exam.random
    rows = exam_rows.drawn(draw, draw.randint(25, 40))
    exam_rows.fill(exam, rows)
    with watched(exam, reversed=True):
        threads = draw.randint(3, 5)
        bodies = exam.ask("in_threads", threads, draw.randrange(10**6))
        asked = f"{threads} exports at once, each in a thread"
        if not isinstance(bodies, list) or len(bodies) != threads:
            raise Contradicted(asked, "no error", repr(bodies))
        for body in bodies:
            if type(body) is not bytes:
                raise Contradicted(asked, "no error", repr(body))
            exam_reading.judge(asked, rows, body)


@question(task=1)
def by_turns(exam: Exam) -> None:
    """Exports under way at once in one thread, each some chunks further whenever it is its turn."""
    draw = exam.random
    rows = exam_rows.drawn(draw, draw.randint(1_030, 1_250), make=exam_rows.plain)
    rows = exam_rows.mixed(draw, rows)
    exam_rows.fill(exam, rows)
    with watched(exam, reversed=True):
        exam.ask("active", draw.randrange(-700, 800), draw.choice(LANGUAGES))
        whole, begun = draw.randint(1, 2), 0
        streams: list[tuple[Stream, bool]] = []
        most = whole + draw.randint(1, 2)
        while begun < most or streams:
            if begun < most and (not streams or draw.random() < 0.3):
                streams.append((Stream(exam), begun < whole))
                begun += 1
            stream, to_end = draw.choice(streams)
            more = stream.take(draw.choice([1, 3, draw.randint(1, 400)]))
            if stream.ended:
                raise Contradicted("exports that are taken by turns", "no error", stream.ended[0])
            if not more:
                asked = f"an export of {sum(row.published for row in rows):,} articles, by turns"
                exam_reading.judge(asked, rows, stream.body)
            if not more or (not to_end and len(stream.body) > 10_000):
                streams.remove((stream, to_end))
                stream.close()
