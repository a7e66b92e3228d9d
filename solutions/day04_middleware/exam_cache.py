"""Django's cache, outside: LocMemCache's steps and lifetimes, and moments at which callers meet."""

import random
import threading
import time
from collections.abc import Iterable
from typing import Any

PATIENCE = 0.3  # seconds, for an answer that lets one in at a time
UNEVEN = 0.02  # seconds by which steps of a crowd are late, at most
MEETING = ("get", "has_key", "nothing to count up")
STEPS = ("add", "get", "set", "touch", "incr", "has_key", "delete", "clear")


class Gate:
    """Holds whoever arrives until so many are there, or for a while, once; then it stays open."""

    def __init__(self, crowd: int) -> None:
        self._missing, self._open = crowd, threading.Event()
        self._lock = threading.Lock()

    def arrive(self) -> None:
        with self._lock:
            self._missing -= 1
        if self._missing <= 0:
            self._open.set()
        self._open.wait(PATIENCE)
        self._open.set()


class Cache:
    """The entries of all processes. A value is a number, or bytes that nobody here unpickles.

    crowd: whoever has read an entry, or found nothing to count up, goes on when so many have; and
    before its first step each lane waits for the others. Who is how late is nobody's choice.
    held: no `incr` begins before that moment of time.monotonic().
    lanes: who may ask; unreadable: what somebody asked that no client of a cache asks.
    """

    def __init__(self, lanes: Iterable[str]) -> None:
        self._lanes, self.unreadable = frozenset(lanes), ""
        self._entries: dict[str, tuple[Any, float | None]] = {}
        self._lock = threading.Lock()
        self._gates: dict[tuple[str, str], Gate] = {}
        self._begun: set[str] = set()
        self.crowd = 0
        self.held = 0.0

    def saved(self) -> dict[str, tuple[Any, float | None]]:
        with self._lock:
            return dict(self._entries)

    def restore(self, entries: dict[str, tuple[Any, float | None]]) -> None:
        """All entries as they were, and no others."""
        with self._lock:
            self._entries = dict(entries)

    def meet(self, crowd: int) -> None:
        """From now on readers wait for each other; 0: no more."""
        with self._lock:
            self.crowd, self._gates, self._begun = crowd, {}, set()

    def __call__(self, lane: str, step: str, key: str, *arguments: Any) -> Any:
        if step not in STEPS or lane not in self._lanes:
            self.unreadable = f"{step!r} in the lane {lane!r}"[:100]
            raise ValueError(self.unreadable)
        if step == "incr":
            time.sleep(max(0.0, self.held - time.monotonic()))
        gate = None
        if self.crowd:
            time.sleep(random.random() * UNEVEN)
        with self._lock:
            if self.crowd and lane not in self._begun:
                self._begun.add(lane)
                gate = self._gates.setdefault(("the first step", ""), Gate(self.crowd))
        if gate is not None:
            gate.arrive()
        with self._lock:
            given = getattr(self, f"_{step}")(key, *arguments)
            meets = step if step != "incr" or given[0] else "nothing to count up"
            gate = None
            if self.crowd and meets in MEETING:
                gate = self._gates.setdefault((meets, key), Gate(self.crowd))
        if gate is not None:
            gate.arrive()
        return given

    def _live(self, key: str) -> bool:
        value = self._entries.get(key)
        if value is not None and (value[1] is None or value[1] > time.time()):
            return True
        self._entries.pop(key, None)
        return False

    def _add(self, key: str, value: Any, ends: float | None) -> bool:
        if self._live(key):
            return False
        self._entries[key] = (value, ends)
        return True

    def _get(self, key: str) -> list[Any]:
        return [True, self._entries[key][0]] if self._live(key) else [False, None]

    def _set(self, key: str, value: Any, ends: float | None) -> None:
        self._entries[key] = (value, ends)

    def _touch(self, key: str, ends: float | None) -> bool:
        found = self._live(key)
        if found:
            self._entries[key] = (self._entries[key][0], ends)
        return found

    def _incr(self, key: str, delta: Any) -> list[Any]:
        if not self._live(key):
            return [False, None]
        value, ends = self._entries[key]
        self._entries[key] = (value + delta, ends)
        return [True, value + delta]

    def _has_key(self, key: str) -> bool:
        return self._live(key)

    def _delete(self, key: str) -> bool:
        return self._entries.pop(key, None) is not None

    def _clear(self, key: str) -> None:
        self._entries.clear()
