"""Requests that overlap, without luck: each is held in the middle until all are there."""

import threading
import time
from collections.abc import Callable

PATIENCE = 5.0


class Gate:
    """Whoever comes by waits here until it is opened."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.reached.set()
        self.opened.wait(2 * PATIENCE)


def overlap(*calls: tuple[Gate, Callable[[], object]]) -> None:
    """Make each call in a thread; all stand at their gates before the first goes on.

    They end in the order in which they began, as calls from inside each other never do. A call
    that does not come to its gate, because it ends or waits for another, is not waited for long.
    """
    threads = []
    for gate, call in calls:
        thread = threading.Thread(target=call, daemon=True)
        thread.start()
        threads.append(thread)
        until = time.monotonic() + PATIENCE
        while thread.is_alive() and time.monotonic() < until and not gate.reached.wait(0.01):
            pass
    for (gate, _), thread in zip(calls, threads, strict=True):
        gate.opened.set()
        thread.join(PATIENCE)
