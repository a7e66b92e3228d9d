"""Gives the work to a cluster, and takes in what comes back: the other executor is SandboxPool.

The scheduler keeps nothing that matters: what was under way when a worker, the scheduler or the
network is lost is given again, and counts once, when it is in the journal.
"""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from distributed import Future, wait
from distributed.client import FuturesCancelledError

from solutions.grading.cluster import worker
from solutions.grading.cluster.crew import SLACK, Crew
from solutions.grading.cluster.link import PATIENCE, Link
from solutions.grading.cluster.parcel import Broken, of_work, opened
from solutions.grading.cluster.replay import give_up, replay
from solutions.grading.sandbox.work import Peekable, Work
from solutions.grading.verdict.expected import Expected

LOOK = 1.0  # seconds between two looks at the workers
FETCH = 60.0  # seconds for an answer to come over the network
LOSSES = 5  # workers that one student's work may lose
BROKEN = 2  # answers that cannot be taken in
LOST = "the cluster's workers were lost again and again while they ran it"
UNREADABLE = "the answers of two of the cluster's workers could not be taken in"


@dataclass
class Parcel:
    """A student's work, its pseudonym, who has it, and whose answers were no use."""

    work: Work
    name: str
    worker: str = ""
    losses: int = 0
    broken: list[str] = field(default_factory=list)


class ClusterExecutor:
    """A grading's; use it as a context. say: tells the instructor; alias: a student's pseudonym."""

    def __init__(
        self,
        address: str,
        expected: dict[int, Expected],
        alias: Callable[[str], str],
        say: Callable[[str], None],
        patience: float = PATIENCE,
        slack: float = SLACK,
    ) -> None:
        self._alias, self._say = alias, say
        self._link = Link(address, say, patience)
        self._crew = Crew(expected, say, slack)
        self._out: dict[Future, Parcel] = {}
        self._back: deque[Parcel] = deque()

    def __enter__(self) -> "ClusterExecutor":
        self._link.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._link.__exit__(*error)

    def run(self, works: Iterator[Work], done: Callable[[Work], None]) -> None:
        """Do all the work. done: told of each student whose days have all been run."""
        waiting = Peekable(works)
        while self._out or self._back or not waiting.empty:
            while len(self._back) < self._crew.room(self._loads()) and not waiting.empty:
                work = waiting.take()
                self._back.append(Parcel(work, self._alias(work.name)))
            try:
                answers = self._exchange()
            except (OSError, FuturesCancelledError) as error:  # OSError: dask's timeouts, too
                self._back.extend(self._out.values())
                self._out.clear()
                self._crew.forget_all()
                self._link.reconnect((str(error).splitlines() or [type(error).__name__])[0])
                continue
            for parcel, answer in answers:
                self._take_in(parcel, answer, done)
            self._give_up(done)

    def _exchange(self) -> list[tuple[Parcel, bytes]]:
        """Give what can be given; what has come back. Raises what says that a scheduler is lost."""
        self._crew.look(self._link)
        self._crew.refuse_silent(self._loads())
        for future, parcel in list(self._out.items()):
            if parcel.worker not in self._crew.fit and not future.done():
                self._lose(future)
        self._give()
        if not self._out:
            time.sleep(LOOK)
            return []
        try:
            wait(list(self._out), timeout=LOOK, return_when="FIRST_COMPLETED")
        except TimeoutError:
            return []
        found = [self._fetched(future) for future in list(self._out) if future.done()]
        answers = [each for each in found if each is not None]
        self._crew.hear(parcel.worker for parcel, _ in answers)
        return answers

    def _loads(self) -> Counter[str]:
        return Counter(parcel.worker for parcel in self._out.values())

    def _give(self) -> None:
        loads = self._loads()
        while self._back and (chosen := self._crew.choose(loads, self._back[0].broken)):
            parcel = self._back.popleft()
            parcel.worker = chosen
            future = self._link.client.submit(
                worker.run,
                of_work(parcel.name, parcel.work.jobs),
                self._crew.grading,
                key=f"{parcel.name}-{time.time_ns()}",
                workers=[chosen],
                pure=False,
            )
            self._out[future] = parcel
            loads[chosen] += 1

    def _fetched(self, future: Future) -> tuple[Parcel, bytes] | None:
        why = ""
        try:
            answer: bytes = future.result(timeout=FETCH)
        except FuturesCancelledError:  # its worker was lost
            pass
        except TimeoutError:
            why = f"the answer did not come within {FETCH:g} s"
        except Exception as error:  # what the worker has raised
            why = repr(error)
        else:
            return self._out.pop(future), answer
        self._link.check()
        self._lose(future, why)
        return None

    def _lose(self, future: Future, why: str = "") -> None:
        parcel = self._out.pop(future)
        parcel.losses += 1
        self._back.append(parcel)
        if why:
            self._say(f"{parcel.name} is given again: {why}")

    def _take_in(self, parcel: Parcel, answer: bytes, done: Callable[[Work], None]) -> None:
        try:
            told = opened(answer)
            if "runs" in told:
                replay(parcel.work, told["runs"])
                done(parcel.work)
                return
            if "refused" in told:
                self._crew.refuse(parcel.worker, told["refused"])
            else:  # it has not met this grading, or not since it was started anew
                self._crew.forget(parcel.worker)
        except Broken as error:
            self._say(f"{parcel.name} is given again: {parcel.worker} sent {error}")
            parcel.broken.append(parcel.worker)
        self._back.append(parcel)

    def _give_up(self, done: Callable[[Work], None]) -> None:
        for parcel in list(self._back):
            if parcel.losses >= LOSSES or len(parcel.broken) >= BROKEN:
                self._back.remove(parcel)
                give_up(parcel.work, LOST if parcel.losses >= LOSSES else UNREADABLE)
                done(parcel.work)
