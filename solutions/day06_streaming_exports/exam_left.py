"""Exports that end one after the other, most of them left soon: no thread or statement stays."""

import time

from solutions.day06_streaming_exports import exam_reading
from solutions.day06_streaming_exports.exam_faults import Failing, Texts, break_off
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
    asked += f", {EXPORTS} times, closed soon"
    check_threads(exam, stream, asked, stayed)
    before = at_rest(exam, ledger, asynchronous)
    until = time.monotonic() + 2 * PATIENCE
    while left := unfinished(exam):
        if time.monotonic() > until:
            raise Contradicted(
                f"{asked}: statements that have rows left", "all are closed", left[0]
            )
        settle(exam, stream, 0.05)
    # Statements end as well when all their rows are read.
    check_still(exam, ledger, before, asked, asynchronous)


def end_each_way(
    exam: Exam, ledger: Ledger, audit: Audit, texts: Texts, asked: str, asynchronous: bool = False
) -> None:
    """Some exports of what there is, to the end, then some whose database fails: no thread stays.

    What all exports share may stay.
    """
    for way in ("to the end", "whose database fails"):
        for number in range(EXPORTS):
            logged, each = len(audit.entries), f"{asked}, {way}"
            stream = Stream(exam, asynchronous)
            if way == "to the end":
                exam_reading.judge_texts(each, texts, stream.rest())
                closed(exam, audit, stream, each, logged)
            else:
                hook = Failing(exam.random, ledger, exam.random.randint(0, 100), "no line")
                break_off(exam, audit, stream, hook, texts, each)
            if number == 0:
                stayed = threads(exam)
        check_threads(exam, stream, f"{asked}, {EXPORTS} times, {way}", stayed)


def check_threads(exam: Exam, stream: Stream, asked: str, stayed: int) -> None:
    """No more threads than a pool may have in addition to those that stayed, in a while."""
    until = time.monotonic() + PATIENCE
    while threads(exam) > stayed + ROOM and time.monotonic() < until:
        settle(exam, stream, 0.05)
        time.sleep(0.05)
    exam.at_most(f"{asked}: threads that are left", stayed + ROOM, threads(exam))


def unfinished(exam: Exam) -> list[str]:
    """The statements from which an export could be read on."""
    exam.ask("tell_gone")
    return exam.database.unfinished()
