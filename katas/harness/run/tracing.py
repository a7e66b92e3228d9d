"""A trace function for all threads of a process, also for such as were begun before it was given.

Source: Python's reference of sys.settrace and threading.settrace, which act on one thread, and on
those that begin later.
"""

import contextlib
import dis
import functools
import sys
import threading
from collections.abc import Callable, Iterator
from types import CodeType, FrameType
from typing import Any

Trace = Callable[[FrameType, str, Any], Any]
# Instructions of a frame on its own variables and stack, of Python 3.11 to 3.13.
OWN_KINDS: tuple[str, ...] = ("LOAD_FAST", "STORE_FAST", "JUMP_")
OWN_KINDS += ("POP_JUMP_IF_NONE", "POP_JUMP_IF_NOT_NONE")
OWN_KINDS += ("POP_JUMP_FORWARD_IF_NONE", "POP_JUMP_FORWARD_IF_NOT_NONE")
OWN_KINDS += ("POP_JUMP_BACKWARD_IF_NONE", "POP_JUMP_BACKWARD_IF_NOT_NONE")
OWN = {
    *("RESUME", "NOP", "CACHE", "EXTENDED_ARG", "PRECALL", "KW_NAMES", "PUSH_NULL", "POP_TOP"),
    *("COPY", "SWAP", "LOAD_CONST", "LOAD_ASSERTION_ERROR", "MAKE_CELL", "COPY_FREE_VARS"),
    *("LOAD_CLOSURE", "MAKE_FUNCTION", "SET_FUNCTION_ATTRIBUTE", "BUILD_TUPLE", "BUILD_LIST"),
    *("BUILD_STRING", "BUILD_SLICE", "LIST_APPEND", "IS_OP", "RETURN_CONST", "RETURN_GENERATOR"),
    *("PUSH_EXC_INFO", "POP_EXCEPT", "RERAISE", "END_FOR", "END_SEND", "DELETE_FAST"),
}
_given: list[Trace] = []


def follow_threads() -> None:
    """From here on, new threads are ready for `tracing`. Call it before what may begin some."""
    threading.settrace(follow)


@contextlib.contextmanager
def tracing(trace: Trace, by_instruction: bool = False) -> Iterator[None]:
    """What this thread runs in the block is traced, and what others run meanwhile.

    by_instruction: `trace` may ask for these with `follow_instructions`.
    """
    if by_instruction:
        announce_instructions()
    before, threads = sys.gettrace(), threading.gettrace()
    _given.append(trace)
    threading.settrace(follow)
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)
        threading.settrace(threads)
        _given.remove(trace)


def follow(frame: FrameType, event: str, argument: Any) -> Any:
    for trace in _given[-1:]:
        return trace(frame, event, argument)
    return None


def is_under_way() -> bool:
    """Whether some thread is in a block of `tracing`."""
    return bool(_given)


@functools.cache
def announce_instructions() -> None:
    """Python 3.12 heeds `f_trace_opcodes` only if some frame had it before a trace began."""
    sys._getframe().f_trace_opcodes = True


def follow_instructions(frame: FrameType, trace: Trace) -> None:
    """Have `trace` called at each instruction of a frame; Python 3.13 does if it has it already."""
    frame.f_trace = trace
    frame.f_trace_opcodes = True


@functools.cache
def steps(code: CodeType) -> frozenset[int]:
    """Where another thread would find something else than before, or leave it to this code: the
    offsets of its first instruction, and of those behind any that is not the frame's own.

    A trace function comes there by `f_trace_opcodes`, with `f_lasti`.
    """
    found: set[int] = set()
    before, is_due = "", False
    for each in dis.get_instructions(code):
        name = each.opname
        # An error brings one to the first of these. A loop that ends goes past the others.
        is_due |= name in ("PUSH_EXC_INFO", "END_FOR") or (before, name) == ("END_FOR", "POP_TOP")
        found |= {each.offset} if is_due else set()
        found |= {each.argval} if each.opcode in dis.hasjrel and is_shared(name) else set()
        if name != "EXTENDED_ARG":  # a part of the next one
            is_due = name in ("RESUME", "END_FOR") or is_shared(name)
            is_due |= (before, name) == ("END_FOR", "POP_TOP")
        before = name
    return frozenset(found)


def is_shared(instruction: str) -> bool:
    """Whether it may run other code, or what it reads or changes may be known to others."""
    return instruction not in OWN and not instruction.startswith(OWN_KINDS)
