"""A cache whose callers wait for each other, or for a moment: the worst of luck, in every run."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.core.cache.backends.locmem import LocMemCache

PATIENCE = 0.4
PARTS = 4


class Gate:
    """Holds whoever arrives until `crowd` are there, or PATIENCE seconds have passed; then opens.

    It never closes again: an answer that lets one thread in at a time waits once, not each time.
    """

    def __init__(self, crowd: int) -> None:
        self._crowd = crowd
        self._there = 0
        self._open = False
        self._change = threading.Condition()

    def arrive(self) -> None:
        with self._change:
            self._there += 1
            if self._there >= self._crowd:
                self._open = True
                self._change.notify_all()
            # In parts: if the whole process was stalled, the others get a part to catch up.
            for _ in range(PARTS):
                self._change.wait_for(lambda: self._open, PATIENCE / PARTS)
            self._open = True
            self._change.notify_all()


@contextmanager
def readers_meet(crowd: int) -> Iterator[None]:
    """Whoever has read a key from a LocMemCache goes on when `crowd` threads have read that key.

    So each of them acts on the same old value, as in the worst of luck. `add` and `incr`, which
    look and change under one lock, are left alone; only an `incr` that finds nothing waits.
    """
    gates: dict[object, Gate] = {}
    lock = threading.Lock()
    get, has_key, incr = LocMemCache.get, LocMemCache.has_key, LocMemCache.incr

    def gate(*name: object) -> Gate:
        with lock:
            return gates.setdefault(name, Gate(crowd))

    def slow_get(self: Any, key: Any, *args: Any, **kwargs: Any) -> Any:
        value = get(self, key, *args, **kwargs)
        gate("get", key).arrive()
        return value

    def slow_has_key(self: Any, key: Any, *args: Any, **kwargs: Any) -> bool:
        found = has_key(self, key, *args, **kwargs)
        gate("has_key", key).arrive()
        return found

    def slow_incr(self: Any, key: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return incr(self, key, *args, **kwargs)
        except ValueError:
            gate("incr", key).arrive()
            raise

    with (
        patch.object(LocMemCache, "get", slow_get),
        patch.object(LocMemCache, "has_key", slow_has_key),
        patch.object(LocMemCache, "incr", slow_incr),
    ):
        yield


@contextmanager
def first_steps_meet(crowd: int) -> Iterator[None]:
    """Whoever calls the cache for the first time waits until `crowd` threads do so.

    What a thread has kept outside of its own request by then, another one has written over.
    """
    gate, mine = Gate(crowd), threading.local()

    def meeting(original: Any) -> Any:
        def step(*args: Any, **kwargs: Any) -> Any:
            if not getattr(mine, "been", False):
                mine.been = True
                gate.arrive()
            return original(*args, **kwargs)

        return step

    with ExitStack() as stack:
        for name in ("add", "get", "set", "touch", "has_key", "incr"):
            step = meeting(getattr(LocMemCache, name))
            stack.enter_context(patch.object(LocMemCache, name, step))
        yield


@contextmanager
def counting_waits(until: float) -> Iterator[dict[int, float]]:
    """No `incr` begins before a moment of time.monotonic(). Gives when each thread first came."""
    arrivals: dict[int, float] = {}
    incr = LocMemCache.incr

    def late_incr(*args: Any, **kwargs: Any) -> Any:
        now = time.monotonic()
        arrivals.setdefault(threading.get_ident(), now)
        time.sleep(max(0, until - now))
        return incr(*args, **kwargs)

    with patch.object(LocMemCache, "incr", late_incr):
        yield arrivals
