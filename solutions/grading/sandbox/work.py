"""What the sandboxes are given: a student's days to be run, and the line of those who wait."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, Self

from katas.harness.days import Day
from solutions.grading.limits import TimeLimits, unmeasured
from solutions.grading.sandbox.outcome import RunOutcome


@dataclass
class Job:
    """One day of a student's, to be run. waits: most of its time, instead of computing.

    asked: the tasks to be asked about from outside, instead of running the day's tests; secret:
    what the examiner's draws come from. spent: seconds of its time limits.
    """

    day: Day
    files: dict[str, bytes]
    seed: int
    waits: bool = False
    tries: int = 0
    asked: tuple[int, ...] = ()
    secret: str = ""
    limits: TimeLimits | None = None
    spent: float = 0.0

    @property
    def in_force(self) -> TimeLimits:
        return self.limits or unmeasured(self.day)

    @property
    def left(self) -> float:
        """Seconds for the run that comes next."""
        rest = max(0.0, self.in_force.day - self.spent)
        return rest if self.asked else min(self.in_force.tests, rest)

    @property
    def may_try_again(self) -> bool:
        """Whether another try would have the time that every first one has."""
        limits = self.in_force
        needed = limits.day - limits.tests if self.asked else limits.tests
        return limits.day - self.spent >= needed


@dataclass
class Work:
    """What is to be run of a student's. finish: told of each run; returns whether to try again."""

    name: str
    jobs: deque[Job]
    finish: Callable[[Job, RunOutcome], bool]
    again: deque[Job] = field(default_factory=deque)
    current: Job | None = None

    @property
    def waits(self) -> bool:
        """Whether all that is left is to wait."""
        return self.current is not None and self.current.waits and not self.jobs


class Peekable:
    """Work that is looked at a little before it is taken."""

    def __init__(self, works: Iterator[Work]) -> None:
        self._works = works
        self._taken: deque[Work] = deque()

    def at_least(self, count: int) -> int:
        """How much work there is, counted up to `count`."""
        while len(self._taken) < count and (work := next(self._works, None)) is not None:
            self._taken.append(work)
        return len(self._taken)

    @property
    def empty(self) -> bool:
        return self.at_least(1) == 0

    def take(self) -> Work:
        self.at_least(1)
        return self._taken.popleft()


class Executor(Protocol):
    """Who does the work: sandboxes on this machine, or a cluster's. Use it as a context."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...

    def run(self, works: Iterator[Work], done: Callable[[Work], None]) -> None:
        """Do all the work. done: told of each student whose days have all been run."""
