"""How much an answer may take. All in one place, because a change of any makes old grades stale."""

from katas.harness.days import Day
from katas.harness.run.time_limit import PATIENCE

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
GRACE = 30.0  # seconds on top of what a test may take by the clock


def cpu(day: Day) -> int:
    """Seconds of CPU time for a whole day: every task may use up one test's limit, and one more."""
    return int(day.time_limit * (len(day.tasks) + 1)) + 30


def silence(day: Day) -> float:
    """Seconds without a word after which a run is stuck: the tests have ended theirs by then."""
    return PATIENCE * day.time_limit + GRACE


def whole(day: Day) -> float:
    """Seconds by the clock for a whole day: twice what its slowest honest failure would take."""
    return 2 * (len(day.tasks) + 1) * silence(day)


def silence_outside() -> float:
    """Seconds without a word after which an examination is stuck: one task's questions, twice."""
    return 300.0


def examination(tasks: int) -> float:
    """Seconds by the clock for what is asked of so many tasks from outside."""
    return 240.0 * (tasks + 1)
