"""What an answer leaves in the process: hooks of the interpreter, handlers, threads, variables."""

import contextlib
import gc
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from .frame_owner import Places

FREE = {"PYTEST_CURRENT_TEST", "PYTEST_VERSION"}  # pytest's own, which come and go
FAMILIES = ("KATAS", "PYTEST", "DJANGO", "PYTHON")
STILL = 0.5  # seconds for the answer's threads to end after the last test


def hooks() -> dict[str, Any]:
    """By name, what must be the same after a test as before the answer."""
    found: dict[str, Any] = {
        "sys.settrace": sys.gettrace(),
        "sys.setprofile": sys.getprofile(),
        "threading.settrace": threading.gettrace(),
        "threading.setprofile": threading.getprofile(),
        "sys.excepthook": sys.excepthook,
        "sys.unraisablehook": sys.unraisablehook,
        "sys.displayhook": sys.displayhook,
        "threading.excepthook": threading.excepthook,
        "sys.meta_path": list(map(id, sys.meta_path)),
        "sys.path_hooks": list(map(id, sys.path_hooks)),
        "gc.callbacks": list(map(id, gc.callbacks)),
    }
    for number in signal.valid_signals():
        found[f"the handler of signal {number:d}"] = signal.getsignal(number)
    for name, value in os.environ.items():
        if name.startswith(FAMILIES) and name not in FREE:
            found[f"the variable {name}"] = value
    if monitoring := getattr(sys, "monitoring", None):
        found["sys.monitoring"] = [monitoring.get_tool(number) for number in range(6)]
    return found


def differing(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    return [name for name in {**before, **now} if before.get(name) != now.get(name)]


def running(places: Places) -> tuple[str, int] | None:
    """Where a thread still runs the answer's code after the tests; None if none does."""
    until = time.monotonic() + STILL
    while (place := _running(places)) and time.monotonic() < until:
        time.sleep(0.01)
    return place


def _running(places: Places) -> tuple[str, int] | None:
    main = threading.main_thread().ident
    for ident, innermost in sys._current_frames().items():
        frame = innermost if ident != main else None
        while frame is not None:
            if place := places.caller(frame, through=True):
                return place
            frame = frame.f_back
    return None


def children() -> int:
    """How many processes have this one as their parent."""
    found = 0
    for file in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += len(file.read_text().split())
    return found
