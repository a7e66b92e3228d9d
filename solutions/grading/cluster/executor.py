"""Gives the work to a cluster, and takes in what comes back: the other executor is SandboxPool.

The scheduler keeps nothing that matters: what was under way when a worker, the scheduler or the
network is lost is given again, and counts once, when it is in the journal.
"""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from distributed import Future, wait
from distributed.client import FuturesCancelledError

from solutions.grading.cluster import worker
from solutions.grading.cluster.crew import Crew
from solutions.grading.cluster.link import Link, short
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
    """A grading's; use it as a context, which ends with the link's. say: tells the instructor.

    alias: a student's pseudonym.
    """

    def __init__(
        self,
        link: Link,
        expected: dict[int, Expected],
        alias: Callable[[str], str],
        say: Callable[[str], None],
    ) -> None:
        self._alias, self._say = alias, say
        self._link = link
        self._crew = Crew(expected, say)
        self._out: dict[Future, Parcel] = {}
        self._back = deque[Parcel]()
        self._answers = deque[tuple[Parcel, bytes]]()

    def __enter__(self) -> "ClusterExecutor":
        self._link.is_well()
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
                self._exchange()
            except (OSError, FuturesCancelledError) as error:  # OSError: dask's timeouts, too
                self._back.extend(self._out.values())
                self._out.clear()
                self._crew.forget_all()
                self._link.reconnect(short(error))
            while self._answers:
                self._take_in(*self._answers.popleft(), done)
            self._give_up(done)

    def _exchange(self) -> None:
        """Give what can be given, and fetch what is back. Raises what says that a link is lost."""
        self._crew.look(self._link)
        self._crew.refuse_silent(self._loads())
        for future, parcel in list(self._out.items()):
            if parcel.worker not in self._crew.fit and not future.done():
                self._lose(future)
        self._give()
        if not self._out:
            time.sleep(LOOK)
            return
        with suppress(TimeoutError):
            wait(list(self._out), timeout=LOOK, return_when="FIRST_COMPLETED")
        for future in [each for each in self._out if each.done()]:
            self._fetch(future)

    def _loads(self) -> Counter[str]:
        return Counter(parcel.worker for parcel in self._out.values())

    def _give(self) -> None:
        loads = self._loads()
        while self._back and (chosen := self._crew.choose(loads, self._back[0].broken)):
            parcel = self._back[0]
            future = self._link.client.submit(
                worker.run,
                of_work(parcel.name, parcel.work.jobs),
                self._crew.grading,
                key=f"{parcel.name}-{time.time_ns()}",
                workers=[chosen],
                pure=False,
            )
            parcel.worker = chosen
            self._out[future] = self._back.popleft()
            loads[chosen] += 1

    def _fetch(self, future: Future) -> None:
        try:
            answer: bytes = future.result(timeout=FETCH)
        except FuturesCancelledError:
            raise  # the scheduler's loss
        except TimeoutError:
            self._lose(future, f"the answer did not come within {FETCH:g} s")
        except Exception as error:  # what dask has raised there, or the network
            self._link.check()
            self._lose(future, repr(error))
        else:
            self._answers.append((self._out.pop(future), answer))

    def _lose(self, future: Future, why: str = "") -> None:
        parcel = self._out.pop(future)
        parcel.losses += 1
        self._back.append(parcel)
        if why:
            self._say(f"{parcel.work.name} is given again: {why}")

    def _take_in(self, parcel: Parcel, answer: bytes, done: Callable[[Work], None]) -> None:
        try:
            told = opened(answer)
            if "unmet" in told:
                self._crew.forget(parcel.worker)
                self._back.append(parcel)
                return
            if "runs" not in told:
                raise Broken(str(told.get("failed")))
            replay(parcel.work, told["runs"])
        except Broken as error:
            self._say(f"{parcel.work.name} is given again: {parcel.worker} sent {error}")
            self._crew.strike(parcel.worker)
            parcel.broken.append(parcel.worker)
            self._back.append(parcel)
        else:
            self._crew.hear(parcel.worker)
            done(parcel.work)

    def _give_up(self, done: Callable[[Work], None]) -> None:
        for parcel in list(self._back):
            if parcel.losses >= LOSSES or len(parcel.broken) >= BROKEN:
                self._back.remove(parcel)
                give_up(parcel.work, LOST if parcel.losses >= LOSSES else UNREADABLE)
                done(parcel.work)
