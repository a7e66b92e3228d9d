"""Task 3: memory, as the kernel tells it."""

import contextlib

from solutions.day06_streaming_exports import exam_reading, exam_rows
from solutions.day06_streaming_exports.exam_many import many
from solutions.day06_streaming_exports.exam_streams import Stream
from solutions.day06_streaming_exports.exam_watch import read, watched
from solutions.grading.examiner import Contradicted, Exam, memory, question

MIB = 2**20
ROOM = 10 * MIB  # what an export of some hundred usual rows may need beside the process as it is
HALF = 4_300  # rows: two pages of the largest are read, and a third begun
MORE = 2 * MIB  # what the second half of long rows may need beyond the first
AHEAD = 4_000  # rows: whoever reads ahead holds fewer
WIDTH = 1_200  # characters of a title, about


@question(task=3)
def memory_stays_flat(exam: Exam) -> None:
    """An export of usual rows needs little; the second half of one of long rows needs no more."""
    draw = exam.random
    with watched(exam) as (ledger, _):
        exam_rows.fill(exam, exam_rows.drawn(draw, 20, exam_rows.plain, 0.0))
        exam.ask("give_back")
        drained(exam)
        exam.ask("release")
        usual = many(exam, draw.randint(500, 900), 40)
        peak = Peak(exam)
        exam_reading.judge_texts(f"export {len(usual):,} articles", usual, drained(exam))
        asked = f"memory for an export of {len(usual):,} usual rows"
        exam.at_most(asked, ROOM / MIB, peak.bytes() / MIB, "MiB")
        exam.ask("release")
        rows = many(exam, draw.randint(7_200, 7_500), WIDTH)
        before, sent = read(ledger), ledger.sent
        peak = Peak(exam)
        stream = Stream(exam)
        collected = 0
        first, came, looked = 0, 0, draw.randint(1, 7_000)
        while stream.take(draw.randint(200, 500)):
            came += stream.latest.count(b"\n")
            ahead = read(ledger) - before - came
            exam.at_most("rows that are read ahead of those that came", AHEAD - 1, ahead)
            size = ledger.sent - sent - len(stream.body)
            exam.at_most(
                "bytes that are read ahead of those that came", AHEAD * (WIDTH + 400), size
            )
            if came < HALF or not first:
                first = peak.bytes()
            if collected + 1_000 < came:
                exam.ask("collect")
                collected = came
            if looked < came:
                peak.check_alone()
                looked = 10**6
        if stream.ended:
            raise Contradicted(f"export {len(rows):,} articles", "no error", stream.ended[0])
        second = peak.bytes()
        peak.check_alone()
        stream.close()
        exam_reading.judge_texts(f"export {len(rows):,} articles", rows, stream.body)
        asked = f"export {len(rows):,} long rows: memory for the second half, beyond the first"
        exam.at_most(asked, MORE / MIB, round((second - first) / MIB, 1), "MiB")


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

    def check_alone(self) -> None:
        """Raises Contradicted if there is a process that was not there."""
        if not {self._exam.session.pid, *self._exam.session.others()} <= self._before.keys():
            raise Contradicted(
                "processes while an export is under way", "no further one", "another"
            )
