"""A time limit for one test, and where the answer was when it ran out."""

import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType

PATIENCE = 3
LATER = 1 / 2  # of a test's time, once one of the run has used it up: somebody waits, or a grader
EVERY = 1.0
LONG = 3.0  # seconds by the clock, after which it is told where a test is


class TimeLimit(BaseException):
    """The test ran for longer than `seconds`; `where` is the answer's line that was running, or "".

    stack: the frames of the thread that ran it, the outermost first; empty without such a line.
    Not an Exception, so that an answer's `except Exception` cannot swallow it.
    """

    def __init__(self, seconds: float, where: str, stack: list[FrameType]) -> None:
        super().__init__(f"still running after {seconds:g} s")
        self.seconds, self.where, self.stack = seconds, where, stack


@contextmanager
def limit(
    seconds: float,
    locate: Callable[[FrameType], str],
    timed: bool = True,
    tell: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Raise TimeLimit in the main thread after that many seconds, and each second from then on.

    Never twice at once: what is raised while an `except` is left gets past it, and then it would
    be luck whether an answer that swallows everything gets away.

    Seconds of CPU time, so that a busy machine takes nothing away; a test that only waits is ended
    after PATIENCE times as many seconds by the clock. timed: False if somebody else looks at the
    clock, and sends SIGALRM.
    locate: the line of an answer for a frame, or "" for a frame of anyone else.
    tell: called once, after LONG seconds by the clock, with the answer's line that is running, or
    "".
    """
    last, started = float("-inf"), monotonic()
    patience = PATIENCE * seconds if timed else 0
    is_to_tell = tell is not None and patience > LONG

    def ring(number: int, frame: FrameType | None) -> None:
        nonlocal last, is_to_tell
        now = monotonic()
        where, stack = _running(frame, locate)
        if is_to_tell and tell and number == signal.SIGALRM:
            is_to_tell = False
            signal.setitimer(signal.ITIMER_REAL, max(EVERY, started + patience - now), EVERY)
            tell(where)
            return
        if now < last + EVERY / 2:
            return
        if not timed and number == signal.SIGALRM and now < started + EVERY:
            return  # it was meant for the test before this one
        last = now
        raise TimeLimit(seconds, where, stack)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    clocks = [
        (signal.SIGPROF, signal.ITIMER_PROF, seconds),
        (signal.SIGALRM, signal.ITIMER_REAL, LONG if is_to_tell else patience),
    ]
    before = [signal.signal(number, ring) for number, _, _ in clocks]
    for _, clock, after in clocks:
        signal.setitimer(clock, after, EVERY)
    try:
        yield
    finally:
        for (number, clock, _), handler in zip(clocks, before, strict=True):
            signal.setitimer(clock, 0)
            signal.signal(number, handler)


def suspend() -> None:
    """No limit any more for what runs now: somebody looks at it in a debugger."""
    for clock in (signal.ITIMER_PROF, signal.ITIMER_REAL):
        signal.setitimer(clock, 0)


def _running(
    frame: FrameType | None, locate: Callable[[FrameType], str]
) -> tuple[str, list[FrameType]]:
    """The answer's line that is running in any thread, and the frames of that thread; or "", []."""
    for inner in [frame, *sys._current_frames().values()]:
        stack = [each for each, _ in traceback.walk_stack(inner)] if inner else []
        if where := next(filter(None, map(locate, stack)), ""):
            return where, stack[::-1]
    return "", []
