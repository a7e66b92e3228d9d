"""Task 2: when rows are fetched, and by how many queries."""

from collections.abc import Sequence

from solutions.day06_streaming_exports import exam_reading, exam_rows
from solutions.day06_streaming_exports.exam_long import MOST, first_row, long_export
from solutions.day06_streaming_exports.exam_many import BETWEEN, among_drafts
from solutions.day06_streaming_exports.exam_statements import queries
from solutions.day06_streaming_exports.exam_streams import Stream
from solutions.day06_streaming_exports.exam_watch import Early, watched
from solutions.grading.examiner import Contradicted, Exam, question


@question(task=2)
def first_row_early(exam: Exam) -> None:
    """When the first row of a long export has come, not many are fetched; few queries in all."""
    seen = long_export(exam, few=True)
    check_early(seen.late, seen.asked)
    exam.at_most(f"{seen.asked}: queries", seen.most_queries, seen.queries)
    seen.check_rows()


def check_first(early: Early, stream: Stream, asked: str, expected: Sequence[str]) -> None:
    first_row(early, stream)
    got = exam_reading.first_row(stream.body)
    if not got or not exam_reading.loosely(got, expected):
        raise Contradicted(f"{asked}: the first data row", expected, got[:3] or "the end")
    check_early(early.words(), asked)


def check_early(late: str, asked: str) -> None:
    if late:
        asked += ": what is fetched before the first row leaves"
        raise Contradicted(asked, f"at most {MOST:,} rows", late)


def check_few(count: int, rows: int, asked: str) -> None:
    allowed = rows // 500 + 2
    if count > allowed:
        raise Contradicted(asked, f"at most {allowed} queries", f"{count:,} queries")


@question(task=2)
def few_queries(exam: Exam) -> None:
    """Exports of drawn sizes, none among them, with gaps between ids and drafts beside them."""
    draw = exam.random
    # Of these sizes, for pages of 900 by two queries each are within the bound as well.
    sizes = [0, draw.randint(1, 60), draw.randint(350, 499)]
    draw.shuffle(sizes)
    with watched(exam) as (ledger, _):
        for size in sizes:
            rows = exam_rows.easy(draw, size + 5, exam_rows.plain, 0.0) if size else []
            rows = exam_rows.drafted(draw, rows, size)
            exam.ask("release")
            exam_rows.fill(exam, rows)
            before = len(queries(ledger))
            stream = Stream(exam)
            asked = f"export {size:,} articles, drafts and gaps between them"
            exam_reading.judge_rows(asked, rows, stream.rest())
            stream.close()
            check_few(len(queries(ledger)) - before, size, asked)
        exam.ask("release")
        texts = among_drafts(exam, draw.randint(350, 499))
        before = len(queries(ledger))
        stream = Stream(exam)
        asked = f"export {len(texts):,} articles, {BETWEEN:,} drafts between them"
        exam_reading.judge_texts(asked, texts, stream.rest())
        stream.close()
        check_few(len(queries(ledger)) - before, len(texts), asked)
