"""A clock that stands still while a sandbox wants to compute and others have the cores.

So a busy machine takes no time away from an answer, and one that sleeps gains none. The kernel
says for each thread how long it ran and how long it waited for a core: docs.kernel.org,
scheduler/sched-stats, /proc/PID/schedstat.
"""

import contextlib
import time
from collections.abc import Mapping
from pathlib import Path

from solutions.grading.examiner import memory

SECOND = 1e9  # the kernel counts nanoseconds
SLOWEST = 1 / 10  # the clock never runs slower than that
Times = dict[str, tuple[int, int]]


class FairClock:
    """Begins with 0 when it is made. roots: the processes that it is for, with all their children.

    seconds: those for which they had a core, or wanted none. ran: of CPU time, by all together.
    Between two ticks it runs like any other; each tick puts it right.
    """

    def __init__(self, *roots: int) -> None:
        self.roots = set(roots)
        self._at, self._seconds = time.monotonic(), 0.0
        self._before: Times = {}
        self.ran = 0.0

    @property
    def seconds(self) -> float:
        return self._seconds + time.monotonic() - self._at

    def tick(self, children: Mapping[int, list[int]] | None = None) -> None:
        """Take off what was waited for cores since the last tick. children: memory.children()."""
        times, now = self._times(children), time.monotonic()  # reading them takes its time, too
        ran = waited = 0
        for thread, (runs, waits) in times.items():
            before = self._before.get(thread, (0, 0))
            ran, waited = ran + runs - before[0], waited + waits - before[1]
        passed = now - self._at
        # Of many threads each waits for the others: what has run is never taken off.
        self.ran += ran / SECOND
        least = max(min(passed, ran / SECOND), SLOWEST * passed)
        self._seconds += min(passed, max(passed - waited / SECOND, least))
        self._at, self._before = now, times

    def _times(self, children: Mapping[int, list[int]] | None) -> Times:
        """By thread: nanoseconds for which it ran, and for which it waited for a core."""
        found: Times = {}
        known = memory.children() if children is None else children
        for root in self.roots:
            for pid in {root, *memory.descendants(root, known)}:
                with contextlib.suppress(OSError, ValueError):  # it ends just now
                    for thread in Path(f"/proc/{pid}/task").iterdir():
                        ran, waited, _ = (thread / "schedstat").read_text().split()
                        found[str(thread)] = int(ran), int(waited)
        return found
