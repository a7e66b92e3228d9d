"""What the answer does that nobody outside sees: statements past Django, and what it starts."""

import _sqlite3
import sqlite3
import sys
import threading
from collections.abc import Callable
from sqlite3 import dbapi2
from typing import Any

from katas.day05_app_ready.tests.start_trace import BIRTHS, site

seen: list[list[str]] = []
followed = threading.local()  # whether a connection is being made that can be listened to


def look() -> None:
    """From here on, note it. Nothing takes an audit hook away again: it goes with its process."""
    connect = sqlite3.connect

    def connected(*args: Any, **named: Any) -> sqlite3.Connection:
        followed.now = True
        try:
            found = connect(*args, **named)
        finally:
            followed.now = False
        if site():
            found.set_authorizer(asked)
        return found

    # Django's database lies elsewhere: who calls this does without Django.
    for module in (sqlite3, dbapi2, _sqlite3):
        vars(module)["connect"] = connected
    sys.addaudithook(noted)


def noted(event: str, args: tuple[Any, ...]) -> None:
    if (event in BIRTHS or event == "_thread.start_new_thread") and site():
        seen.append([event, repr(args)[:500]])
    elif event == "sqlite3.connect/handle" and not getattr(followed, "now", False) and site():
        seen.append(["sqlite3", "a connection of another name's than connect()"])


def asked(action: int, *others: Any) -> int:
    """A statement is prepared; what it looks for need not be there."""
    seen.append(["sqlite3", "a statement that does not go through Django"])
    return sqlite3.SQLITE_OK


def births(agent: Any) -> list[list[str]]:
    """What was seen since the last time: its kind, and what it was given."""
    found = [*seen]
    seen.clear()
    return found


DEEDS: tuple[Callable[..., Any], ...] = (births,)
