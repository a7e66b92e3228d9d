"""What nobody outside sees: statements past Django, and what is started.

Whoever does it, the answer is why: a process without it does nothing of the kind when it starts.
"""

import _posixsubprocess
import _sqlite3
import contextlib
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from sqlite3 import dbapi2
from typing import Any

from katas.day05_app_ready.tests.start_trace import BIRTHS

THREADS = {"_thread.start_new_thread", "_thread.start_joinable_thread"}
seen: list[list[str]] = []
followed = threading.local()  # whether a connection is being made that can be listened to
ordered = threading.local()  # whether the examiner wants a process to be begun


def look() -> None:
    """From here on, note it. Nothing takes an audit hook away again: it goes with its process."""
    connect, spawn = sqlite3.connect, _posixsubprocess.fork_exec

    def connected(*args: Any, **named: Any) -> sqlite3.Connection:
        followed.now = True
        try:
            found = connect(*args, **named)
        finally:
            followed.now = False
        found.set_authorizer(asked)
        return found

    def spawned(*args: Any) -> int:
        # multiprocessing starts helpers of its own by this, without an event.
        noted("os.posix_spawn", args)
        return spawn(*args)

    # Django's database lies elsewhere: who calls this does without Django.
    for module in (sqlite3, dbapi2, _sqlite3):
        vars(module)["connect"] = connected
    _posixsubprocess.fork_exec = spawned
    sys.addaudithook(noted)


def noted(event: str, args: tuple[Any, ...]) -> None:
    if event in BIRTHS | THREADS and not getattr(ordered, "now", False):
        seen.append([event, repr(args)[:500]])
    elif event == "sqlite3.connect/handle" and not getattr(followed, "now", False):
        seen.append(["sqlite3", "a connection of another name's than connect()"])


def asked(action: int, *others: Any) -> int:
    """A statement is prepared; what it looks for need not be there."""
    seen.append(["sqlite3", "a statement that does not go through Django"])
    return sqlite3.SQLITE_OK


@contextlib.contextmanager
def on_order() -> Iterator[None]:
    """What is begun in the block was asked for."""
    ordered.now = True
    try:
        yield
    finally:
        ordered.now = False


def births(agent: Any) -> list[list[str]]:
    """What was seen since the last time: its kind, and what it was given."""
    found = [*seen]
    seen.clear()
    return found


DEEDS: tuple[Callable[..., Any], ...] = (births,)
