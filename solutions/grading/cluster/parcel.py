"""What travels between grader and workers, as bytes of JSON: a student's work, and what it showed.

No name goes out, and no verdict comes back: of each run the bytes of its record as they came out of
the sandbox, and what the sandbox said of its end.
"""

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from katas.harness.days import Day
from solutions.grading.limits import TimeLimits
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.received_record import Record
from solutions.grading.sandbox.work import Job

Message = dict[str, Any]


class Broken(Exception):
    """What came from a worker cannot be taken in. The text says what that was."""


def packed(message: Message) -> bytes:
    """The same bytes for the same message: gradings are known again by their digest."""
    return json.dumps(message, sort_keys=True).encode()


def opened(data: bytes) -> Message:
    """Raises Broken."""
    try:
        message: Message = json.loads(data)
    except ValueError as error:
        raise Broken(f"no message ({error})") from error
    return message


def of_job(job: Job) -> Message:
    files = {name: base64.b64encode(content).decode() for name, content in job.files.items()}
    return {"day": job.day.number, "files": files, "seed": job.seed, "secret": job.secret}


def job_of(message: Message, days: dict[int, Day]) -> Job:
    files = {name: base64.b64decode(content) for name, content in message["files"].items()}
    return Job(days[message["day"]], files, message["seed"], secret=message["secret"])


def of_run(job: Job, ran: RunOutcome) -> Message:
    """A run of the job, with the time limits that were in force there."""
    return {
        "day": job.day.number,
        "asked": job.asked,
        "limits": asdict(job.in_force),
        "key": ran.record.key,
        "heard": [base64.b64encode(data).decode() for data in ran.record.heard],
        "ending": ran.ending,
        "silent": ran.silent,
        "overdue": ran.overdue,
        "seconds": ran.seconds,
        "fair": ran.fair,
        "trouble": ran.trouble,
        "reference_cpu": ran.reference_cpu,
    }


def run_of(message: Message, day: Day) -> RunOutcome:
    """The run, its record read anew from what came out of the sandbox."""
    record = Record(message["key"])
    for data in message["heard"]:
        record.feed(base64.b64decode(data))
    told = ("ending", "silent", "overdue", "seconds", "fair", "trouble", "reference_cpu")
    ran = RunOutcome(day, record, **{name: message[name] for name in told})
    ran.limits = TimeLimits(**message["limits"])
    return ran


def of_work(name: str, jobs: Iterable[Job]) -> bytes:
    """name: a pseudonym."""
    return packed({"name": name, "jobs": [of_job(job) for job in jobs]})
