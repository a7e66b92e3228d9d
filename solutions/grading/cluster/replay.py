"""Takes in what a worker's runs showed, as if they had been made here."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from solutions.grading.cluster.parcel import Message, run_of
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.received_record import Record
from solutions.grading.sandbox.work import Job, Work

LOST = "the cluster's workers were lost again and again while they ran it"


def replay(work: Work, runs: Sequence[Message]) -> None:
    """Judge a student's runs, in the order in which they were made.

    The worker has decided by the same code what to run next; a run that is missing all the same is
    a fault of ours.
    """
    left = deque(runs)
    while work.jobs or work.again:
        if not work.jobs:
            work.jobs, work.again = work.again, deque()
        job = work.jobs.popleft()
        told = left.popleft() if left and _is_of(left[0], job) else None
        ran = run_of(told, job.day) if told else missing(job, "the worker did not run it")
        job = replace(job, limits=ran.limits, tries=job.tries + 1, spent=job.spent + ran.fair)
        if work.finish(job, ran) and told:
            work.again.append(job)


def lost(work: Work) -> None:
    """Give up on a student's work: the next run of the grader tries it again."""
    for job in work.jobs:
        work.finish(replace(job, tries=99), missing(job, LOST))


def missing(job: Job, why: str) -> RunOutcome:
    return RunOutcome(job.day, Record(), trouble=why)


def _is_of(told: Message, job: Job) -> bool:
    return told["day"] == job.day.number and tuple(told["asked"]) == job.asked
