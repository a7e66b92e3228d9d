"""Gives the work to a cluster, and takes in what comes back: the other executor is SandboxPool.

The scheduler keeps nothing that matters: what was under way when a worker, the scheduler or the
network is lost is given again, and counts once, when it is in the journal.
"""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from distributed import Client, Future, KilledWorker, wait
from distributed.client import FuturesCancelledError

from katas.harness.days import Day
from solutions.grading.cluster import fingerprint, worker
from solutions.grading.cluster.address import NoCluster
from solutions.grading.cluster.parcel import of_work, opened
from solutions.grading.cluster.replay import lost, replay
from solutions.grading.sandbox.work import Peekable, Work
from solutions.grading.verdict.expected import Expected

IN_FLIGHT = 2  # students for each thread of the workers
PATIENCE = 600.0  # seconds without a scheduler, or without a worker
AGAIN = 5.0  # seconds between two tries to reach the scheduler
LOOK = 1.0  # seconds between two looks at the workers
TRIES = 5  # workers that one student's work may lose


@dataclass
class Parcel:
    """A student's work, its pseudonym, and how many workers were lost with it."""

    work: Work
    name: str
    losses: int = 0
    workers: frozenset[str] = frozenset()


class ClusterExecutor:
    """A grading's; use it as a context. say: tells the instructor; alias: a student's pseudonym."""

    def __init__(
        self,
        address: str,
        expected: dict[int, Expected],
        alias: Callable[[str], str],
        say: Callable[[str], None],
        patience: float = PATIENCE,
    ) -> None:
        self._address, self._alias, self._say, self._patience = address, alias, say, patience
        self._days: list[Day] = [each.day for each in expected.values()]
        self._own = fingerprint.of(self._days)
        self._shown = worker.shown_by(expected)
        self._out: dict[Future, Parcel] = {}
        self._back: deque[Parcel] = deque()
        self._fit: dict[str, int] = {}
        self._refused: dict[str, str] = {}
        self._given: Counter[str] = Counter()
        self._seen = time.monotonic()
        self._waits = False

    def __enter__(self) -> "ClusterExecutor":
        self._connect()
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is not None:
            self._client.cancel(list(self._out))
        self._client.close(timeout=5)

    def run(self, works: Iterator[Work], done: Callable[[Work], None]) -> None:
        """Do all the work. done: told of each student whose days have all been run."""
        waiting = Peekable(works)
        while self._out or self._back or not waiting.empty:
            try:
                if self._client.status != "running":
                    raise OSError("the scheduler has gone")
                self._look()
                self._fill(waiting)
                finished = self._finished()
            except (OSError, FuturesCancelledError) as error:  # OSError: dask's timeouts, too
                self._reconnect((str(error).splitlines() or [type(error).__name__])[0])
                continue
            for parcel, answer in finished:
                self._take(parcel, answer, done)
            for parcel in [each for each in self._back if each.losses >= TRIES]:
                self._back.remove(parcel)
                lost(parcel.work)
                done(parcel.work)

    def _look(self) -> None:
        """See which workers there are. Raises NoCluster."""
        there = self._client.nthreads()
        if new := [each for each in there if each not in self._fit and each not in self._refused]:
            numbers = [day.number for day in self._days]
            told = self._client.run(worker.fingerprint_of, numbers, workers=new, on_error="return")
            for each, theirs in told.items():
                self._meet(each, theirs, there[each])
        self._fit = {each: count for each, count in self._fit.items() if each in there}
        for future, parcel in list(self._out.items()):
            if not future.done() and not parcel.workers & self._fit.keys():
                self._give_again(future)
        if self._fit:
            self._seen, self._waits = time.monotonic(), False
        elif there and all(each in self._refused for each in there):
            reasons = "\n".join(f"  {each}: {self._refused[each]}" for each in there)
            raise NoCluster(f"No worker of {self._address} can grade this:\n{reasons}")
        else:
            self._be_patient(f"{self._address} has no workers")

    def _meet(self, address: str, theirs: Any, threads: int) -> None:
        if isinstance(theirs, BaseException):
            kind = type(theirs).__name__
            self._refuse(address, f"it does not have this project ({kind}: {theirs})")
        elif differing := fingerprint.differences(theirs, self._own):
            self._refuse(address, f"another version. {differing}")
        else:
            self._fit[address] = threads

    def _refuse(self, address: str, why: str) -> None:
        if address not in self._refused:
            self._say(f"Worker {address} is not given work: {why}")
        self._refused[address] = why
        self._fit.pop(address, None)

    def _fill(self, waiting: Peekable) -> None:
        """Submit what is left, but for so many students at once."""
        while len(self._out) < IN_FLIGHT * sum(self._fit.values()):
            if self._back:
                parcel = self._back.popleft()
            elif not waiting.empty:
                work = waiting.take()
                parcel = Parcel(work, self._alias(work.name))
            else:
                return
            parcel.workers = frozenset(self._fit)
            self._given[parcel.name] += 1
            future = self._client.submit(
                worker.run,
                of_work(parcel.name, parcel.work.jobs, self._shown),
                key=f"{parcel.name}-{self._given[parcel.name]}-{time.time_ns()}",
                workers=list(parcel.workers),
                pure=False,
            )
            self._out[future] = parcel

    def _finished(self) -> list[tuple[Parcel, bytes]]:
        """What has come back within a while."""
        if not self._out:
            time.sleep(LOOK)
            return []
        try:
            wait(list(self._out), timeout=LOOK, return_when="FIRST_COMPLETED")
        except TimeoutError:
            return []
        found = []
        for future in [each for each in self._out if each.done()]:
            if future.status == "finished":
                answer: bytes = future.result(timeout=self._patience)
                found.append((self._out.pop(future), answer))
            else:
                error = future.exception() if future.status == "error" else None
                self._give_again(future, failed=error)
        return found

    def _give_again(self, future: Future, failed: BaseException | None = None) -> None:
        parcel = self._out.pop(future)
        future.cancel()
        if failed is not None:
            parcel.losses += 1
            what = "its worker was lost" if isinstance(failed, KilledWorker) else repr(failed)
            self._say(f"{parcel.name} is given again: {what}")
        self._back.append(parcel)

    def _take(self, parcel: Parcel, answer: bytes, done: Callable[[Work], None]) -> None:
        told = opened(answer)
        if "refused" in told:
            self._refuse(told["worker"], told["refused"])
            self._back.append(parcel)
            return
        replay(parcel.work, told["runs"])
        done(parcel.work)

    def _connect(self) -> None:
        """Raises NoCluster if there is no scheduler for long."""
        while True:
            try:
                self._client = Client(self._address, timeout=AGAIN)
                return
            except OSError as error:
                self._be_patient(f"{self._address} does not answer ({error})")
                time.sleep(AGAIN)

    def _reconnect(self, why: str) -> None:
        self._back.extend(self._out.values())
        self._out.clear()
        self._fit.clear()
        self._say(f"{self._address} is lost: {why}. What was under way is given again.")
        with suppress(OSError):
            self._client.close(timeout=AGAIN)
        self._seen = time.monotonic()
        self._connect()

    def _be_patient(self, what: str) -> None:
        """Wait, and say so once. Raises NoCluster after a while."""
        if time.monotonic() > self._seen + self._patience:
            minutes = f"{self._patience / 60:g}"
            raise NoCluster(
                f"{what}, for {minutes} minutes. What was graded is kept; when the cluster is back,"
                " the same command goes on from here."
            )
        if not self._waits:
            self._waits = True
            self._say(f"{what}: waiting for it, {self._patience / 60:g} minutes at most")
