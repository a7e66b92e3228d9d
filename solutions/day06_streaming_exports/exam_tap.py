"""Task 2: when rows are fetched, and by how many queries."""

from solutions.day06_streaming_exports import exam_reading, exam_rows
from solutions.day06_streaming_exports.exam_many import many
from solutions.day06_streaming_exports.exam_streams import Stream
from solutions.day06_streaming_exports.exam_watch import Early, articles, queries, watched
from solutions.grading.examiner import Contradicted, Exam, Ledger, question

MOST = 2_000
SIZE = 10**6  # bytes: more than 2,000 of the rows that come first have, however they are asked for


def archive(exam: Exam) -> tuple[int, int]:
    """Drafts, then more than 2,000 short articles, then long ones. How many of each kind."""
    draw = exam.random
    drafts, published = draw.randint(2_030, 2_200), draw.randint(4_220, 4_480)
    many(exam, published, 700, drafts, short=draw.randint(2_020, 2_300))
    return drafts, published


@question(task=2)
def first_row_early(exam: Exam) -> None:
    """When the first row has come, not many have been fetched."""
    drafts, published = archive(exam)
    asked = f"export {published:,} articles that come after {drafts:,} drafts"
    with watched(exam) as (ledger, _):
        early = exam.database.leaving = Early(ledger, MOST, SIZE)
        stream = Stream(exam)
        check_first(early, stream, ledger, asked)
        stream.close()


def check_first(early: Early, stream: Stream, ledger: Ledger, asked: str) -> None:
    while max(exam_reading.sent(stream.body)) < 1 and stream.take():
        pass
    early.came.set()
    if max(exam_reading.sent(stream.body)) < 1:
        raise Contradicted(asked, "a data row", "the end")
    fetched = f"{articles(ledger):,} rows, {ledger.sent:,} bytes"
    if early.late or ledger.sent > SIZE:
        raise Contradicted(
            f"{asked}: what is fetched before the first row leaves",
            f"at most {MOST:,} rows",
            early.late or fetched,
        )


def check_few(found: list[str], rows: int, asked: str) -> None:
    allowed = rows // 500 + 2
    if len(found) > allowed:
        raise Contradicted(asked, f"at most {allowed} queries", f"{len(found):,} queries")


@question(task=2)
def few_queries(exam: Exam) -> None:
    """Exports of drawn sizes, none among them, with gaps between ids and drafts beside them."""
    draw = exam.random
    # Of these sizes, for pages of 900 by two queries each are within the bound as well.
    sizes = [0, draw.randint(1, 60), draw.randint(350, 499), draw.randint(1_000, 1_250)]
    draw.shuffle(sizes)
    with watched(exam) as (ledger, _):
        for size in sizes:
            rows = exam_rows.drawn(draw, size + 5, exam_rows.plain, 0.0) if size else []
            rows = exam_rows.drafted(draw, rows, size)
            exam.ask("release")
            exam_rows.fill(exam, rows)
            before = len(queries(ledger))
            stream = Stream(exam)
            asked = f"export {size:,} articles, drafts and gaps between them"
            exam_reading.judge_rows(asked, rows, stream.rest())
            stream.close()
            check_few(queries(ledger)[before:], size, asked)
