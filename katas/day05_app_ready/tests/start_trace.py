"""What a process does while it starts: SQL, threads, processes, and the answer's line behind each.

Used inside the processes that the tests start; wsgi.py uses it too.
"""

import _posixsubprocess
import json
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from katas.day05_app_ready.tests import raised
from katas.harness.meters.database import shorten, watching

COMMAND = "build_front_page"
DAY = Path(__file__).parent.parent.name
ANSWERS = ("apps.py", "startup.py")
# Source: the audit events table of Python's documentation.
BIRTHS = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"}


@dataclass
class Seen:
    """Statements, threads and processes, each with the answer's line, or "" if there is none.

    Of the processes only those are noted that a line of the answer starts. crunches: the answer's
    line that called crunch_front_page(), for each call, also after the start.
    """

    sql: list[tuple[str, str]] = field(default_factory=list)
    threads: list[tuple[str, str]] = field(default_factory=list)
    processes: list[tuple[str, str]] = field(default_factory=list)
    crunches: list[str] = field(default_factory=list)


# The record of this process, and the answer's lines that had the command run after the start.
here = Seen()
commands: list[str] = []


@contextmanager
def looking() -> Iterator[Seen]:
    """Note statements, threads and processes until the block ends, also if it ends in an error."""
    seen, log = here, os.environ.get("KATAS_CRUNCH_LOG")
    start, spawn = threading.Thread.start, _posixsubprocess.fork_exec
    connect = sqlite3.connect
    is_over = False

    def noted(self: threading.Thread) -> None:
        seen.threads.append((type(self).__name__, site()))
        start(self)

    def born(event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and args[0] == log:
            # The warehouse is about to note a call.
            seen.crunches.append(site())
        elif event in BIRTHS and (place := site()):
            if not is_over:
                seen.processes.append((event, place))
            elif COMMAND in repr(args):
                commands.append(place)

    def spawned(*args: Any) -> int:
        # multiprocessing starts helpers of its own by this, without an event.
        born("os.posix_spawn", args)
        return spawn(*args)

    def connected(*args: Any, **named: Any) -> sqlite3.Connection:
        # Django has the function of another module, and is heard by its cursors.
        found = connect(*args, **named)
        found.set_trace_callback(traced)
        return found

    def traced(sql: str) -> None:
        if not is_over and (place := site()):
            seen.sql.append((shorten(sql, 70), place))

    sqlite3.connect = connected  # type: ignore[assignment]
    threading.Thread.start = noted  # type: ignore[method-assign]
    _posixsubprocess.fork_exec = spawned
    # Nothing takes an audit hook away again: it goes with its process.
    sys.addaudithook(born)
    try:
        with watching(site) as ledger:
            try:
                yield seen
            finally:
                asked = ledger.queries or ledger.statements
                seen.sql += [(shorten(each.sql, 70), each.site) for each in asked]
    finally:
        is_over = True
        sqlite3.connect = connect
        threading.Thread.start = start  # type: ignore[method-assign]
        _posixsubprocess.fork_exec = spawn


def report(seen: Seen) -> None:
    """Append what was seen to the file that the test named, as one line."""
    if file := os.environ.get("KATAS_START_TRACE"):
        line = json.dumps({"pid": os.getpid(), **asdict(seen)}) + "\n"
        descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, line.encode())
        os.close(descriptor)


def site() -> str:
    """The answer's line that is running in this thread, and the one from which it came, or ""."""
    places = []
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if place := place_of(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name):
            places.append(place)
        frame = frame.f_back
    return ", from ".join(dict.fromkeys([*places[:1], *places[-1:]]))


def where(trace: TracebackType | None) -> str:
    """The answer's line nearest to the error, or ""."""
    place = ""
    while trace is not None:
        code = trace.tb_frame.f_code
        place = place_of(code.co_filename, trace.tb_lineno, code.co_name) or place
        trace = trace.tb_next
    return place


def error_of(error: BaseException) -> dict[str, Any]:
    """An error as a line of JSON can tell it."""
    return {
        "kinds": [kind.__name__ for kind in type(error).__mro__],
        "text": f"{type(error).__name__}: {error}".strip()[:400],
        "very": raised.is_the_very(error),
        "where": where(error.__traceback__),
    }


def place_of(filename: str, line: int, function: str) -> str:
    """For example "apps.py:12 in ready", or "" for a line that is not the answer's."""
    file = Path(filename)
    if file.name not in ANSWERS or file.parent.name != DAY:
        return ""
    return f"{file.name}:{line}" + ("" if function == "<module>" else f" in {function}")
