"""One connection to the examiner's database: what an answer asks over it, done in SQLite.

Statements may read and write the tables of the installed apps, by functions that are known to be
harmless: SQLite itself, and what Django adds to it, can do more than a stranger should be given.
"""

import contextlib
import socket
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.backends.sqlite3._functions import register

from solutions.grading.examiner.findings import Contradicted
from solutions.grading.guest import wire

if TYPE_CHECKING:
    from solutions.grading.examiner.database import Database

HEAP = 256 * 2**20  # bytes that SQLite may use in this process
LONGEST = 4 * 2**20  # bytes of one value or statement
STEPS = 20_000  # of SQLite's machine between two looks at the clock
FETCHED = 20_000  # rows of one message, and its bytes
ROOM = 6 * 2**20
STEP = 20  # rows between two looks at the bytes
READING = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_SAVEPOINT,
}
WRITING = {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}
PRAGMAS = {"foreign_keys", "table_info", "foreign_key_list", "index_list", "table_xinfo"}
SCHEMA = {"sqlite_master", "sqlite_schema", "sqlite_sequence"}
FUNCTIONS = set(
    """
    abs any_value avg ceil ceiling changes char coalesce concat concat_ws count cume_dist date
    current_date current_time current_timestamp datetime dense_rank first_value floor glob
    group_concat hex ifnull iif instr json json_array json_array_length json_group_array
    json_group_object json_object julianday lag last_insert_rowid last_value lead length like
    lower ltrim max min mod nth_value ntile nullif percent_rank quote rand random randomblob
    rank replace reverse round row_number rtrim sign sqlite_version strftime string_agg substr
    substring sum time total trim typeof unicode unixepoch upper
    """.split()  # noqa: SIM905 (a list of words reads better so)
)
OURS = "django_"


class Connection:
    """Serves one line. question: the number of the one that was asked when it was opened."""

    def __init__(self, database: "Database", question: int) -> None:
        self._database, self._question = database, question
        self._sqlite = opened(f"file:{database.path}?mode={'rw' if database.writable else 'ro'}")
        self._turn(int(database.reversed))
        self._statements = 0
        self._sqlite.set_progress_handler(self._late, STEPS)
        # With the statement, the rows that it has given, whether these are all of them, and whether
        # it is known that there are more.
        self._cursors: dict[int, tuple[sqlite3.Cursor, str, list[int]]] = {}
        self._count, self._until = 0, 0.0
        self._reads: dict[str, frozenset[str]] = {}
        self._preparing: set[str] = set()
        self._requests: dict[str, Callable[..., Any]] = {
            "execute": self._execute,
            "fetch": self._fetch,
            "commit": self._sqlite.commit,
            "rollback": self._sqlite.rollback,
            "nothing": lambda: None,  # it has only said which cursors are gone
        }

    def serve(self, line: socket.socket) -> None:
        """Answer what comes over the line until it ends, or its question does."""
        unreadable = (EOFError, OSError, ValueError, TypeError, MemoryError, wire.TooMuch)
        try:
            with line, contextlib.suppress(*unreadable):
                line.settimeout(None)
                while True:
                    request, gone = wire.receive(line)
                    told = self._done(list(request), list(gone))
                    try:
                        wire.send(line, told)
                    except wire.TooMuch as error:
                        failed = ("DataError", str(error))
                        wire.send(line, {**told, "value": None, "error": failed})
        finally:
            self._close()

    def unfinished(self) -> list[str]:
        """The statements that have rows left. Takes one of each, once: nobody is to read on."""
        found, self._until = [], time.monotonic() + self._database.patience
        for cursor, sql, given in list(self._cursors.values()):
            with contextlib.suppress(sqlite3.Error):  # it has been closed
                if not (given[1] or given[2]):
                    given[2] = cursor.fetchone() is not None
                    given[1] = not given[2]
                found += [] if given[1] else [sql]
        return found

    def _close(self) -> None:
        """An open cursor would keep its lock on the file, whatever becomes of the connection."""
        for cursor, _, _ in self._cursors.values():
            cursor.close()
        self._cursors.clear()
        self._sqlite.close()

    def _done(self, request: list[Any], gone: list[Any]) -> dict[str, Any]:
        for number in gone:
            if number in self._cursors:
                self._cursors.pop(number)[0].close()
        name, *arguments = request
        before = self._sqlite.in_transaction
        told: dict[str, Any] = {}
        try:
            if name not in self._requests:
                raise sqlite3.ProgrammingError("there is no such request")
            told["value"] = self._requests[name](*arguments)
        except EOFError:
            raise
        except Contradicted as found:  # by what is called when rows leave, and such
            self._database.contradicted.append(found)
            told["error"] = ("OperationalError", "the examiner has seen enough")
        except sqlite3.Error as error:
            told["error"] = (type(error).__name__, str(error)[:500])
        except Exception as error:
            told["error"] = ("ProgrammingError", str(error)[:500])
        within = self._sqlite.in_transaction
        if within and not before:
            self._database.note(self._question, transactions=1)
        return {**told, "in_transaction": within}

    def _execute(self, sql: str, parameters: Any) -> tuple[Any, ...]:
        if type(sql) is not str:
            raise TypeError("a statement is text")
        self._database.note(self._question, sql)
        if self._database.failing is not None:
            self._database.failing(sql)
        if self._database.restless:
            # Thue-Morse: no number of statements for a page is in step with it. However a statement
            # is spelled; one that is being read goes on as it began.
            self._turn(self._statements.bit_count() % 2)
            self._statements += 1
        self._until = time.monotonic() + self._database.patience
        self._preparing = set()
        cursor = self._sqlite.execute(sql, parameters)
        if self._preparing:  # else it was prepared before
            self._reads[sql] = frozenset(self._preparing)
        self._database.note_reads(sql, self._reads.get(sql, frozenset()))
        names = None if cursor.description is None else [each[0] for each in cursor.description]
        if names is not None:
            self._count += 1
            self._cursors[self._count] = (cursor, sql, [0, False, False])
        return self._count, names, cursor.rowcount, cursor.lastrowid

    def _fetch(self, number: int, most: int) -> list[Any]:
        if number not in self._cursors:
            raise sqlite3.ProgrammingError("Cannot operate on a closed cursor.")
        cursor, sql, given = self._cursors[number]
        if self._database.fetching is not None:
            self._database.fetching(sql, given[0], most)
        self._until = time.monotonic() + self._database.patience
        rows: list[Any] = []
        most, sent = max(0, min(int(most), FETCHED)), 0
        while len(rows) < most and sent < ROOM:
            more = cursor.fetchmany(min(STEP, most - len(rows)))
            if not more:
                given[1] = True
                break
            rows += more
            sent += sum(map(size, more))
        given[0], given[2] = given[0] + len(rows), False
        if self._database.leaving is not None:
            self._database.leaving(sql, len(rows))
        self._database.note(self._question, of=sql, rows=len(rows), sent=sent)
        return rows

    def _turn(self, backwards: int) -> None:
        """From here on, rows that nobody ordered come from the front, or from the back."""
        self._sqlite.set_authorizer(None)
        self._sqlite.execute(f"PRAGMA reverse_unordered_selects = {backwards}")
        self._sqlite.set_authorizer(self._allowed)

    def _allowed(self, action: int, first: str | None, second: str | None, *where: object) -> int:
        database = self._database
        if action == sqlite3.SQLITE_PRAGMA:
            allowed = first in PRAGMAS
        elif action == sqlite3.SQLITE_FUNCTION:
            name = (second or "").lower()
            allowed = name in FUNCTIONS or name.startswith(OURS)
        elif action == sqlite3.SQLITE_READ:
            allowed = first in database.tables or first in SCHEMA
            self._preparing.add(f"{first}.{second}")
        elif action in WRITING:
            allowed = database.writable and first in database.tables
        else:
            allowed = action in READING
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    def _late(self) -> bool:
        if self._question != self._database.question:
            return True
        late = time.monotonic() > self._until
        self._database.interrupted |= late
        return late


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
    connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, 200)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    return connection


def tables_of(path: Path) -> frozenset[str]:
    """The names of the tables that the installed apps have made."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return frozenset(name for (name,) in rows) - SCHEMA
