"""Many requests of one client that are under way when its window ends."""

import math
import time
from collections.abc import Callable

from solutions.day04_middleware.exam_room import Room
from solutions.day04_middleware.exam_visit import Visit
from solutions.day04_middleware.exam_windows import EARLY, LATE, Client, limited
from solutions.grading.examiner import Contradicted


class Crossing:
    """Whichever window they count in, no more than `limit` pass in the new one, which ends on time.

    one: sends a request of the client and waits; all_at_once: many. clear: this process' clock
    could tell what was due.
    """

    def __init__(
        self,
        room: Room,
        client: Client,
        rate: tuple[int, int],
        one: Callable[[], Visit],
        all_at_once: Callable[[], list[Visit]],
    ) -> None:
        self.room, self.client, (self.limit, self.length) = room, client, rate
        self.one, self.all_at_once = one, all_at_once
        self.passed, self.clear = 0, True
        self.opened: tuple[float, float] | None = None
        self.asked = f"{{}} as a window of {self.length} s ends, the limit being {self.limit}"

    def cross(self, lanes: list[str]) -> None:
        """The limit is used up; many come, and do not reach `incr` before the window is over."""
        assert self.client.window is not None
        began, known = self.client.window.opened
        cache, over = self.room.cache, known + self.length + LATE
        cache.held = over
        cache.meet(len(lanes))
        visits = self.all_at_once()
        cache.meet(0)
        cache.held = 0.0
        time.sleep(max(0.0, over - time.monotonic()))  # who does not use `incr` is not held
        done = time.monotonic()
        self.clear = self.client.clear and done < began + 2 * self.length - EARLY
        if not self.clear:
            return
        asked = self.asked.format(f"{len(lanes)} threads are under way")
        for visit in visits:
            if not visit.passed:
                limited(visit, asked)
        self.passed = sum(visit.passed for visit in visits)
        if self.passed > self.limit:
            expected = f"at most {self.limit} of them let through"
            raise Contradicted(asked, expected, f"{self.passed} let through")
        if self.passed:
            self.opened = (began + self.length, done)
        for _ in range(self.limit - self.passed):
            self.ask()

    def ask(self) -> None:
        """One more in the window that has begun since, or that this one opens."""
        if not self.clear:
            return
        visit = self.one()
        if self.opened is None:
            self.opened = (visit.sent, visit.answered)
        began, known = self.opened
        if visit.answered >= began + self.length - EARLY:
            self.clear = False
            return
        asked = self.asked.format("many are under way")
        if self.passed < self.limit:
            self.passed += 1
            if not visit.passed:
                asked = f"{asked}; request {self.passed} in the new window"
                raise Contradicted(asked, "let through", visit.came())
            return
        told = limited(visit, f"{asked}; one more than the limit in the new window")
        most = math.ceil(min(self.length, self.length - (visit.sent - known) + EARLY))
        least = max(1, math.ceil(self.length - (visit.answered - began) - EARLY))
        if not least <= told <= most:
            raise Contradicted(f"{asked}; then refusals; Retry-After", str(most), str(told))
