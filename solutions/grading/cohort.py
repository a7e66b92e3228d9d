"""Grades many submissions at once: a few sandboxes, one loop that hears them all.

A sandbox takes one student's days, one after the other, and is then ended; a spare one warms up
meanwhile. While a student's last day mostly waits, the next student is begun. A day that failed
through a fault of ours is tried once more, in a fresh sandbox.
"""

import select
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from katas.harness.days import Day
from solutions.grading.cell import Cell
from solutions.grading.ran import Ran
from solutions.grading.sandbox import Sandbox
from solutions.grading.workplace import Workplace

LOOK = 1.0  # seconds between two looks at the clock
STARTS = 5  # sandboxes in a row that may fail to start


class CannotStart(Exception):
    """Sandboxes do not start any more. The text is what they said."""


@dataclass
class Task:
    """One day of a student's, to be run. waits: most of its time, instead of computing."""

    day: Day
    files: dict[str, bytes]
    seed: int
    waits: bool = False
    tries: int = 0


@dataclass
class Work:
    """What is to be run of a student's. finish: told of each run; returns whether to try again."""

    name: str
    tasks: deque[Task]
    finish: Callable[[Task, Ran], bool]
    again: deque[Task] = field(default_factory=deque)
    current: Task | None = None

    @property
    def waits(self) -> bool:
        """Whether all that is left is to wait."""
        return self.current is not None and self.current.waits and not self.tasks


class Cohort:
    """The sandboxes of a grading. Use it as a context: they end with it.

    jobs: runs at the same time that compute; there may be as many beside them that mostly wait.
    """

    def __init__(self, box: Sandbox, workplace: Workplace, jobs: int, write: bool = False) -> None:
        self.box, self.workplace, self.jobs, self.write = box, workplace, jobs, write
        self._at_work: dict[int, tuple[Cell, Work]] = {}
        self._spare: list[Cell] = []
        self._failed = 0

    def __enter__(self) -> "Cohort":
        return self

    def __exit__(self, *error: object) -> None:
        for cell in [*self._spare, *(cell for cell, _ in self._at_work.values())]:
            self._end(cell)

    def run(self, works: Iterator[Work], done: Callable[[Work], None]) -> None:
        """Do all the work. done: told of each student whose days have all been run."""
        waiting = Ahead(works)
        while self._at_work or not waiting.empty:
            self._hire(waiting)
            self._hear(done)

    def _hire(self, waiting: "Ahead") -> None:
        """Give work to sandboxes that are warm, and warm up as many as will be needed."""
        while not waiting.empty and self._free > 0:
            warm = next((cell for cell in self._spare if cell.ready), None)
            if warm is None:
                break
            self._spare.remove(warm)
            self._give(warm, waiting.take())
        wanted = self._free or max(1, self.jobs // 2)
        while len(self._spare) < wanted and len(self._spare) < waiting.at_least(wanted):
            self._spare.append(Cell(self.box, self.workplace.cell(), self.write))

    @property
    def _free(self) -> int:
        """How many more students could be begun now."""
        computing = sum(not work.waits for _, work in self._at_work.values())
        return max(0, min(self.jobs - computing, 2 * self.jobs - len(self._at_work)))

    def _give(self, cell: Cell, work: Work) -> None:
        task = work.tasks.popleft()
        work.current = task
        self._at_work[id(cell)] = (cell, work)
        cell.begin(task.day, task.files, task.seed)

    def _hear(self, done: Callable[[Work], None]) -> None:
        cells = [*self._spare, *(cell for cell, _ in self._at_work.values())]
        poll = select.poll()
        for cell in cells:
            for descriptor in cell.descriptors:
                poll.register(descriptor, select.POLLIN)
        nearest = min((cell.deadline for cell in cells), default=0) - time.monotonic()
        ready = {found for found, _ in poll.poll(1000 * max(0, min(nearest, LOOK)))}
        for cell in cells:
            ran = cell.hear(ready)
            if cell in self._spare:
                self._check_start(cell)
            elif ran is not None:
                self._finish(cell, ran, done)

    def _check_start(self, cell: Cell) -> None:
        if cell.dead:
            self._spare.remove(cell)
            said = cell.said()
            self._end(cell)
            self._failed += 1
            if self._failed >= STARTS:
                raise CannotStart(f"Sandboxes do not start:\n{said}")
        elif cell.ready:
            self._failed = 0

    def _finish(self, cell: Cell, ran: Ran, done: Callable[[Work], None]) -> None:
        _, work = self._at_work.pop(id(cell))
        task, work.current = work.current, None
        assert task is not None
        task.tries += 1
        if work.finish(task, ran):
            work.again.append(task)
        if work.tasks and not cell.dead:
            self._give(cell, work)
            return
        self._end(cell)
        if not work.tasks:
            work.tasks, work.again = work.again, deque()
        if work.tasks:
            self._continue(work)
        else:
            done(work)

    def _continue(self, work: Work) -> None:
        """Go on in a fresh sandbox, for which nobody else has to wait."""
        fresh = next((cell for cell in self._spare if cell.ready), None)
        if fresh is None:
            fresh = Cell(self.box, self.workplace.cell(), self.write)
        else:
            self._spare.remove(fresh)
        self._give(fresh, work)

    def _end(self, cell: Cell) -> None:
        cell.close()
        self.workplace.leave(cell.folder)


class Ahead:
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
