"""A connection and its cursors as PEP 249 has them, whose database lies with the examiner.

Rows come as they are fetched: as many as are asked for, no sooner. A cursor left to the garbage
collector is told to the other side with the connection's next request.
"""

import contextlib
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX

from .. import door, wire

PIECE = 1_000  # rows of one message where all that is left is asked for
STEP = 100  # rows of one message where they are iterated over, as in Django's own querysets
Row = tuple[Any, ...]


class Connection:
    """One line to the database."""

    known: "weakref.WeakSet[Connection]" = weakref.WeakSet()

    def __init__(self) -> None:
        self.known.add(self)
        self._line = door.here().open("database")
        self._lock = threading.RLock()
        self._gone: list[int] = []
        self._isolation_level: str | None = None
        self.in_transaction = False

    def ask(self, *request: Any) -> Any:
        """Send a request and wait for what comes. Raises sqlite3's errors, as they rose there."""
        with self._lock:
            gone, self._gone = self._gone, []
            try:
                wire.send(self._line, [list(request), gone])
                told = wire.receive(self._line)
            except (EOFError, OSError) as error:
                raise sqlite3.OperationalError(f"the database is gone: {error!r}") from None
            self.in_transaction = told["in_transaction"]
        if "error" in told:
            kind, text = told["error"]
            raise getattr(sqlite3, kind, sqlite3.DatabaseError)(text)
        return told["value"]

    def forget(self, number: int) -> None:
        self._gone.append(number)

    @classmethod
    def tell_gone(cls) -> None:
        """Say of all lines which cursors are gone, although they ask for nothing."""
        for each in list(cls.known):
            with contextlib.suppress(sqlite3.Error):
                each.ask("nothing")

    @property
    def isolation_level(self) -> str | None:
        return self._isolation_level

    @isolation_level.setter
    def isolation_level(self, level: str | None) -> None:
        if level is None and self.in_transaction:  # as sqlite3's own does
            self.commit()
        self._isolation_level = level

    def cursor(self, factory: object = None) -> "Cursor":
        return Cursor(self)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "Cursor":
        cursor = self.cursor()
        cursor.run(sql, parameters)
        return cursor

    def commit(self) -> None:
        self.ask("commit")

    def rollback(self) -> None:
        self.ask("rollback")

    def close(self) -> None:
        self._line.close()

    def create_function(self, *arguments: object, **options: object) -> None:
        """Functions are the examiner's."""

    create_aggregate = create_function


class Cursor:
    """A cursor. Statements may have Django's placeholders (`%s`, `%(name)s`)."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.description: Sequence[Row] | None = None
        self.rowcount, self.lastrowid = -1, None
        self._number: int | None = None

    def execute(self, sql: str, parameters: Any = None) -> "Cursor":
        if parameters is None:
            return self.run(sql, ())
        if hasattr(parameters, "keys"):
            return self.run(sql % {name: f":{name}" for name in parameters}, dict(parameters))
        return self.run(FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%"), parameters)

    def executemany(self, sql: str, rows: Iterable[Any]) -> "Cursor":
        count = 0
        for row in rows:
            self.execute(sql, row)
            count += max(0, self.rowcount)
        self.rowcount = count
        return self

    def run(self, sql: str, parameters: Any) -> "Cursor":
        """Execute a statement with SQLite's own placeholders."""
        self._leave()
        found = parameters if isinstance(parameters, dict) else list(parameters)
        told = self.connection.ask("execute", sql, adapted(found))
        self._number, description, self.rowcount, self.lastrowid = told
        self.description = None
        if description is not None:
            self.description = [(name, *[None] * 6) for name in description]
        return self

    def fetchmany(self, size: int | None = None) -> list[Row]:
        if self._number is None:
            return []
        rows = self.connection.ask("fetch", self._number, self.arraysize if size is None else size)
        return [tuple(row) for row in rows]

    def fetchone(self) -> Row | None:
        rows = self.fetchmany(1)
        return rows[0] if rows else None

    def fetchall(self) -> list[Row]:
        found: list[Row] = []
        while rows := self.fetchmany(PIECE):
            found += rows
        return found

    def __iter__(self) -> Iterator[Row]:
        while rows := self.fetchmany(STEP):
            yield from rows

    def close(self) -> None:
        self._leave()

    def _leave(self) -> None:
        if self._number is not None:
            self.connection.forget(self._number)
            self._number = None

    def __del__(self) -> None:
        self._leave()


def adapted(parameters: Any) -> Any:
    """Parameters as SQLite would get them: by the adapters that Django has registered."""
    if isinstance(parameters, dict):
        return {name: one(value) for name, value in parameters.items()}
    return [one(value) for value in parameters]


def one(value: Any) -> Any:
    kind = type(value)
    if value is None or kind in (int, float, str, bytes):
        return value
    for plain in (int, float, str):
        if isinstance(value, plain):
            return plain(value)
    if isinstance(value, bytes | memoryview | bytearray):
        return bytes(value)
    return sqlite3.adapt(value, sqlite3.PrepareProtocol)
