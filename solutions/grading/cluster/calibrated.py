"""A worker's own sandboxes and references, on which it runs what it is given."""

import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from weakref import proxy

from katas.harness.days import Day
from solutions.grading.cluster.parcel import Message, job_of, of_run
from solutions.grading.examiner.examiners import Examiners
from solutions.grading.references import References
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.pool import SandboxPool
from solutions.grading.sandbox.selftest import found
from solutions.grading.sandbox.staging import Workplace
from solutions.grading.sandbox.work import Job, Work
from solutions.grading.student import Student
from solutions.grading.submissions.answers import StudentAnswer
from solutions.grading.verdict import reference
from solutions.grading.verdict.expected import Expected
from solutions.grading.verdict.model import DayGrade

IDLE = 60.0  # seconds after which another grading's may take its place


class Closed(Exception):
    """It takes no work any more."""


class Calibrated:
    """Sandboxes, examiners and references for some days, until it is closed.

    All of them live in a thread of its own: a sandbox dies with the thread that has started it.
    Made, it has tried its sandbox and run the references; raises what that raises.
    """

    def __init__(self, days: Sequence[Day], folder: Path, threads: int) -> None:
        self._days = {day.number: day for day in days}
        self._folder, self._threads = folder, threads
        self._line = Line()
        self._under_way: dict[int, Future[None]] = {}
        self._closed, self._changing = False, threading.Lock()
        self.expected: dict[int, Expected] = {}
        ready: Future[None] = Future()
        threading.Thread(target=self._serve, args=(ready,), daemon=True).start()
        ready.result()
        self._used = time.monotonic()

    def close_if_idle(self) -> bool:
        """Whether it has had nothing to do for a while: then it is closed."""
        with self._changing:
            self._closed = not self._under_way and time.monotonic() > self._used + IDLE
        self._line.arrived.set()
        return self._closed

    def run(self, message: Message) -> list[Message]:
        """What came of each run of a student's, in their order. Raises Closed or CannotStart."""
        jobs = deque[Job]()
        for each in message["jobs"]:
            expected = self.expected[each["day"]]
            job = job_of(each, self._days)
            jobs.append(replace(job, limits=expected.limits, waits=expected.waits))
        runs: list[Message] = []
        student = Onlooker(message["name"], self.expected)

        def finish(job: Job, ran: RunOutcome) -> bool:
            ran.reference_cpu = self.expected[job.day.number].cpu
            runs.append(of_run(job, ran))
            return student.finish(job, ran)

        work = Work(message["name"], jobs, finish)
        student.work = proxy(work)
        over: Future[None] = Future()
        with self._changing:
            if self._closed:
                raise Closed
            self._under_way[id(work)] = over
        self._line.add(work)
        over.result()
        self._used = time.monotonic()
        return runs

    def _serve(self, ready: "Future[None]") -> None:
        days = list(self._days.values())
        try:
            with Workplace(self._folder) as workplace, ExitStack() as stack:
                box = found(workplace, [reference.SOLUTIONS / "__main__.py"], unsafe=False)
                examiners = stack.enter_context(Examiners(days, workplace.examiners))
                references = References(days, False, examiners)
                self.expected = references.run(box, workplace, self._threads)
                ready.set_result(None)
                while not self._closed:
                    pool = SandboxPool(
                        box, workplace, self._threads, examiners=examiners, spare=True
                    )
                    with pool:
                        self._run_with(pool)
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)

    def _run_with(self, pool: SandboxPool) -> None:
        """Until it is closed, or this pool's sandboxes have failed."""
        try:
            while not self._closed:
                self._line.arrived.wait()
                self._line.arrived.clear()
                pool.run(self._line, lambda work: self._under_way.pop(id(work)).set_result(None))
        except Exception as error:
            self._line.works.clear()
            for each in list(self._under_way):
                self._under_way.pop(each).set_exception(error)


class Line(Iterator[Work]):
    """The students who stand in line. At its end when nobody does; later it may go on."""

    def __init__(self) -> None:
        self.works = deque[Work]()
        self.arrived = threading.Event()

    def add(self, work: Work) -> None:
        self.works.append(work)
        self.arrived.set()

    def __next__(self) -> Work:
        try:
            return self.works.popleft()
        except IndexError:
            raise StopIteration from None


class Onlooker(Student):
    """Decides what is run next as the grader will, by the same code, and keeps no grade."""

    def __init__(self, name: str, expected: dict[int, Expected]) -> None:
        answers: dict[int, StudentAnswer] = {}
        super().__init__(name, {}, answers, expected, Unread(), None, "")  # type: ignore[arg-type]

    def _keep(self, grade: DayGrade) -> None:
        pass


class Unread:
    """Stands in for the reading of an answer's source, which is the grader's."""

    def flags(self, day: str, files: dict[str, bytes]) -> list[Any]:
        return []
