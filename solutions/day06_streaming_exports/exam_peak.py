"""The memory of the sandbox' processes, as the kernel tells it."""

import contextlib

from solutions.grading.examiner import Exam, memory

MIB = 2**20


def mib(size: int) -> float:
    return round(size / MIB, 1)


class Peak:
    """How far the memory of all the sandbox' processes has risen since this was made, at most."""

    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self.aside = memory.set_aside(exam.session.pid)  # before this was made
        self._before: dict[int, int] = {}
        for pid in self._all():
            self._reset(pid)
            self._before[pid] = memory.status(pid, "VmRSS")

    def bytes(self) -> int:
        return sum(
            max(0, memory.status(pid, "VmHWM") - before) for pid, before in self._before.items()
        )

    def anew(self) -> int:
        """What `bytes` says; from now on only what comes later counts."""
        found = self.bytes()
        for pid in self._before:
            self._reset(pid)
        return found

    def alone(self) -> bool:
        """Whether there is no process that was not there before."""
        return self._all() <= self._before.keys()

    def _all(self) -> set[int]:
        return {self._exam.session.pid, *self._exam.session.others()}

    def _reset(self, pid: int) -> None:
        with contextlib.ExitStack() as stack:
            stack.enter_context(memory.growth(pid))
