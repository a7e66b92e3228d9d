"""Task 3: memory, as the kernel tells it."""

import contextlib

from solutions.day06_streaming_exports import exam_rows
from solutions.day06_streaming_exports.exam_rows import Row
from solutions.day06_streaming_exports.exam_watch import Stream, read, watched
from solutions.grading.examiner import Contradicted, Exam, question
from solutions.grading.examiner import memory

MIB = 2**20
ROOM = 10 * MIB  # what an export of some hundred usual rows may need beside the process as it is
MORE = 4 * MIB  # what the second half of long rows may need beyond the first
AHEAD = 4_000  # rows: whoever reads ahead holds fewer
WIDTH = 1_500  # characters of a title, about


@question(task=3)
def memory_stays_flat(exam: Exam) -> None:
    """An export of usual rows needs little; the second half of one of long rows needs no more."""
    draw = exam.random
    with watched(exam) as (ledger, _):
        exam_rows.fill(exam, exam_rows.drawn(draw, 20, exam_rows.plain, 0.0))
        drained(exam)
        usual = wide_rows(exam, draw.randint(500, 900), 40)
        exam_rows.fill(exam, usual)
        peak = Peak(exam)
        exam_rows.judge_rows(f"export {len(usual):,} articles", usual, drained(exam))
        asked = f"memory for an export of {len(usual):,} usual rows"
        exam.at_most(asked, ROOM / MIB, peak.bytes() / MIB, "MiB")
        rows = wide_rows(exam, draw.randint(8_200, 8_500), WIDTH)
        exam_rows.fill(exam, rows)
        before, sent = read(ledger), ledger.sent
        peak = Peak(exam)
        stream = Stream(exam)
        first = came = 0
        while stream.take(draw.randint(100, 300)):
            came += stream.latest.count(b"\n")
            ahead = read(ledger) - before - came
            exam.at_most("rows that are read ahead of those that came", AHEAD - 1, ahead)
            size = ledger.sent - sent - len(stream.body)
            exam.at_most("bytes that are read ahead of those that came", AHEAD * (WIDTH + 400), size)
            if came < AHEAD + 100 or not first:
                first = peak.bytes()
        if stream.ended:
            raise Contradicted(f"export {len(rows):,} articles", "no error", stream.ended[0])
        second = peak.bytes()
        stream.close()
        open("/tmp/e6mem", "a").write(f"{first / MIB:.1f} {second / MIB:.1f}\n")
        exam_rows.judge_rows(f"export {len(rows):,} articles", rows, stream.body)
        asked = f"export {len(rows):,} long rows: memory for the second half, beyond the first"
        exam.at_most(asked, MORE / MIB, round((second - first) / MIB, 1), "MiB")


def wide_rows(exam: Exam, count: int, width: int) -> list[Row]:
    """So many articles by a third as many authors, whose titles have about so many characters."""
    draw = exam.random
    letters = "".join(draw.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=50_000))
    rows: list[Row] = []
    for number, pk in enumerate(sorted(draw.sample(range(1, 10**6), count))):
        start, size = draw.randrange(40_000), draw.randint(width // 2, width + width // 2)
        title = f"{draw.choice(exam_rows.WORDS)} {letters[start : start + size]}"
        author = rows[-1].author if number % 3 else (number + 1, letters[start : start + 40])
        rows.append(Row(pk, title, author, number, exam_rows.moment(draw)))
    return rows


def drained(exam: Exam) -> bytearray:
    stream = Stream(exam)
    body = stream.rest()
    stream.close()
    return body


class Peak:
    """How far the memory of all the sandbox' processes has risen since this was made, at most."""

    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self._before: dict[int, int] = {}
        for pid in {exam.session.pid, *exam.session.others()}:
            with contextlib.ExitStack() as stack:
                stack.enter_context(memory.growth(pid))
            self._before[pid] = memory.status(pid, "VmRSS")

    def bytes(self) -> int:
        """Raises Contradicted if there is a process that was not there."""
        if not {self._exam.session.pid, *self._exam.session.others()} <= self._before.keys():
            raise Contradicted(
                "processes while an export is under way", "no further one", "another"
            )
        return sum(
            max(0, memory.status(pid, "VmHWM") - before) for pid, before in self._before.items()
        )
