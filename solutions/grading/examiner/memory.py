"""Memory and time of a process as the kernel tells them: sizes in bytes, times in seconds."""

import contextlib
import os
import time
from collections.abc import Mapping
from pathlib import Path

from solutions.grading.examiner.away import kept_by_kernel
from solutions.grading.examiner.findings import Contradicted

TICK = os.sysconf("SC_CLK_TCK")
ENDING = 1.0  # seconds that the threads of a process which ends may differ for


class Rise:
    """By how much a process' memory has risen since this was made, at most.

    What the kernel keeps for it counts as well, as of the moments of `look`: all of it. So do pages
    of files that it has given up: they would be room for as much of its own.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._own = status(pid, "RssAnon") + status(pid, "RssShmem")
        self._files = status(pid, "RssFile")
        self.forget()

    def forget(self) -> None:
        """From here on only what comes later counts, over where it stood when this was made."""
        with contextlib.suppress(OSError):
            Path(f"/proc/{self._pid}/clear_refs").write_text("5")
        self._kept = kept_by_kernel(self._pid)

    def look(self) -> None:
        self._files = min(self._files, status(self._pid, "RssFile"))
        self._kept = max(self._kept, kept_by_kernel(self._pid))

    def bytes(self) -> int:
        self.look()
        highest = status(self._pid, "VmHWM") - self._own - self._files
        return max(0, highest) + self._kept


def lines_of(place: str) -> dict[str, str]:
    """What a status file of /proc says, by name. Raises OSError if nothing is there any more.

    A process gives itself its name, of any bytes but a line's end: that one is left out.
    """
    found: dict[str, str] = {}
    for line in Path(place, "status").read_bytes().split(b"\n"):
        name, colon, value = line.partition(b":")
        if colon and name != b"Name":
            found[name.decode("latin-1")] = value.decode("latin-1").strip()
    return found


def fields_of(place: str) -> list[str]:
    """What a stat file of /proc says behind the name. Raises OSError."""
    text = Path(place, "stat").read_bytes().decode("latin-1")
    return text.rpartition(")")[2].split(" ")[1:]


def status(pid: int, name: str) -> int:
    """A size of /proc/PID/status in bytes: VmRSS, VmHWM, VmSize. 0 for a process that is gone.

    Raises Contradicted for one that goes on without its first thread: the kernel tells none of it.
    """
    with contextlib.suppress(OSError):
        if size := lines_of(f"/proc/{pid}").get(name):
            return int(size.split()[0]) * 1024
    check_first_thread(pid)
    return 0


def ended(pid: int) -> bool:
    """Whether all its threads have ended. That of the first one says nothing of the others."""
    return "living" not in states(pid).values()


def check_first_thread(pid: int) -> None:
    """Raises Contradicted if the process goes on although its first thread has ended."""
    until = time.monotonic() + ENDING
    while (found := states(pid)).get(pid) == "ended" and "living" in found.values():
        if time.monotonic() > until:
            asked = "the first thread of each process, when what it needs is measured"
            raise Contradicted(asked, "it lives as long as the others", "it has ended")
        time.sleep(0.02)


def states(pid: int) -> dict[int, str]:
    """Of each thread by its number, "living" or "ended"."""
    found = {}
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError):
                state = fields_of(str(task))[0]
                found[int(task.name)] = "ended" if state in "ZX" else "living"
    return found


def children() -> dict[int, list[int]]:
    """The children of each process that has any."""
    parents: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                parents.setdefault(parent(entry.name), []).append(int(entry.name))
    return parents


def descendants(root: int, known: Mapping[int, list[int]] | None = None) -> set[int]:
    """All processes that come from `root`, as far as they still hang on it.

    known: what `children` gave.
    """
    parents = children() if known is None else known
    found: set[int] = set()
    waiting = [root]
    while waiting:
        for child in parents.get(waiting.pop(), []):
            found.add(child)
            waiting.append(child)
    return found


def parent(pid: int | str) -> int:
    return int(fields_of(f"/proc/{pid}")[1])


def cpu(pid: int) -> float:
    """Seconds of CPU time of the process, and of its children that it has waited for."""
    return sum(int(each) for each in fields_of(f"/proc/{pid}")[11:15]) / TICK


def cpu_of_first_thread(pid: int) -> float:
    """Seconds of CPU time of the thread with which the process began: an event loop's own."""
    return sum(int(each) for each in fields_of(f"/proc/{pid}/task/{pid}")[11:13]) / TICK


def waits(pid: int) -> int:
    """How often the thread with which the process began has waited. Raises OSError."""
    return int(lines_of(f"/proc/{pid}/task/{pid}").get("voluntary_ctxt_switches", "0"))


def set_aside(pid: int) -> int:
    """Bytes that the process holds and its parent does not, shared memory of no file included."""
    kinds, above = ("RssAnon", "RssShmem"), parent(pid)
    return max(0, sum(status(pid, kind) - status(above, kind) for kind in kinds))
