"""What a process does while it starts: its SQL and its threads, and the answer's line behind them.

Used inside the processes that the tests start; wsgi.py uses it too.
"""

import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType, TracebackType

from katas.harness.meters.database import shorten, watching

DAY = Path(__file__).parent.parent.name
ANSWERS = ("apps.py", "startup.py")


@dataclass
class Seen:
    """Statements and threads, each with the answer's line, or "" if there is none."""

    sql: list[tuple[str, str]] = field(default_factory=list)
    threads: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def looking() -> Iterator[Seen]:
    """Note every statement and every thread until the block ends, also if it ends in an error."""
    seen = Seen()
    start = threading.Thread.start

    def noted(self: threading.Thread) -> None:
        seen.threads.append((type(self).__name__, site()))
        start(self)

    threading.Thread.start = noted  # type: ignore[method-assign]
    try:
        with watching(site) as ledger:
            try:
                yield seen
            finally:
                asked = ledger.queries or ledger.statements
                seen.sql += [(shorten(each.sql, 70), each.site) for each in asked]
    finally:
        threading.Thread.start = start  # type: ignore[method-assign]


def report(seen: Seen) -> None:
    """Append what was seen to the file that the test named, as one line."""
    if file := os.environ.get("KATAS_START_TRACE"):
        line = json.dumps({"pid": os.getpid(), **asdict(seen)}) + "\n"
        descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, line.encode())
        os.close(descriptor)


def site() -> str:
    """The answer's innermost line that is running in this thread, or ""."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if place := place_of(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name):
            return place
        frame = frame.f_back
    return ""


def where(trace: TracebackType | None) -> str:
    """The answer's line nearest to the error, or ""."""
    place = ""
    while trace is not None:
        code = trace.tb_frame.f_code
        place = place_of(code.co_filename, trace.tb_lineno, code.co_name) or place
        trace = trace.tb_next
    return place


def place_of(filename: str, line: int, function: str) -> str:
    """For example "apps.py:12 in ready", or "" for a line that is not the answer's."""
    file = Path(filename)
    if file.name not in ANSWERS or file.parent.name != DAY:
        return ""
    return f"{file.name}:{line}" + ("" if function == "<module>" else f" in {function}")
