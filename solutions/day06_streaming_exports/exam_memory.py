"""Task 3: memory, as the kernel tells it."""

import contextlib
import threading
from collections.abc import Iterator

from django.db import connection

from katas.newsroom.models import Article
from solutions.day06_streaming_exports import exam_rows
from solutions.day06_streaming_exports.exam_rows import Row
from solutions.day06_streaming_exports.exam_watch import Stream, articles, watched
from solutions.grading.examiner import Contradicted, Exam, question
from solutions.grading.examiner import memory

MIB = 2**20
ROOM = 14 * MIB  # what an export of usual rows may need beside the process as it is
MORE = 8 * MIB  # what the larger export may need beyond the smaller: less than a third of its text


@question(task=3)
def memory_stays_flat(exam: Exam) -> None:
    """An export of several times as many rows, long ones, needs no more than the smaller one."""
    draw = exam.random
    small, large = draw.randint(2_100, 2_300), draw.randint(7_600, 8_200)
    with watched(exam) as (ledger, _):
        exam_rows.fill(exam, exam_rows.drawn(draw, 20, exam_rows.plain, 0.0))
        whole = Stream(exam)
        whole.rest()
        whole.close()
        usual = wide_rows(exam, small, 40)
        exam_rows.fill(exam, usual)
        with growing(exam) as found:
            taken(exam, usual)
        exam.at_most(
            f"memory for an export of {small:,} usual rows", ROOM // MIB, found[1] / MIB, "MiB"
        )
        rows = wide_rows(exam, large, 1_500)
        exam_rows.fill(exam, rows)
        publish(rows, small)
        with growing(exam) as less:
            taken(exam, rows[:small])
        publish(rows, large)
        with growing(exam) as most:
            taken(exam, rows)
        print_figures(found, less, most)
        more = most[0] - less[0]
        asked = f"memory for an export of {large:,} long rows, beyond that for {small:,}"
        exam.at_most(asked, MORE // MIB, round(more / MIB, 1), "MiB")


def print_figures(*figures: list[int]) -> None:
    import sys
    print([[round(x / MIB, 1) for x in each] for each in figures], file=open("/tmp/e6mem", "a"))


def wide_rows(exam: Exam, count: int, width: int) -> list[Row]:
    draw = exam.random
    letters = "".join(draw.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=50_000))
    rows = []
    for number, pk in enumerate(sorted(draw.sample(range(1, 10**6), count))):
        start = draw.randrange(40_000)
        title = f"{draw.choice(exam_rows.WORDS)} {letters[start : start + draw.randint(width // 2, width + width // 2)]}"
        author = (number // 3 + 1, f"{number // 3} {letters[start : start + 40]}")
        if rows and number % 3:
            author = rows[-1].author
        rows.append(Row(pk, title, author, number, exam_rows.moment(draw)))
    return rows


def publish(rows: list[Row], count: int) -> None:
    """Let the first so many be published, and no others."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Article._meta.db_table} SET published = (id <= %s)",  # noqa: S608
            [rows[count - 1].pk],
        )


def taken(exam: Exam, rows: list[Row]) -> None:
    stream = Stream(exam)
    body = stream.rest()
    stream.close()
    exam_rows.judge(f"export {len(rows):,} articles", rows, body)


@contextlib.contextmanager
def growing(exam: Exam) -> Iterator[list[int]]:
    """The peak of all processes of the sandbox in the block, and how far it is above the start."""
    pids = {exam.session.pid, *exam.session.others()}
    before = sum(memory.status(pid, "VmRSS") for pid in pids)
    found: list[int] = []
    with contextlib.ExitStack() as stack:
        grown = [stack.enter_context(memory.growth(pid)) for pid in pids]
        yield found
    more = sum(each.bytes for each in grown)
    found[:] = [before + more, more]
    if not {exam.session.pid, *exam.session.others()} <= pids:
        raise Contradicted("processes while an export is under way", "no further one", "another")
