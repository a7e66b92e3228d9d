"""Task 2: when rows are fetched, and by how many queries."""

from solutions.day06_streaming_exports import exam_rows
from solutions.day06_streaming_exports.exam_rows import Row
from solutions.day06_streaming_exports.exam_watch import Early, Stream, articles, queries, watched
from solutions.grading.examiner import Contradicted, Exam, Ledger, question

MOST = 2_000
SIZE = 10**6  # bytes: more than 2,000 of the rows that come first have, however they are asked for


def archive(exam: Exam) -> list[Row]:
    """Drafts, then more than 2,000 short rows, then long ones; no two questions find the same."""
    draw = exam.random
    if exam.kept.get("filled") != "archive":
        letters = "".join(draw.choices("abcdefghijklmnopqrstuvwxyz ", k=20_000))
        drafts, short = draw.randint(2_030, 2_200), draw.randint(2_020, 2_300)
        pks = sorted(draw.sample(range(1, 50_000), drafts + draw.randint(4_220, 4_480)))
        authors = [(pk, str(pk) if pk % 7 else "") for pk in range(1, 2_400)]
        rows = []
        for number, pk in enumerate(pks):
            title = ""
            if number >= drafts + short:
                start = draw.randrange(18_000)
                title = letters[start : start + (1_800 if number % 3 == 0 else 60)].strip()
            author = authors[number // 3]
            rows.append(
                Row(pk, title, author, number % 9, exam_rows.moment(draw), number >= drafts)
            )
        exam_rows.fill(exam, rows)
        exam.kept.update(filled="archive", rows=rows)
    rows = exam_rows.touched(exam, exam.kept["rows"])
    exam.kept["rows"] = rows
    return rows


@question(task=2)
def first_row_early(exam: Exam) -> None:
    """When the first row has come, not many have been fetched."""
    rows = archive(exam)
    published = sum(row.published for row in rows)
    asked = f"export {published:,} articles that come after {len(rows) - published:,} drafts"
    with watched(exam) as (ledger, _):
        early = exam.database.leaving = Early(ledger, MOST, SIZE)
        stream = Stream(exam)
        check_first(early, stream, ledger, asked)
        stream.close()


def check_first(early: Early, stream: Stream, ledger: Ledger, asked: str) -> None:
    while max(exam_rows.sent(stream.body)) < 1 and stream.take():
        pass
    early.came.set()
    if max(exam_rows.sent(stream.body)) < 1:
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
    sizes = [0, draw.randint(1, 60), draw.randint(350, 499), draw.randint(1_000, 1_450)]
    draw.shuffle(sizes)
    with watched(exam) as (ledger, _):
        for size in sizes:
            rows = exam_rows.drawn(draw, size + 5, exam_rows.plain, 0.0) if size else []
            rows = exam_rows.drafted(draw, rows, size)
            exam_rows.fill(exam, rows)
            before = len(queries(ledger))
            stream = Stream(exam)
            asked = f"export {size:,} articles, drafts and gaps between them"
            exam_rows.judge_rows(asked, rows, stream.rest())
            stream.close()
            check_few(queries(ledger)[before:], size, asked)
