"""Another request in the midst of one, before each line of the answer's; whose functions run."""

import contextlib
import queue
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

from django.views import View

# Seconds after which who comes between is taken to wait for the first one (an answer may lock).
PATIENCE = 0.3
MOST = 99
ANSWER = "katas.day03_class_based_views.views"
Result = TypeVar("Result")
DJANGOS = [(each.__code__, each.__name__) for each in (View.setup, View.dispatch)]
DJANGOS += [(View.as_view.__func__.__code__, "as_view")]


class Visitor:
    """Makes a call again and again, in a thread of its own, so that it may wait for a lock."""

    def __init__(self, call: Callable[[], object], at_last: Callable[[], object]) -> None:
        self._call, self._at_last = call, at_last
        self._orders: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._free = threading.Event()
        self._free.set()
        self.errors: list[Exception] = []
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def comes(self, patience: float = PATIENCE) -> bool:
        """Make the call and wait for its end; not for long, and not while an earlier one waits."""
        if not self._free.is_set():
            return False
        self._free.clear()
        self._orders.put(True)
        self._free.wait(patience)
        return True

    def leaves(self) -> None:
        self._free.wait(5)
        self.comes(5)
        self._orders.put(False)
        self._thread.join(5)

    def _work(self) -> None:
        while self._orders.get():
            try:
                self._call()
            except Exception as error:
                self.errors.append(error)
            self._free.set()
        self._at_last()


def at_each_line(
    first: Callable[[], Result],
    other: Callable[[], object],
    at_last: Callable[[], object] = lambda: None,
) -> Result:
    """What `first` returns, or else an error of `other`, which is called before each line that
    `first` comes to in the answer's functions, in whichever way it comes there, and at the end.

    at_last: called at the end in the thread in which `other` was.
    """
    module = vars(sys.modules.get(ANSWER, threading))
    visitor = Visitor(other, at_last)
    met: set[tuple[int, int]] = set()
    line = 0

    def follow(frame: FrameType, event: str, _: object) -> Any:
        nonlocal line
        if frame.f_globals is not module:
            return None
        if event == "line":
            way, line = (line, frame.f_lineno), frame.f_lineno
            if way not in met and len(met) < MOST and visitor.comes():
                met.add(way)
        return follow

    before = sys.gettrace()
    sys.settrace(follow)
    try:
        result = first()
    finally:
        sys.settrace(before)
        visitor.leaves()
    if visitor.errors:
        raise visitor.errors[0]
    return result


def of_djangos_view(call: Callable[[], object]) -> list[str]:
    """Which functions of django.views.View run where this is called; errors are not told."""
    found: list[str] = []

    def follow(frame: FrameType, *_: object) -> None:
        found.extend(name for code, name in DJANGOS if frame.f_code is code and name not in found)

    before = sys.gettrace()
    sys.settrace(follow)
    try:
        with contextlib.suppress(Exception):
            call()
    finally:
        sys.settrace(before)
    return sorted(found)
