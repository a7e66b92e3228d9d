"""The job in processes that are forked from one of the newsroom's."""

import json
import os
import select
import signal
import time
from typing import Any

from katas.day05_app_ready.tests.job_deeds import of_startup
from katas.day05_app_ready.tests.pipes import Lines
from katas.day05_app_ready.tests.start_trace import error_of

LIFETIME = 60  # seconds, for a child that nobody kills
PATIENCE = 10.0  # seconds that all children together have for coming to their end, at the end


def run_in_forks(lines: Lines, count: int) -> list[dict[str, Any] | None]:
    """startup.run_init_job() in so many children. None for one that came to no end.

    Says who they are and how many have ended, whenever that changes. Each word of the test calls
    for one more child; the last one says that nothing holds them any longer.
    """
    from django.db import connections

    job = of_startup("run_init_job")
    # An open connection does not survive a fork: whoever forks closes it.
    connections.close_all()
    reading, writing = os.pipe()
    children = [fork(job, writing)]
    lines.say(ended=0, children=children)
    ends, until = b"", float("inf")
    while until == float("inf") or (ends.count(b"\n") < count and time.monotonic() < until):
        ready = select.select([reading, 0], [], [], 0.1)[0]
        if reading in ready:
            ends += os.read(reading, 65_536)
        elif not ready:
            continue
        elif lines.hear() is None or len(children) == count:
            until = time.monotonic() + PATIENCE
        else:
            children.append(fork(job, writing))
        lines.say(ended=ends.count(b"\n"), children=children)
    os.close(reading)
    os.close(writing)
    found = [json.loads(end) for end in ends.splitlines()]
    for child in children:
        if len(found) < count:
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return [*found, *[None] * (count - len(found))]


def fork(job: Any, writing: int) -> int:
    """A child that runs the job and writes what came of it. Gives its id."""
    if child := os.fork():
        return child
    signal.alarm(LIFETIME)
    try:
        found = {"value": job()}
    except BaseException as error:
        found = {"fault": error_of(error)}
    os.write(writing, json.dumps(found, default=repr).encode() + b"\n")
    os._exit(0)
