"""How much an answer may take. All in one place, because a change of any makes old grades stale.

How long it may take follows what the reference took on this machine in this run.
"""

import math
from dataclasses import dataclass

from katas.harness.days import Day
from katas.harness.run.time_limit import LATER, PATIENCE

MIB = 2**20
USER = 60_001  # the user and group inside the sandbox
SCRATCH = 256 * MIB  # each of /tmp and /dev/shm
LIMITS = {
    "AS": 4096 * MIB,  # address space: 40 threads alone reserve more than 2 GiB for their heaps
    "FSIZE": 64 * MIB,
    "NOFILE": 1024,
    "NPROC": 512,  # threads count too: 4 workers with 64 threads are within a learner's reach
    "CORE": 0,
}
LINE = 256 * 1024  # bytes of one line of the record
RECORD = 4 * MIB
FILE = 256 * 1024  # bytes of one answer file
READY_WITHIN = 180.0  # seconds for a sandbox to load Django and pytest
LEAVE_WITHIN = 5.0  # seconds between the record's end and the end of the process
STOP_WITHIN = 15.0  # seconds for a sandbox to end what it was told to
GRACE = 10.0  # seconds for a test to end that was told its time is up
MULTIPLE = 12  # of what the reference took, for an answer to a day,
LEAST, MOST = 60.0, 90.0  # but within these seconds,
NEVER_BELOW = 3  # and never less than this multiple: a slow machine is slow for everybody
TESTS = 0.75  # of it for the tests: the examiner is not to be left without time
SLOWEST = 3  # times what the reference's slowest test took, at least, for one test


@dataclass(frozen=True)
class TimeLimits:
    """For one answer to a day, in seconds for which it had a core (`sandbox/fair_clock.py`).

    test: of one test, both of CPU time and with its waiting. day: the tests, a second try and what
    is asked from outside, all together.
    """

    test: float
    day: float

    @property
    def tests(self) -> float:
        """Of one run of the tests."""
        return TESTS * self.day

    @property
    def cpu(self) -> int:
        """Of CPU time of one process, whose threads may have several cores."""
        return math.ceil(2 * self.day)

    def __str__(self) -> str:
        tests, test = f"{self.tests:g} s", f"{self.test:g} s"
        return f"{self.day:g} s, {tests} of them for the tests, {test} for one test"


def unmeasured(day: Day) -> TimeLimits:
    """For the references themselves, and where there are none."""
    return TimeLimits(PATIENCE * day.time_limit, 900.0)


def measured(day: Day, tests: float, slowest: float, examined: float) -> TimeLimits:
    """After the reference's run. Seconds: all tests, the slowest of them, the examination."""
    took = tests + examined
    whole = math.ceil(max(min(max(MULTIPLE * took, LEAST), MOST), NEVER_BELOW * took))
    # So an answer that is late in every task is still judged in all of them.
    each = TESTS * whole / (1 + LATER * len(day.tasks))
    test = min(max(each, SLOWEST * slowest), PATIENCE * day.time_limit)
    return TimeLimits(math.ceil(test), whole)
