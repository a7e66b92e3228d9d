"""Takes in what a worker's runs showed, as if they had been made here."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from solutions.grading.cluster.parcel import Broken, Message, run_of
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.received_record import Record
from solutions.grading.sandbox.work import Work


def replay(work: Work, runs: Sequence[Message]) -> None:
    """Judge a student's runs, in the order in which they were made.

    The worker has decided by the same code what to run next. Raises Broken where it has decided
    something else, or a run cannot be read: what was judged until then stays, and the work is left
    with the days that were not, from their beginning.
    """
    left, given = deque(runs), {job.day.number: job for job in work.jobs}
    while work.jobs or work.again:
        if not work.jobs:
            work.jobs, work.again = work.again, deque()
        job = work.jobs.popleft()
        try:
            if not left:
                raise ValueError(f"one of day {job.day.number} is missing")
            told = left.popleft()
            if told["day"] != job.day.number or tuple(told["asked"]) != job.asked:
                raise ValueError(f"day {told['day']} came, not day {job.day.number}")
            ran = run_of(told, job.day)
        except (ValueError, LookupError, TypeError) as error:
            missing = {each.day.number for each in (job, *work.jobs, *work.again)}
            work.jobs = deque(each for number, each in given.items() if number in missing)
            work.again = deque()
            raise Broken(f"other runs than were due ({error})") from error
        job = replace(job, limits=ran.limits, tries=job.tries + 1, spent=job.spent + ran.fair)
        if work.finish(job, ran):
            work.again.append(job)


def give_up(work: Work, why: str) -> None:
    """The days that are left are faults of ours: the next run of the grader tries them again."""
    for job in list(work.jobs):
        work.finish(replace(job, tries=99), RunOutcome(job.day, Record(), trouble=why))
