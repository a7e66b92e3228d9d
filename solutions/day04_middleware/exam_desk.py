"""Lanes that get jobs, and the cache that all of them have in common."""

import queue
from collections.abc import Sequence
from typing import Any

from solutions.day04_middleware.exam_cache import Cache
from solutions.grading.examiner import BrokeOff, Raised


class Desk:
    """Hands jobs out to lanes, each a thread of the answer's process or of a second one."""

    def __init__(self, lanes: Sequence[str]) -> None:
        self.cache = Cache(["", *lanes])  # "": threads that are nobody's lane
        self._jobs = {name: queue.SimpleQueue[Any]() for name in lanes}
        self._said = {name: queue.SimpleQueue[Any]() for name in lanes}

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
