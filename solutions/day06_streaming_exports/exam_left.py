"""Exports that are left soon, one after the other: of none a thread or a statement stays."""

import time

from solutions.day06_streaming_exports import exam_reading
from solutions.day06_streaming_exports.exam_streams import Stream, closed, settle
from solutions.day06_streaming_exports.exam_watch import Audit, at_rest, check_still, threads
from solutions.grading.examiner import Contradicted, Exam, Ledger

EXPORTS = 5
ROOM = 3  # threads that a pool of all exports may begin after the first of them
PATIENCE = 3.0  # seconds for threads that look for their end now and then


def left_soon(
    exam: Exam, ledger: Ledger, audit: Audit, asked: str, asynchronous: bool = False
) -> None:
    """Close some exports of the archive after a few rows each: nothing of them goes on."""
    stayed = 0
    for number in range(EXPORTS):
        stream = Stream(exam, asynchronous)
        while not exam_reading.first_row(stream.body) and stream.take():
            pass
        stream.take_lines(exam.random.randint(1, 300))
        before = at_rest(exam, ledger, asynchronous) if number == 0 else (0, 0)
        closed(exam, audit, stream, f"{asked}, closed soon", len(audit.entries))
        if number == 0:
            check_still(exam, ledger, before, f"{asked}, closed soon", asynchronous)
            stayed = threads(exam)
    until = time.monotonic() + PATIENCE
    while threads(exam) > stayed + ROOM and time.monotonic() < until:
        settle(exam, stream, 0.05)
        time.sleep(0.05)
    asked += f", {EXPORTS} times, closed soon"
    exam.at_most(f"{asked}: threads that are left", stayed + ROOM, threads(exam))
    until = time.monotonic() + 2 * PATIENCE
    while left := unfinished(exam):
        if time.monotonic() > until:
            raise Contradicted(
                f"{asked}: statements that have rows left", "all are closed", left[0]
            )
        settle(exam, stream, 0.05)


def unfinished(exam: Exam) -> list[str]:
    """The statements from which an export could be read on."""
    exam.ask("tell_gone")
    return exam.database.unfinished()
