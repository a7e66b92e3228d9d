"""Another call comes in the midst of one, at each step of the answer's: no luck decides who meets.

The other runs to its end in a thread of its own, so that it may wait for a lock that the first
one holds. Then the first goes on.
"""

import queue
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from types import CodeType, FrameType
from typing import Any, TypeVar

from katas.harness.run.tracing import steps, tracing

# Steps at which the other comes, each when it runs first and once again.
MOST = 400
NAP, GLANCE = 0.02, 0.002
# Seconds in which all threads sleep, after which the other is taken to wait for the first one. It
# may wait for another process, which a busy machine keeps waiting: so it is given PATIENT seconds
# more. An answer with a lock uses them up once in a process, and not at each step.
LOCKED, PATIENT = 0.3, 3.0
# Seconds after which it is, whoever runs meanwhile.
STUCK = 20.0
# Seconds of sleep after which, at last, nobody is waited for any longer.
HANGS = 5.0

# States of a thread that has something to do: R runs, or waits for a core; D waits for a disk.
# Source: man 5 proc_pid_stat.
AWAKE = ("R", "D")

Result = TypeVar("Result")


class Hangs(Exception):
    """The other call has not come to an end, though the first one has."""


class Visitor:
    """A thread that makes calls, one after the other.

    least: seconds of sleep after which it is taken to wait; left: what is left of those more.
    """

    least, left = LOCKED, PATIENT

    def __init__(
        self, call: Callable[[FrameType | None], object], at_last: Callable[[], object]
    ) -> None:
        self._call, self._at_last = call, at_last
        self._orders: queue.SimpleQueue[list[FrameType | None]] = queue.SimpleQueue()
        self._busy = threading.Lock()
        self._glances = 0
        self._thread = threading.Thread(target=self._work, daemon=True)
        self.errors: list[BaseException] = []

    def is_here(self) -> bool:
        """Whether this is the visitor's thread."""
        return threading.get_ident() == self._thread.ident

    def at_work(self) -> bool:
        return self._busy.locked()

    def comes(self, frame: FrameType | None = None) -> bool:
        """Make the call: whether it came to its end, and has not to wait for somebody."""
        if self._thread.ident is None:
            self._thread.start()
        self._busy.acquire()
        self._glances = 0
        self._orders.put([frame])
        slept = self._waited_for(Visitor.least + Visitor.left)
        Visitor.left -= min(Visitor.left, slept) if self.at_work() else 0
        return not self.at_work()

    def goes_on(self) -> bool:
        """Let one who waited come to an end, if he waits no more: whether he has.

        An answer may go through thousands of steps under a lock: of the first hundred each is
        looked at, of the second every second one, and so on.
        """
        self._glances += self.at_work()
        is_due = self.at_work() and self._glances % (self._glances // 100 + 1) == 0
        if is_due and not self._is_done_within(GLANCE / 20) and self._is_awake():
            self._waited_for(GLANCE)
        return not self.at_work()

    def _is_done_within(self, seconds: float) -> bool:
        """Sleep until the call has come to its end, not for longer."""
        if self._busy.acquire(timeout=seconds):
            self._busy.release()
            return True
        return False

    def _is_awake(self) -> bool:
        """Whether the thread has something to do, though a busy machine may keep it waiting."""
        return state_of(Path(f"/proc/self/task/{self._thread.native_id}")) in AWAKE

    def leaves(self, once_more: bool) -> None:
        """Wait for the end of the last call, and make it once more if that is wanted."""
        self._waited_for(HANGS)
        if once_more and not self.at_work():
            self.comes()
            self._waited_for(HANGS)
        self._orders.put([])
        if self._thread.ident is not None and not self.at_work():
            self._thread.join(HANGS)

    def _waited_for(self, patience: float) -> float:
        """Wait while the process is busy, or sleeps no longer than that. How long it slept."""
        slept, until, nap = 0.0, monotonic() + STUCK, min(NAP, patience)
        while slept < patience and monotonic() < until:
            if self._is_done_within(nap):
                break
            slept += nap * (not others_run())
        return slept

    def _work(self) -> None:
        try:
            while order := self._orders.get():
                try:
                    self._call(*order)
                except BaseException as error:
                    self.errors.append(error)
                self._busy.release()
        finally:
            self._at_last()


def others_run() -> bool:
    """Whether another thread of this process has something to do, though a busy machine may keep it
    waiting for a core. Not so where the system does not tell.
    """
    me = str(threading.get_native_id())
    return any(
        state_of(each) in AWAKE for each in Path("/proc/self/task").glob("*") if each.name != me
    )


def settle() -> None:
    """Let the other threads come to where they wait: at the door, or for somebody.

    Until this thread sleeps they may wait for the interpreter's lock, and seem to sleep themselves.
    """
    if len(sys._current_frames()) > 1:
        until = monotonic() + LOCKED
        sleep(GLANCE / 10)
        while others_run() and monotonic() < until:
            sleep(GLANCE)


def state_of(task: Path) -> str:
    try:
        return (task / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


class Doorkeeper:
    """Traces a call, in whichever thread it goes on, and lets another in at the answer's steps.

    Nobody is let in behind one who has to wait. A meeting that may be lost to a busy machine alone
    does not count as made.

    mine: whether a frame is the answer's. other: is given the frame where the first one stands.
    within: steps are not only lines, but also what follows a change or call within them. chosen:
    whether somebody is let in, by the number of the step, from 1, and how often it has run.
    """

    def __init__(
        self,
        mine: Callable[[FrameType], bool],
        other: Callable[[FrameType | None], object],
        *,
        within: bool = False,
        chosen: Callable[[int, int], bool] = lambda step, run: True,
        at_last: Callable[[], object] = lambda: None,
    ) -> None:
        self._mine, self._within, self._chosen = mine, within, chosen
        self._door = threading.Lock()
        self.visitor = Visitor(other, at_last)
        self.runs: Counter[tuple[CodeType, int]] = Counter()
        self.steps = self.guests = self.waits = 0

    def meet(self, first: Callable[[], Result], once_more: bool = False) -> Result:
        """What `first` returns. once_more: the other comes at the end, too."""
        try:
            with tracing(self._follow):
                return first()
        finally:
            self.visitor.leaves(once_more)

    def _follow(self, frame: FrameType, event: str, _: object) -> Any:
        if self.visitor.is_here() or not self._mine(frame):
            return None
        frame.f_trace_opcodes = self._within
        return self._on_step

    def _on_step(self, frame: FrameType, event: str, _: object) -> Any:
        code = frame.f_code
        if event == "line":
            self._comes_to(frame, (code, frame.f_lineno))
        elif event == "opcode" and frame.f_lasti in steps(code):
            self._comes_to(frame, (code, -1 - frame.f_lasti))
        return self._on_step

    def _comes_to(self, frame: FrameType, step: tuple[CodeType, int]) -> None:
        if not self._door.acquire(blocking=False):
            # Another thread stands here: the first one's queue up, the other one's go by.
            if self.visitor.at_work():
                return
            self._door.acquire()
        try:
            if self.visitor.goes_on():
                self._let_in(frame, step)
        finally:
            self._door.release()

    def _let_in(self, frame: FrameType, step: tuple[CodeType, int]) -> None:
        self.runs[step] += 1
        run = self.runs[step]
        self.steps += run <= 2
        if run <= 2 and self.guests < MOST and self._chosen(self.steps, run):
            self.guests += 1
            settle()
            if not self.visitor.comes(frame):
                self.waits += 1
                self.runs[step] -= Visitor.left > 0


def at_each_step(
    first: Callable[[], Result],
    other: Callable[[], object],
    mine: Callable[[FrameType], bool],
    within: bool = False,
    at_last: Callable[[], object] = lambda: None,
) -> Result:
    """What `first` returns, or else an error of `other`, which is called at each step of the
    answer's that `first` comes to, and at the end.

    mine: whether a frame is the answer's. within: also after each change and call within a line.
    at_last: called at the end in the thread in which `other` was. Hangs: see there.
    """
    keeper = Doorkeeper(mine, lambda _: other(), within=within, at_last=at_last)
    result = keeper.meet(first, once_more=True)
    for error in keeper.visitor.errors:
        raise error
    if keeper.visitor.at_work():
        raise Hangs("it waits and waits")
    return result
