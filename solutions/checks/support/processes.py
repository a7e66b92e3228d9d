"""What runs of a throw-away project, and waiting for what must come about."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from solutions.checks.support.tiny_project import Tiny


def processes_of(tiny: Tiny) -> list[int]:
    """The living processes that work in the project's folder or were started with its path."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            ours = f"PYTHONPATH={tiny.root}".encode() in (folder / "environ").read_bytes()
            state = (folder / "stat").read_bytes().decode("latin-1").rpartition(")")[2].split()[0]
        except OSError:
            continue
        if ours and state not in "ZX":
            found.append(int(folder.name))
    return [pid for pid in found if pid != os.getpid()]


def children_of(pid: int) -> list[int]:
    """The processes that it has started and not waited for."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in children.split()]


def wait_for(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Until the condition is true; a failed test if it never is."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.02)
