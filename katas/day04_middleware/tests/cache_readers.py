"""A cache whose readers wait for each other, so that all act on the same old value."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
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
