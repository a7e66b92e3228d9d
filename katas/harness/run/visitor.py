"""A thread that calls something in the midst of another call, and may have to wait for that one."""

import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep  # an answer beside may have those of `time` stepped
from types import FrameType

NAP, GLANCE = 0.02, 0.002
# Seconds in which all threads sleep, after which the other is taken to wait for the first one. It
# may wait for another process, which a busy machine keeps waiting: so it is given PATIENT seconds
# more. An answer with a lock uses them up once in a process, and not at each step.
LOCKED, PATIENT = 0.3, 3.0
SOONER = 3  # times
# Seconds after which it is, whoever runs meanwhile.
STUCK = 20.0
# Seconds of sleep after which, at last, nobody is waited for any longer.
HANGS = 5.0

# States of a thread that has something to do: R runs, or waits for a core; D waits for a disk.
# Source: man 5 proc_pid_stat.
AWAKE = ("R", "D")


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

    def comes(self, frame: FrameType | None = None, soon: bool = False) -> bool:
        """Make the call: whether it came to its end, and has not to wait for somebody.

        soon: somebody waits already, and this one is sooner taken to wait as well.
        """
        if self._thread.ident is None:
            self._thread.start()
        self._busy.acquire()
        self._glances = 0
        self._orders.put([frame])
        slept = self._waited_for(Visitor.least / (SOONER if soon else 1) + Visitor.left)
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
