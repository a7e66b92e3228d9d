"""A trace function for all threads of a process, also for such as were begun before it was given.

Source: Python's reference of sys.settrace and threading.settrace, which act on one thread, and on
those that begin later.
"""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

Trace = Callable[[FrameType, str, Any], Any]
_given: list[Trace] = []


def follow_threads() -> None:
    """From here on, new threads are ready for `tracing`. Call it before what may begin some."""
    threading.settrace(_follow)


@contextlib.contextmanager
def tracing(trace: Trace) -> Iterator[None]:
    """What this thread runs in the block is traced, and what others run meanwhile."""
    before, threads = sys.gettrace(), threading.gettrace()
    _given.append(trace)
    threading.settrace(_follow)
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)
        threading.settrace(threads)
        _given.remove(trace)


def _follow(frame: FrameType, event: str, argument: Any) -> Any:
    for trace in _given[-1:]:
        return trace(frame, event, argument)
    return None
