"""Holds the services back until a test is ready, without a clock that a busy machine misleads."""

import time
from collections.abc import Callable

# Seconds between two looks at a gate, of a process that gets its turn.
AWAKE = 0.02


class Gate:
    """Lets the services answer once `ready()` is true; after `seconds` whatever it says.

    Time in which nobody asked, because the whole process stood still, hardly counts.
    forced: whether it had to open by itself.
    """

    def __init__(self, ready: Callable[[], object], seconds: float = 2.0) -> None:
        self.ready, self.seconds = ready, seconds
        self.opened = self.forced = False
        self._waited, self._asked = 0.0, time.monotonic()

    def __call__(self, source: str) -> bool:
        if not self.opened:
            now = time.monotonic()
            self._waited += min(now - self._asked, AWAKE)
            self._asked = now
            ready = bool(self.ready())
            self.forced = not ready and self._waited > self.seconds
            self.opened = ready or self.forced
        return self.opened
