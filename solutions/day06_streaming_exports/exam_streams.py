"""An export that is taken from the answer's own process, chunk by chunk."""

from typing import Any

from solutions.day06_streaming_exports.exam_reading import most_sent, sent
from solutions.day06_streaming_exports.exam_watch import Audit, check_audit
from solutions.grading.examiner import BrokeOff, Contradicted, Exam, Raised

UNREADABLE = "the answer's process said what nobody can read"
MOST_BYTES, MOST_CHUNKS = 32 * 2**20, 500_000  # of one export


class Stream:
    """An export in the answer's own process, taken chunk by chunk.

    asynchronous: that of the async view. ended: as `take` in exam_inside has it.
    """

    def __init__(self, exam: Exam, asynchronous: bool = False) -> None:
        self._exam, self._letter = exam, "a" if asynchronous else ""
        self.asynchronous = asynchronous
        self.name = "aexport_articles" if asynchronous else "export_articles"
        self.number: int = self._asked("begin")
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
            before = self.chunks
            self._came(self._asked("take", self.number, chunks))
            if self.ended is None and self.chunks == before:
                raise BrokeOff(UNREADABLE)
        return self.ended is None

    def _came(self, came: object) -> None:
        match came:
            case (bytes() as data, int() as count, None | list() as ended):
                self.latest, self.ended = data, ended and list(map(str, ended))
            case _:
                raise BrokeOff(UNREADABLE)
        self.body += data
        self.chunks += count
        if len(self.body) > MOST_BYTES or self.chunks > MOST_CHUNKS:
            got = f"{len(self.body):,} bytes in {self.chunks:,} chunks"
            raise Contradicted(f"{self.name} to its end", "an end", got)

    def take_rows(self, rows: int) -> int:
        """Take until so many rows have arrived, one chunk at least. Returns how many have."""
        more = self.take()
        while more:
            arrived = most_sent(self.body)
            if arrived >= rows and (arrived := max(sent(self.body))) >= rows:
                break
            left, some = rows - arrived, max(arrived, 1)
            more = self.take(max(1, int(self.chunks * min(left, 8 * some) / some * 0.8)))
        return max(sent(self.body))

    def take_lines(self, lines: int) -> None:
        """Take until so many lines have arrived, of an export whose cells have no line ends."""
        more = self.ended is None
        while more and (left := lines - most_sent(self.body)) > 0:
            more = self.take(max(1, left * self.chunks // max(most_sent(self.body), 1)))

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
            self._came(self._asked("close", self.number))
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
