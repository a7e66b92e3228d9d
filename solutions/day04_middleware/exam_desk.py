"""Lanes that get jobs, and the cache that all of them have in common."""

import queue
from collections.abc import Sequence
from typing import Any

from solutions.day04_middleware.exam_cache import Cache
from solutions.day04_middleware.exam_visit import Plan
from solutions.grading.examiner import BrokeOff, Raised


class Desk:
    """Hands jobs out to lanes, each a thread of the answer's process or of a second one."""

    def __init__(self, lanes: Sequence[str]) -> None:
        self.cache = Cache(["", *lanes])  # "": threads that are nobody's lane
        self._open(lanes)

    def _open(self, lanes: Sequence[str]) -> None:
        self._jobs = {name: queue.SimpleQueue[Any]() for name in lanes}
        self._said = {name: queue.SimpleQueue[Any]() for name in lanes}

    def _close(self) -> None:
        """There is nothing more to do."""
        for jobs in self._jobs.values():
            jobs.put(None)

    def _next(self, lane: str, said: Any) -> Any:
        if said is not None:
            self._said[lane].put(said[0])
        return self._jobs[lane].get()

    def job(self, lane: str, *job: Any) -> Any:
        """Have one thing done, and wait for it."""
        self._jobs[lane].put([*job])
        return self._come(lane)

    def answered(self, lane: str) -> bool:
        """Whether an answer is there that `end` has not taken yet."""
        return not self._said[lane].empty()

    def begin_many(
        self, lane: str, handler: int, plan: Plan, each: Sequence[Plan], crowd: int = 1
    ) -> None:
        """Send many requests one by one, as the plan and each of these say; rings say nothing.

        crowd: so many lanes have to begin with theirs at the same time.
        """
        whole = {"method": "GET", "address": "192.0.2.1", "path": "/health-admin/", **plan}
        self._jobs[lane].put(["visits", handler, {**whole, "quiet": True}, [*each], crowd])

    def end_many(self, lane: str, many: int) -> list[tuple[int, str]]:
        """The statuses, and how the bodies begin."""
        told = self._come(lane, within=120.0)
        try:
            found = [(int(status), str(body)) for status, body in told]
        except (TypeError, ValueError):
            raise BrokeOff(f"the answer's process said what nobody can read: {told!r}") from None
        if len(found) != many:
            raise BrokeOff("the answer's process said what nobody can read")
        return found

    def many(
        self, lane: str, handler: int, plan: Plan, each: Sequence[Plan]
    ) -> list[tuple[int, str]]:
        """`begin_many`, and then `end_many`."""
        self.begin_many(lane, handler, plan, each)
        return self.end_many(lane, len(each))

    def _come(self, lane: str, within: float = 30.0) -> Any:
        try:
            said = self._said[lane].get(timeout=within)
        except queue.Empty:
            raise BrokeOff(f"the answer gave nothing for {within:.0f} s") from None
        self._readable()
        if isinstance(said, list) and said[:1] == ["raised"]:
            return Raised(*map(str, said[1:]))
        return said

    def _readable(self) -> None:
        """Raises BrokeOff if the cache was asked for what its clients never ask for."""
        if self.cache.unreadable:
            raise BrokeOff(f"the answer's process asked the cache for {self.cache.unreadable}")
