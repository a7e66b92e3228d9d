"""What is watched while exports are under way: the audit, rows that leave, chunks that come."""

import contextlib
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from solutions.day06_streaming_exports.exam_rows import sent
from solutions.grading.examiner import Contradicted, Exam, Ledger, Raised

PATIENCE = 8.0  # seconds for what is on its way
TABLE = re.compile(r"\bFROM\W+(\w+)", re.IGNORECASE)
BOUNDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


@dataclass
class Audit:
    """What was logged, in this order."""

    entries: list[Any] = field(default_factory=list)

    def log(self, rows: Any) -> None:
        self.entries.append(rows)

    def wait(self, count: int = 1, seconds: float = PATIENCE) -> None:
        """Wait until so many entries are there, or patience ends."""
        until = time.monotonic() + seconds
        while len(self.entries) < count and time.monotonic() < until:
            time.sleep(0.005)


@contextlib.contextmanager
def watched(exam: Exam) -> Iterator[tuple[Ledger, Audit]]:
    """All that a fresh process asks of the database and logs, from its first moment on."""
    audit = Audit()
    exam.services.functions["log_export"] = audit.log
    with exam.database.counting() as ledger, exam.services.counting():
        yield ledger, audit
        exam.database.counted = False  # a page that is still being read


def queries(ledger: Ledger) -> list[str]:
    return [
        text for text in list(ledger.statements) if not text.lstrip().upper().startswith(BOUNDS)
    ]


def gives_articles(sql: str) -> bool:
    """Whether its own FROM is the table of articles: subqueries left out."""
    longer = ""
    while sql != longer:
        sql, longer = re.sub(r"\([^()]*\)", " ", sql), sql
    table = TABLE.search(sql)
    return table is not None and table[1] == "newsroom_article"


def articles(ledger: Ledger) -> int:
    """Rows of articles that have left. What comes in a single row is a count."""
    return sum(n for sql, n in list(ledger.gave.items()) if n > 1 and gives_articles(sql))


def read(ledger: Ledger) -> int:
    """Rows of articles that have left, by the kind of query that gave the most of them."""
    found: Counter[str] = Counter()
    for sql, count in list(ledger.gave.items()):
        if gives_articles(sql):
            found[shape(sql)] += count
    return max(found.values(), default=0)


def shape(sql: str) -> str:
    """A statement without its numbers and the length of its lists."""
    return re.sub(r"(%s|\?|\d+)(\s*,\s*(%s|\?|\d+))*", "?", sql)


class Stream:
    """An export in the answer's own process, taken chunk by chunk.

    asynchronous: that of the async view. ended: as `take` in exam_inside has it.
    """

    def __init__(self, exam: Exam, asynchronous: bool = False) -> None:
        self._exam, self._letter = exam, "a" if asynchronous else ""
        self.name = "aexport_articles" if asynchronous else "export_articles"
        self.number, self.status, headers = self._asked("begin")
        self.headers = {name.lower(): value for name, value in headers}
        self.body, self.latest = bytearray(), b""
        self.chunks = 0
        self.ended: list[str] | None = None

    def _asked(self, name: str, *arguments: Any, within: float = 60.0) -> Any:
        got = self._exam.ask(self._letter + name, *arguments, within=within)
        if isinstance(got, Raised):
            raise Contradicted(f"{self.name}, taken chunk by chunk", "no error", repr(got))
        return got

    def take(self, chunks: int = 1) -> bool:
        """Take so many chunks. Returns whether more may come."""
        if self.ended is None:
            self._came(self._asked("take", self.number, chunks))
        return self.ended is None

    def _came(self, came: tuple[bytes, int, list[str] | None]) -> None:
        self.latest, count, self.ended = came
        self.body += self.latest
        self.chunks += count

    def take_rows(self, rows: int) -> int:
        """Take until so many rows have arrived, one chunk at least. Returns how many have."""
        more, arrived = self.take(), 0
        while more and (arrived := max(sent(self.body))) < rows:
            left, some = rows - arrived, max(arrived, 1)
            more = self.take(max(1, int(self.chunks * min(left, 8 * some) / some * 0.8)))
        return max(sent(self.body))

    def rest(self) -> bytearray:
        """Take all that is left. Raises Contradicted if an error ends it."""
        while self.take(500):
            pass
        if self.ended:
            raise Contradicted(f"{self.name} to its end", "no error", self.ended[0])
        return self.body

    def drain(self) -> None:
        self._came(self._asked("drain", self.number))

    def close(self) -> None:
        if self._letter:
            self._came((*self._asked("close", self.number), []))
        else:
            self._asked("close", self.number)


def closed(exam: Exam, audit: Audit, stream: Stream, asked: str, logged: int) -> None:
    """Close the stream: it is logged once, with the rows that have come, behind `logged` others."""
    stream.close()
    for _ in range(4):
        if len(audit.entries) <= logged:
            settle(exam, stream, 0.05)
            audit.wait(logged + 1, 1.0)
    check_audit(audit, sent(stream.body), asked, logged)


def settle(exam: Exam, stream: Stream, seconds: float) -> None:
    """Let go on what goes on by itself, and collect what refers to itself."""
    if stream.name.startswith("a"):
        exam.ask("aquiet", seconds, True)
    else:
        exam.ask("collect")


def check_audit(audit: Audit, rows: set[int], asked: str, logged: int = 0) -> None:
    got = audit.entries[logged:]
    if len(got) != 1 or type(got[0]) is not int or got[0] not in rows:
        words = ", ".join(f"log_export({each!r})" for each in got) or "no call of log_export"
        raise Contradicted(asked, f"log_export({max(rows)}), once", words)


def at_rest(exam: Exam, ledger: Ledger, asynchronous: bool = False) -> tuple[int, int]:
    """Queries and rows when they stay as they are: another thread, or a task, may be reading."""

    looks = 3 if asynchronous else 10 if threads(exam) > 1 else 1

    def look() -> tuple[int, int]:
        if asynchronous:
            exam.ask("aquiet", 0.02, False)
        elif looks > 1:
            time.sleep(0.04)
        return len(queries(ledger)), ledger.rows

    seen, same = look(), 0
    while same < looks:
        now = look()
        seen, same = now, same + 1 if now == seen else 0
    return seen


def threads(exam: Exam) -> int:
    """How many threads the examined process has."""
    status = Path(f"/proc/{exam.session.pid}/status").read_text()
    return int(status.partition("\nThreads:")[2].split()[0])


def check_still(
    exam: Exam, ledger: Ledger, before: tuple[int, int], asked: str, asynchronous: bool = False
) -> None:
    """Nothing more has been read since `before`."""
    after = at_rest(exam, ledger, asynchronous)
    more, rows = after[0] - before[0], after[1] - before[1]
    if more or rows:
        raise Contradicted(asked, "nothing more is read", f"{more} queries, {rows:,} rows")


class Early:
    """Lets no rows leave that go beyond `most` of articles until the first data row has come.

    Waits for it with patience: a row that was handed over is on its way.
    """

    def __init__(self, ledger: Ledger, most: int, size: float) -> None:
        self._ledger, self._most, self._size = ledger, most, size
        self._lock = threading.Lock()
        self.came = threading.Event()
        self.late = ""

    def __call__(self, sql: str, count: int) -> None:
        if self.came.is_set() or self.late:
            return
        with self._lock:
            fetched = articles(self._ledger) + (count if gives_articles(sql) and count > 1 else 0)
            single = max([*self._ledger.gave.values(), self._ledger.gave[sql[:2_000]] + count])
            most = max(fetched, single)
            if most <= self._most and self._ledger.sent <= self._size:
                return
            if not self.came.wait(PATIENCE) and not self.late:
                self.late = f"{most:,} rows, {self._ledger.sent:,} bytes"
