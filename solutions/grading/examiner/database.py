"""The examiner's database, served over sockets: it counts what is asked and what leaves.

An SQLite file of this process' own. Each line that the answer opens is a connection to it, in a
thread (`served.py`).
"""

import contextlib
import shutil
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from solutions.grading.examiner import served
from solutions.grading.examiner.findings import Contradicted

KEPT = 2_000  # characters of a statement
PATIENCE = 60.0  # seconds that a statement, or a message of its rows, may take


@dataclass
class Ledger:
    """What was asked of the database within a block.

    statements: in the order of their coming. rows, sent: rows that left, and about their bytes.
    transactions: how often one was begun. By the statement's text, gave, weighed: rows that left,
    their bytes; reads: the columns that it reads ("table.column", as the tables have them).
    """

    statements: list[str] = field(default_factory=list)
    rows: int = 0
    sent: int = 0
    transactions: int = 0
    gave: Counter[str] = field(default_factory=Counter)
    weighed: Counter[str] = field(default_factory=Counter)
    reads: dict[str, frozenset[str]] = field(default_factory=dict)


class Database:
    """The database of one examination, in `folder`; its tables are those of the template there.

    writable: the answer may change rows. counted: what is asked outside a `counting` block is a
    finding (`stray`). failing: called with a statement before it is run; raise sqlite3.Error there
    to have the database fail. fetching: called with a statement's text, the rows it has given and
    the number asked for, before they are sent; it may wait, or raise. leaving: called with the text
    and the number of rows that are about to be sent; it may wait. What any of the three raises as
    Contradicted is kept (`contradicted`): it comes to light whatever the answer does. reversed:
    lines that are opened get rows that nobody ordered the other way round. restless: now this way,
    now that, from one statement of a line to its next.
    """

    def __init__(self, folder: Path, template: Path) -> None:
        self.path = folder / "database.sqlite3"
        shutil.copyfile(template, self.path)
        use(self.path)
        self._lock = threading.Lock()
        self._open: list[Ledger] = []
        self._connected: list[served.Connection] = []
        self.question = 0
        self.tables = served.tables_of(self.path)
        self.reset_hooks()

    def reset_hooks(self) -> None:
        """As it was before any question changed something; the rows stay.

        Lines of an earlier question are no longer served.
        """
        self.question += 1
        self.writable, self.counted, self.reversed, self.restless = False, True, False, False
        self.failing: Callable[[str], None] | None = None
        self.fetching: Callable[[str, int, int], None] | None = None
        self.leaving: Callable[[str, int], None] | None = None
        self.patience, self.interrupted = PATIENCE, False
        self.stray: list[str] = []
        self.contradicted: list[Contradicted] = []

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

    def note(
        self, question: int, statement: str | None = None, of: str = "", **counts: int
    ) -> None:
        """Count what a line of that question asks or is sent. Raises EOFError if it is over."""
        with self._lock:
            if question != self.question:
                raise EOFError
            for ledger in self._open:
                if statement is not None:
                    ledger.statements.append(statement[:KEPT])
                if "rows" in counts:
                    ledger.gave[of[:KEPT]] += counts["rows"]
                    ledger.weighed[of[:KEPT]] += counts.get("sent", 0)
                for name, count in counts.items():
                    setattr(ledger, name, getattr(ledger, name) + count)
            if not self._open and self.counted and (statement or counts.get("rows")):
                self.stray.append(statement or "rows were fetched")

    def note_reads(self, statement: str, columns: frozenset[str]) -> None:
        """Which columns a statement reads, whatever its text calls them."""
        text = statement[:KEPT]
        with self._lock:
            for ledger in self._open:
                ledger.reads[text] = ledger.reads.get(text, frozenset()) | columns

    def serve(self, line: socket.socket) -> None:
        """Serve one connection until it ends. Runs in a thread of its own."""
        connection = served.Connection(self, self.question)
        with self._lock:
            self._connected.append(connection)
        try:
            connection.serve(line)
        finally:
            with self._lock:
                self._connected.remove(connection)

    def unfinished(self) -> list[str]:
        """The statements that are open and have rows left. Only asked when nobody reads on."""
        with self._lock:
            connected = list(self._connected)
        return [sql for each in connected for sql in each.unfinished()]


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
