"""Grades many submissions at once: a few sandboxes, one loop that hears them all.

A sandbox takes one student's days, one after the other, and is then ended; a spare one warms up
meanwhile. While a student's last day mostly waits, the next student is begun. A day that failed
through a fault of ours is tried once more, in a fresh sandbox.
"""

import select
import time
from collections import deque
from collections.abc import Callable, Iterator

from solutions.grading.examiner import memory
from solutions.grading.examiner.examiners import Examiners
from solutions.grading.sandbox.bubblewrap import Sandbox
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.process import SandboxProcess
from solutions.grading.sandbox.staging import Workplace
from solutions.grading.sandbox.work import Peekable, Work

LOOK = 1.0  # seconds between two looks at the clock
STARTS = 5  # sandboxes in a row that may fail to start


class CannotStart(Exception):
    """Sandboxes do not start any more. The text is what they said."""


class SandboxPool:
    """The sandboxes of a grading. Use it as a context: they end with it.

    jobs: runs at the same time that compute; beside them there may be three times as many that
    mostly wait (Day 4's, half a minute for its windows, compute for a tenth of it).
    examiners: for jobs that are asked from outside. spare: have one warm for the next call of run.
    """

    def __init__(
        self,
        box: Sandbox,
        workplace: Workplace,
        jobs: int,
        write: bool = False,
        examiners: Examiners | None = None,
        spare: bool = False,
    ) -> None:
        self.box, self.workplace, self.jobs, self.write = box, workplace, jobs, write
        self._examiners, self._keep_spare = examiners, spare
        self._at_work: dict[int, tuple[SandboxProcess, Work]] = {}
        self._spare: list[SandboxProcess] = []
        self._failed = 0
        self._looked = time.monotonic()

    def __enter__(self) -> "SandboxPool":
        return self

    def __exit__(self, *error: object) -> None:
        for process in [*self._spare, *(process for process, _ in self._at_work.values())]:
            self._end(process)

    def run(self, works: Iterator[Work], done: Callable[[Work], None]) -> None:
        """Do all the work. done: told of each student whose days have all been run."""
        waiting = Peekable(works)
        while self._at_work or not waiting.empty:
            self._hire(waiting)
            self._hear(done)

    def _hire(self, waiting: Peekable) -> None:
        """Give work to sandboxes that are warm, and warm up as many as will be needed."""
        while not waiting.empty and self._free > 0:
            warm = next((process for process in self._spare if process.ready), None)
            if warm is None:
                break
            self._spare.remove(warm)
            self._give(warm, waiting.take())
        wanted = self._free or max(1, self.jobs // 2)
        needed = max(waiting.at_least(wanted), self._keep_spare)
        while len(self._spare) < min(wanted, needed):
            self._spare.append(SandboxProcess(self.box, self.workplace.new_folder(), self.write))

    @property
    def _free(self) -> int:
        """How many more students could be begun now."""
        computing = sum(not work.waits for _, work in self._at_work.values())
        return max(0, min(self.jobs - computing, 4 * self.jobs - len(self._at_work)))

    def _give(self, process: SandboxProcess, work: Work) -> None:
        job = work.jobs.popleft()
        work.current = job
        self._at_work[id(process)] = (process, work)
        if job.asked:
            assert self._examiners is not None
            process.begin_exam(job, self._examiners)
        else:
            process.begin(job)

    def _hear(self, done: Callable[[Work], None]) -> None:
        processes = [*self._spare, *(process for process, _ in self._at_work.values())]
        poll = select.poll()
        for process in processes:
            for descriptor in process.descriptors:
                poll.register(descriptor, select.POLLIN)
        nearest = min((process.left for process in processes), default=0)
        ready = {found for found, _ in poll.poll(1000 * max(0, min(nearest, LOOK)))}
        if time.monotonic() > self._looked + LOOK:
            self._looked, children = time.monotonic(), memory.children()
            for process in processes:
                process.clock.tick(children)
        for process in processes:
            ran = process.hear(ready)
            if process in self._spare:
                self._check_start(process)
            elif ran is not None:
                self._finish(process, ran, done)

    def _check_start(self, process: SandboxProcess) -> None:
        if process.dead:
            self._spare.remove(process)
            said = process.said()
            self._end(process)
            self._failed += 1
            if self._failed >= STARTS:
                raise CannotStart(f"Sandboxes do not start:\n{said}")
        elif process.ready:
            self._failed = 0

    def _finish(
        self, process: SandboxProcess, ran: RunOutcome, done: Callable[[Work], None]
    ) -> None:
        _, work = self._at_work.pop(id(process))
        job, work.current = work.current, None
        assert job is not None
        job.tries += 1
        job.spent += ran.fair
        if work.finish(job, ran):
            work.again.append(job)
        if work.jobs and not process.dead:
            self._give(process, work)
            return
        self._end(process)
        if not work.jobs:
            work.jobs, work.again = work.again, deque()
        if work.jobs:
            self._continue(work)
        else:
            done(work)

    def _continue(self, work: Work) -> None:
        """Go on in a fresh sandbox, for which nobody else has to wait."""
        fresh = next((process for process in self._spare if process.ready), None)
        if fresh is None:
            fresh = SandboxProcess(self.box, self.workplace.new_folder(), self.write)
        else:
            self._spare.remove(fresh)
        self._give(fresh, work)

    def _end(self, process: SandboxProcess) -> None:
        process.close()
        self.workplace.leave(process.folder)
