"""The memory of the sandbox' processes, as the kernel tells it."""

from solutions.grading.examiner import Exam, away, memory

MIB = 2**20


def mib(size: int) -> float:
    return round(size / MIB, 1)


class Peak:
    """How far the memory of all the sandbox' processes has risen since this was made, at most.

    With that of the files which they may write: these lie in memory, and nobody needs one.
    """

    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self.aside = memory.set_aside(exam.session.pid)  # before this was made
        self._rises = {pid: memory.Rise(pid) for pid in self._all()}
        self._before = self._files = away.in_files(exam.session.pid)

    def look(self) -> None:
        self._files = max(self._files, away.in_files(self._exam.session.pid))
        for rise in self._rises.values():
            rise.look()

    def bytes(self) -> int:
        self.look()
        return sum(rise.bytes() for rise in self._rises.values()) + self._files - self._before

    def anew(self) -> int:
        """What `bytes` says; from now on only what comes later counts."""
        found = self.bytes()
        for rise in self._rises.values():
            rise.forget()
        self._files = away.in_files(self._exam.session.pid)
        return found

    def alone(self) -> bool:
        """Whether there is no process that was not there before."""
        return self._all() <= self._rises.keys()

    def _all(self) -> set[int]:
        return {self._exam.session.pid, *self._exam.session.others()}
