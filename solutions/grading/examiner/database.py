"""The examiner's database, served over sockets: it counts what is asked and what leaves.

An SQLite file of this process' own. Each line that the answer opens is a connection to it, in a
thread; statements are run under an authorizer, with bounds on size and time.
"""

import contextlib
import shutil
import socket
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.db.backends.sqlite3._functions import register

from solutions.grading.guest import wire

PATIENCE = 120.0  # seconds after which a question's statements are interrupted
HEAP = 512 * 2**20  # bytes that SQLite may use in this process
LONGEST = 4 * 2**20  # bytes of one value or statement
STEPS = 20_000  # of SQLite's machine between two looks at the clock
FETCHED = 20_000  # rows of one message
READING = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_SAVEPOINT,
}
WRITING = READING | {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}
PRAGMAS = {"foreign_keys", "table_info", "foreign_key_list", "index_list", "table_xinfo"}


@dataclass
class Ledger:
    """What was asked of the database within a block.

    statements: in the order of their coming. rows, sent: rows that left, and about their bytes.
    fetches: how many rows each message took. transactions: how often one was begun. opened: lines.
    gave: rows that left, by the statement's text.
    """

    statements: list[str] = field(default_factory=list)
    rows: int = 0
    sent: int = 0
    fetches: list[int] = field(default_factory=list)
    transactions: int = 0
    opened: int = 0
    gave: Counter[str] = field(default_factory=Counter)

    @property
    def selects(self) -> list[str]:
        return [text for text in self.statements if text.lstrip()[:6].upper() == "SELECT"]


class Database:
    """The database of one examination, in `folder`; its tables are those of the template there.

    writable: the answer may change rows. counted: what is asked outside a `counting` block is a
    finding (`stray`). failing: called with a statement before it is run; raise sqlite3.Error there
    to have the database fail. fetching: called with a statement's text, the rows it has given and
    the number asked for, before they are sent; it may wait, or raise. leaving: called with the text
    and the number of rows that are about to be sent; it may wait. reversed: lines that are opened
    get rows that nobody ordered the other way round.
    """

    def __init__(self, folder: Path, template: Path) -> None:
        self.path = folder / "database.sqlite3"
        shutil.copyfile(template, self.path)
        use(self.path)
        self._lock = threading.Lock()
        self._open: list[Ledger] = []
        self.reset_hooks()

    def reset_hooks(self) -> None:
        """As it was before any question changed something; the rows stay."""
        self.writable, self.counted, self.reversed = False, True, False
        self.failing: Callable[[str], None] | None = None
        self.fetching: Callable[[str, int, int], None] | None = None
        self.leaving: Callable[[str, int], None] | None = None
        self.until = time.monotonic() + PATIENCE
        self.stray: list[str] = []

    @contextlib.contextmanager
    def counting(self) -> Iterator[Ledger]:
        """Count what is asked while the block runs; blocks may lie in each other."""
        ledger = Ledger()
        with self._lock:
            self._open.append(ledger)
        try:
            yield ledger
        finally:
            with self._lock:
                self._open = [each for each in self._open if each is not ledger]

    def note(self, statement: str | None = None, of: str = "", **counts: int) -> None:
        with self._lock:
            for ledger in self._open:
                if statement is not None:
                    ledger.statements.append(statement[:2_000])
                if "rows" in counts:
                    ledger.fetches.append(counts["rows"])
                    ledger.gave[of[:2_000]] += counts["rows"]
                for name, count in counts.items():
                    setattr(ledger, name, getattr(ledger, name) + count)
            if not self._open and self.counted and (statement or counts.get("rows")):
                self.stray.append(statement or "rows were fetched")

    def serve(self, line: socket.socket) -> None:
        """Serve one connection until it ends. Runs in a thread of its own."""
        self.note(opened=1)
        connection = Served(self)
        with line, contextlib.suppress(EOFError, OSError, ValueError, wire.TooMuch):
            line.settimeout(None)
            while True:
                request, gone = wire.receive(line)
                told = connection.do(list(request), list(gone))
                try:
                    wire.send(line, told)
                except wire.TooMuch as error:
                    wire.send(line, {**told, "value": None, "error": ("DataError", str(error))})
        connection.close()


class Served:
    """One connection: what is asked over it, done in SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database
        mode = "rw" if database.writable else "ro"
        self._sqlite = opened(f"file:{database.path}?mode={mode}")
        if database.reversed:
            self._sqlite.execute("PRAGMA reverse_unordered_selects = ON")
        self._sqlite.set_authorizer(self._allowed)
        self._sqlite.set_progress_handler(self._late, STEPS)
        self._cursors: dict[int, tuple[sqlite3.Cursor, str, list[int]]] = {}
        self._count = 0

    def do(self, request: list[Any], gone: list[Any]) -> dict[str, Any]:
        for number in gone:
            self._cursors.pop(number, None)
        try:
            value = getattr(self, f"_{request[0]}")(*request[1:])
        except (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError, TypeError) as error:
            kind = type(error).__name__ if isinstance(error, sqlite3.Error) else "ProgrammingError"
            return {
                "error": (kind, str(error)[:500]),
                "in_transaction": self._sqlite.in_transaction,
            }
        return {"value": value, "in_transaction": self._sqlite.in_transaction}

    def _execute(self, sql: str, parameters: Any) -> tuple[Any, ...]:
        begins = sql.lstrip()[:5].upper() == "BEGIN"
        self._database.note(sql, transactions=int(begins))
        if self._database.failing is not None:
            self._database.failing(sql)
        cursor = self._sqlite.execute(sql, parameters)
        names = None if cursor.description is None else [each[0] for each in cursor.description]
        if names is not None:
            self._count += 1
            self._cursors[self._count] = (cursor, sql, [0])
        return self._count, names, cursor.rowcount, cursor.lastrowid

    def _fetch(self, number: int, most: int) -> list[Any]:
        if number not in self._cursors:
            raise sqlite3.ProgrammingError("Cannot operate on a closed cursor.")
        cursor, sql, given = self._cursors[number]
        if self._database.fetching is not None:
            self._database.fetching(sql, given[0], most)
        rows = cursor.fetchmany(max(0, min(int(most), FETCHED)))
        given[0] += len(rows)
        if self._database.leaving is not None:
            self._database.leaving(sql, len(rows))
        self._database.note(of=sql, rows=len(rows), sent=sum(size(row) for row in rows))
        return rows

    def _commit(self) -> None:
        self._sqlite.commit()

    def _rollback(self) -> None:
        self._sqlite.rollback()

    def close(self) -> None:
        self._sqlite.close()

    def _allowed(self, action: int, first: str | None, second: str | None, *where: object) -> int:
        if action == sqlite3.SQLITE_PRAGMA:
            allowed = first in PRAGMAS
        elif action == sqlite3.SQLITE_FUNCTION:
            allowed = second != "load_extension"
        else:
            allowed = action in (WRITING if self._database.writable else READING)
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    def _late(self) -> bool:
        return time.monotonic() > self._database.until


def size(row: tuple[Any, ...]) -> int:
    """About how many bytes a row has as text."""
    return sum(len(each) if isinstance(each, str | bytes) else 8 for each in row)


def opened(uri: str) -> sqlite3.Connection:
    """A connection as Django sets its own, for use in whichever thread has it."""
    types = sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES
    connection = sqlite3.connect(
        uri, uri=True, isolation_level=None, detect_types=types, check_same_thread=False, timeout=30
    )
    register(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA synchronous = OFF")  # the file goes with the examination
    connection.execute(f"PRAGMA hard_heap_limit = {HEAP}")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    return connection


def use(path: Path) -> None:
    """Make the file the default database of this process' own Django."""
    connections["default"].close()
    connections.settings["default"]["NAME"] = str(path)
    del connections["default"]


def make_template(path: Path) -> None:
    """A database with the tables of the installed apps and no rows."""
    use(path)
    call_command("migrate", run_syncdb=True, verbosity=0)
    connections["default"].close()
