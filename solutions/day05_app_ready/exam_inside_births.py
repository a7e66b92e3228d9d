"""What the answer does that nobody outside sees: statements past Django, and what it starts."""

import sqlite3
import sys
from collections.abc import Callable
from typing import Any

from katas.day05_app_ready.tests.start_trace import BIRTHS, site

seen: list[list[str]] = []


def look() -> None:
    """From here on, note it. Nothing takes an audit hook away again: it goes with its process."""
    connect = sqlite3.connect

    def connected(*args: Any, **named: Any) -> sqlite3.Connection:
        found = connect(*args, **named)
        if site():
            found.set_authorizer(asked)
        return found

    sqlite3.connect = connected  # Django has the function of another module
    sys.addaudithook(noted)


def noted(event: str, args: tuple[Any, ...]) -> None:
    if (event in BIRTHS or event == "_thread.start_new_thread") and site():
        seen.append([event, repr(args)[:500]])


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
