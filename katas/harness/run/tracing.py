"""A trace function for all threads of a process, also for such as were begun before it was given.

Source: Python's reference of sys.settrace and threading.settrace, which act on one thread, and on
those that begin later.
"""

import contextlib
import dis
import functools
import itertools
import sys
import threading
from collections.abc import Callable, Iterator
from types import CodeType, FrameType
from typing import Any

Trace = Callable[[FrameType, str, Any], Any]
CHANGES = ("STORE_ATTR", "STORE_GLOBAL", "STORE_SUBSCR", "DELETE_", "CALL")
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


@functools.cache
def steps(code: CodeType) -> frozenset[int]:
    """Where another thread would find what this code has just changed, or called: the offsets of
    the instructions behind. A trace function comes there by `f_trace_opcodes`, with `f_lasti`."""
    made = list(dis.get_instructions(code))
    return frozenset(
        after.offset
        for before, after in itertools.pairwise(made)
        if before.opname.startswith(CHANGES)
    )
