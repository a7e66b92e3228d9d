"""Another request in the midst of one, before each line of the answer's; whose functions run."""

import contextlib
import queue
import sys
import threading
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, TypeVar

from django.views import View

from katas.harness.run.tracing import steps, tracing

# Seconds after which who comes between is taken to wait for the first one (an answer may lock).
PATIENCE = 0.3
MOST = 400
ANSWER = "katas.day03_class_based_views.views"
Result = TypeVar("Result")
DJANGOS = {each.__name__: each.__code__ for each in (View.setup, View.dispatch)}
DJANGOS["as_view"] = View.as_view.__func__.__code__


def is_answers(frame: FrameType) -> bool:
    """Whether the frame runs code of the answer's file."""
    return frame.f_globals is vars(sys.modules.get(ANSWER, threading))


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
        if self.at_work():
            return False
        self._free.clear()
        self._orders.put(True)
        self._free.wait(patience)
        return True

    def at_work(self) -> bool:
        return not self._free.is_set()

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
    mine: Callable[[FrameType], bool] = is_answers,
    within: bool = False,
) -> Result:
    """What `first` returns, or else an error of `other`, which is called before each line that
    `first` comes to in the answer's functions, in whichever way it comes there and in whichever
    thread, and at the end.

    at_last: called at the end in the thread in which `other` was. mine: whether a frame is the
    answer's. within: `other` is called in the midst of lines as well, after each change and call.
    """
    visitor = Visitor(other, at_last)
    met: set[tuple[int, int]] = set()
    line = 0

    def follow(frame: FrameType, event: str, _: object) -> Any:
        nonlocal line
        if not mine(frame):
            return None
        frame.f_trace_opcodes = within
        if event == "line" and not visitor.at_work():
            meet((line, frame.f_lineno))
            line = frame.f_lineno
        elif event == "opcode" and frame.f_lasti in steps(frame.f_code) and not visitor.at_work():
            meet((hash(frame.f_code), frame.f_lasti))
        return follow

    def meet(way: tuple[int, int]) -> None:
        if way not in met and len(met) < MOST and visitor.comes():
            met.add(way)

    try:
        with tracing(follow):
            result = first()
    finally:
        visitor.leaves()
    if visitor.errors:
        raise visitor.errors[0]
    return result


def of_djangos_view(call: Callable[[], object]) -> list[str]:
    """Which functions of django.views.View run where this is called; errors are not told."""
    found: list[str] = []

    def follow(frame: FrameType, *_: object) -> None:
        name = frame.f_code.co_name
        if name in DJANGOS and name not in found and borrowed(frame.f_code, DJANGOS[name]):
            found.append(name)

    before = sys.gettrace()
    sys.settrace(follow)
    try:
        with contextlib.suppress(Exception):
            call()
    finally:
        sys.settrace(before)
    return sorted(found)


def borrowed(code: CodeType, djangos: CodeType) -> bool:
    """Whether it is Django's; if it is as_view(), also whether it is compiled from Django's text.

    The others are so short that somebody may have written the same.
    """
    return code is djangos or (code.co_name == "as_view" and text_of(code) == text_of(djangos))


def text_of(code: CodeType) -> tuple[object, ...]:
    """What was compiled, wherever it stands."""
    return code.co_code, code.co_names, code.co_varnames
