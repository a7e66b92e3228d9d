"""The database's clock, which goes on with the others that the test sets ahead.

SQLite has its time from a few functions of its own. Here they are what they always were, but that
"now" is so much later. Source: https://www.sqlite.org/lang_datefunc.html. On PostgreSQL the same is
added to them in the text of a statement.
"""

import re
import sqlite3
from collections.abc import Callable
from sqlite3 import dbapi2
from typing import Any

from django.db.backends.signals import connection_created

# Where the point in time stands among a function's arguments; without one, it is now.
FUNCTIONS = {"date": 0, "time": 0, "datetime": 0, "julianday": 0, "unixepoch": 0, "strftime": 1}
# Constants in SQL, and functions all the same.
CONSTANTS = {"current_timestamp": "datetime", "current_date": "date", "current_time": "time"}
# Both mean now, the second one with parts of a second.
NOW = ("now", "subsec", "subsecond")
# PostgreSQL's. Django's Now() is statement_timestamp().
POINTS = re.compile(
    r"\b((?:statement|clock|transaction)_timestamp\(\)|now\(\)|current_timestamp\b)",
    re.IGNORECASE,
)

connect = sqlite3.connect


def follow(seconds: Callable[[], float]) -> None:
    """Let "now" be so many seconds ahead on each connection to a database from here on."""

    def connected(*args: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*args, **options)
        for name, place in FUNCTIONS.items():
            connection.create_function(name, -1, later(name, place, seconds))
        for name, same in CONSTANTS.items():
            connection.create_function(name, 0, later(same, 0, seconds))
        return connection

    def ask_later(execute: Callable[..., Any], sql: str, *others: Any) -> Any:
        if ahead := seconds():
            sql = POINTS.sub(rf"(\1 + interval '{ahead:.3f} seconds')", sql)
        return execute(sql, *others)

    def begin(connection: Any, **_: object) -> None:
        if connection.vendor == "postgresql" and ask_later not in connection.execute_wrappers:
            connection.execute_wrappers.append(ask_later)

    connection_created.connect(begin, weak=False)
    # Django looks it up in dbapi2, who does without Django in sqlite3.
    sqlite3.connect = dbapi2.connect = connected  # type: ignore[assignment]


def later(name: str, place: int, seconds: Callable[[], float]) -> Callable[..., Any]:
    """SQLite's own function of that name, for a "now" that is so much later."""

    def asked(*args: Any) -> Any:
        if ahead := seconds():
            args = moved(args, place, f"{ahead:+.3f} seconds")
        plain = connect(":memory:")
        try:
            query = f"SELECT {name}({', '.join('?' * len(args))})"
            return plain.execute(query, args).fetchone()[0]
        finally:
            plain.close()

    return asked


def moved(args: tuple[Any, ...], place: int, by: str) -> tuple[Any, ...]:
    """The arguments with that modifier first of all, if the point in time is now."""
    if len(args) == place:
        return (*args, "now", by)
    moment = str(args[place]).lower() if len(args) > place else ""
    if moment not in NOW:
        return args
    parts = () if moment == "now" else (args[place],)
    return (*args[:place], "now", by, *parts, *args[place + 1 :])
