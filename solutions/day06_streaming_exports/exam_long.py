"""One export of the large archive, watched in all that several tasks ask about.

It is made once for an examination, by the first task that asks; each judges its own part.
"""

from dataclasses import dataclass, field
from typing import Any

from solutions.day06_streaming_exports import exam_reading
from solutions.day06_streaming_exports.exam_many import SMALLEST, archive, many
from solutions.day06_streaming_exports.exam_peak import Peak
from solutions.day06_streaming_exports.exam_statements import queries, read
from solutions.day06_streaming_exports.exam_streams import Stream
from solutions.day06_streaming_exports.exam_watch import Early, watched
from solutions.grading.examiner import Contradicted, Exam, Ledger

MOST = 2_000
SIZE = (
    600_000  # bytes: twice what 2,000 of the rows that come first have, however they are asked for
)
HALF = 4_300  # rows: two pages of the largest are read, and a third begun
AHEAD = 4_000  # rows: whoever reads ahead holds fewer
ALONE = 0.1  # of the looks follow a single chunk


@dataclass
class Long:
    """What was seen of the long export.

    width: characters of a title, about. late: what was fetched before its first row, if that is too
    much. error: what ended it.
    ahead, chunk: rows that were read ahead of those that came, and rows of one chunk, at most.
    usual: bytes that an export of a few usual rows needs. aside: those that its process held before
    the long one, beside what any process of the examiner's holds. peaks: of the first rows,
    up to the middle of the others, to the end. others: processes that were not there before.
    """

    texts: list[tuple[str, str, str]]
    asked: str
    width: int
    late: str = ""
    error: str = ""
    queries: int = 0
    logged: list[Any] = field(default_factory=list)
    ahead: int = 0
    chunk: int = 0
    usual: int = 0
    aside: int = 0
    peaks: list[int] = field(default_factory=list)
    others: bool = False
    fault: Contradicted | None = None

    @property
    def published(self) -> int:
        return len(self.texts)

    @property
    def most_queries(self) -> int:
        """More than the bound: pages of 900 by two queries keep that for 499 rows, not for all."""
        return self.published // 400 + 5

    def check_rows(self) -> None:
        """Raises Contradicted unless it came whole and right."""
        if self.error:
            raise Contradicted(self.asked, "no error", self.error)
        if self.fault:
            raise self.fault

    def check_logged(self) -> None:
        """Raises Contradicted if it came whole and was not logged so, once."""
        if not self.error and not self.fault and self.logged != [self.published]:
            words = ", ".join(f"log_export({each!r})" for each in self.logged)
            expected = f"log_export({self.published}), once"
            raise Contradicted(self.asked, expected, words or "no call of log_export")


def long_export(exam: Exam, few: bool = False) -> Long:
    """The long export: as an earlier question has seen it, or now.

    few: it is left as soon as there are more queries than `most_queries`, and not kept.
    """
    if "long" not in exam.kept:
        with watched(exam, endless=10**6) as (_, audit):
            exam.ask("give_back")
            usual, logged = warmed(exam), len(audit.entries)
            found = archive(exam)
            asked = f"export {found.published:,} articles that come after {found.drafts:,} drafts"
            seen = Long(found.texts, asked, found.width, usual=usual)
            with exam.database.counting() as ledger:
                body = run(exam, seen, ledger, few)
            exam.ask("collect")
            audit.wait(logged + 1, 1.0)
            seen.queries, seen.logged = len(queries(ledger)), audit.entries[logged:]
            try:
                exam_reading.judge_texts(asked, found.texts, body, found.unpublished)
            except Contradicted as fault:
                seen.fault = fault
        if few and seen.queries > seen.most_queries:
            return seen
        exam.kept["long"] = seen
    seen = exam.kept["long"]
    assert isinstance(seen, Long)
    return seen


def warmed(exam: Exam) -> int:
    """The memory of an export of usual rows, the second of two. Leaves nothing open."""
    many(exam, exam.random.randint(100, 300), 40)
    needed = 0
    for _ in range(2):
        peak, stream = Peak(exam), Stream(exam)
        while stream.take(500):
            pass
        stream.close()
        needed = peak.bytes()
        exam.ask("release")
    return needed


def run(exam: Exam, seen: Long, ledger: Ledger, few: bool) -> bytearray:
    """Take the export to its end and note what is seen of it. Returns its bytes."""
    draw, peak = exam.random, Peak(exam)
    seen.aside = peak.aside
    early = exam.database.leaving = Early(ledger, MOST, SIZE)
    stream = Stream(exam)
    more = first_row(early, stream)
    seen.late = early.words()
    came = seen.chunk = stream.body.count(b"\n")
    parts, look = [HALF, (HALF + seen.published) // 2], draw.randint(1, SMALLEST - 1_000)
    ahead = [0]
    while more and not (few and len(queries(ledger)) > seen.most_queries):
        alone = draw.random() < ALONE
        more = stream.take(1 if alone else chunks_of(draw.randint(300, 600), stream.chunks, came))
        lines = stream.latest.count(b"\n")
        came += lines
        if alone:
            seen.chunk = max(seen.chunk, lines)
        ahead.append(read(ledger) - came)
        peak.look()
        if parts and came >= parts[0]:
            exam.ask("collect")
            seen.peaks.append(peak.anew())
            parts.pop(0)
        if look and came >= look:
            seen.others, look = not peak.alone(), 0
    seen.peaks.append(peak.bytes())
    seen.peaks += seen.peaks[-1:] * len(parts)
    seen.ahead = max(ahead) - min(ahead[1:], default=0)  # less the drafts, if they are read as well
    seen.others |= not peak.alone()
    seen.error = stream.ended[0] if stream.ended else ""
    stream.close()
    return stream.body


def chunks_of(rows: int, chunks: int, came: int) -> int:
    """How many chunks to take for about so many rows."""
    return max(1, rows * chunks // max(came, 1))


def first_row(early: Early, stream: Stream) -> bool:
    """Take until the first data row has come. Returns whether more may come."""
    more = True
    while not exam_reading.first_row(stream.body):
        if not (more := stream.take()):
            break
    early.came.set()
    return more
