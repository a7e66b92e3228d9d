"""A process of the sandbox as the kernel tells of it."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from solutions.grading.examiner import memory


@dataclass
class Kin:
    """A process of the sandbox as the kernel tells of it. inside: its number there."""

    pid: int
    inside: int
    threads: int

    @classmethod
    def of(cls, pid: int) -> "Kin | None":
        """None if it has ended."""
        try:
            lines = memory.lines_of(f"/proc/{pid}")
        except OSError:
            return None
        told = {name: value.split() for name, value in lines.items()}
        if told["State"][0] in "ZX" and memory.ended(pid):
            return None
        return cls(pid, int(told.get("NSpid", [str(pid)])[-1]), int(told["Threads"][0]))

    def sleeps(self) -> bool:
        """All its threads wait for something, or it has ended."""
        states = set()
        for task in Path(f"/proc/{self.pid}/task").glob("*"):
            with contextlib.suppress(OSError):
                states.add(memory.fields_of(str(task))[0])
        return states <= {"S", "Z"}
