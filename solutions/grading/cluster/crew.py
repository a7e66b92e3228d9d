"""The workers of a cluster: who is there, who may be given work, and who says nothing any more."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass

from distributed import Future

from solutions.grading.cluster import fingerprint, worker
from solutions.grading.cluster.address import NoCluster
from solutions.grading.cluster.link import PATIENCE, Link
from solutions.grading.cluster.parcel import Message, opened, packed
from solutions.grading.verdict.expected import Expected

IN_FLIGHT = 4  # students for each thread of a worker: one computes, the others wait or are next
MEETING = 1800.0  # seconds for a worker to run the references
STRIKES = 3
SLACK = 3.0  # times what a student may take, for a worker's next answer: its cores may be busy


@dataclass
class Member:
    """A worker that may be given work.

    silence: seconds for which it may say nothing of use while it has work; heard: when it has last
    done so, or had none. strikes: answers of no use, in a row.
    """

    threads: int
    silence: float
    heard: float
    strikes: int = 0


class Crew:
    """Those of a grading. fit: by address; grading: by which they know it."""

    def __init__(self, expected: dict[int, Expected], say: Callable[[str], None]) -> None:
        self._say = say
        own = fingerprint.of([each.day for each in expected.values()])
        self._message = packed({"fingerprint": own, "references": worker.shown_by(expected)})
        self.grading = hashlib.sha256(self._message).hexdigest()[:16]
        self.fit: dict[str, Member] = {}
        self._refused: dict[str, str] = {}
        self._met: dict[str, Future] = {}

    def look(self, link: Link) -> None:
        """See who is there, and meet who is new. Raises OSError or NoCluster."""
        there = link.threads()
        for address in self.fit.keys() - there.keys():
            self._say(f"Worker {address} was lost: what it had is given again")
        for known in (self.fit, self._refused, self._met):
            for address in known.keys() - there.keys():
                del known[address]
        for address in there.keys() - self.fit.keys() - self._refused.keys() - self._met.keys():
            self._met[address] = link.client.submit(
                worker.meet,
                self._message,
                self.grading,
                key=f"meeting-{address}-{time.time_ns()}",
                workers=[address],
                pure=False,
            )
        for address in [each for each, future in self._met.items() if future.done()]:
            self._take_in(address, there[address], self._met.pop(address))
        if self.fit:
            link.is_well()
        elif there and there.keys() == self._refused.keys():
            reasons = "\n".join(f"  {each}: {why}" for each, why in self._refused.items())
            raise NoCluster(f"No worker of {link.address} can grade this:\n{reasons}")
        elif self._met:
            link.be_patient(f"{link.address}: its workers run the references", MEETING)
        else:
            link.be_patient(f"{link.address} has no workers", PATIENCE)

    def _take_in(self, address: str, threads: int, future: Future) -> None:
        if future.status == "finished":
            told: Message = opened(future.result(timeout=PATIENCE))
            if "refused" in told:
                self.refuse(address, told["refused"])
            else:
                self.fit[address] = Member(threads, SLACK * told["limit"], time.monotonic())
        elif future.status == "error":
            error = future.exception(timeout=PATIENCE)
            self.refuse(address, f"it does not have this project ({error!r})")

    def refuse(self, address: str, why: str) -> None:
        """Give it no work as long as it is there."""
        if address not in self._refused:
            self._say(f"Worker {address} is not given work: {why}")
        self._refused[address] = why
        self.fit.pop(address, None)

    def forget(self, address: str) -> None:
        """It is to be met anew."""
        self.fit.pop(address, None)

    def forget_all(self) -> None:
        """So are all: the scheduler was lost."""
        for known in (self.fit, self._refused, self._met):
            known.clear()

    def hear(self, address: str) -> None:
        """It has sent an answer that is of use."""
        if address in self.fit:
            self.fit[address].heard = time.monotonic()
            self.fit[address].strikes = 0

    def strike(self, address: str) -> None:
        """It has sent one that is of none."""
        if address in self.fit:
            self.fit[address].strikes += 1
            if self.fit[address].strikes == STRIKES:
                self.refuse(address, f"{STRIKES} answers in a row were of no use")

    def refuse_silent(self, loads: Counter[str]) -> None:
        """loads: how many students each has."""
        now = time.monotonic()
        for address, member in list(self.fit.items()):
            if not loads[address]:
                member.heard = now
            elif now > member.heard + member.silence:
                minutes = f"{member.silence / 60:.0f} min"
                self.refuse(address, f"nothing was heard of what it has for {minutes}")

    def room(self, loads: Counter[str]) -> int:
        """How many more students can be under way."""
        return sum(self._room_at(address, loads) for address in self.fit)

    def choose(self, loads: Counter[str], avoid: Collection[str]) -> str | None:
        """Who has the most room for a student; one of those to avoid only if there is no other."""
        others = self.fit.keys() - set(avoid) or self.fit.keys()
        best = max(others, key=lambda each: self._room_at(each, loads), default=None)
        return best if best is not None and self._room_at(best, loads) > 0 else None

    def _room_at(self, address: str, loads: Counter[str]) -> int:
        return max(0, IN_FLIGHT * self.fit[address].threads - loads[address])
