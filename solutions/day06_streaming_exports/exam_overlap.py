"""Exports that are under way at once, each of which ends in its own way and is logged."""

from dataclasses import dataclass

from solutions.day06_streaming_exports import exam_reading
from solutions.day06_streaming_exports.exam_reading import sent
from solutions.day06_streaming_exports.exam_rows import Row
from solutions.day06_streaming_exports.exam_streams import Stream, closed
from solutions.day06_streaming_exports.exam_watch import Audit, at_rest, check_still
from solutions.grading.examiner import Contradicted, Exam, Ledger

AT_ONCE = 3


@dataclass
class Overlap:
    """Some exports of these rows. done: how many entries the audit has by now."""

    exam: Exam
    ledger: Ledger
    audit: Audit
    rows: list[Row]
    asynchronous: bool = False

    def __post_init__(self) -> None:
        self.done = len(self.audit.entries)
        self.open: list[tuple[Stream, str]] = []

    def run(self, plans: list[str]) -> None:
        """Exports that end as the plans say: "end", "first chunk", or "leave".

        One that has begun earlier ends ahead of the newest, and another takes its place.
        """
        draw = self.exam.random
        # From the end of the list: those that begin first all go on while others begin and end.
        waiting = draw.sample(plans, len(plans))
        waiting.sort(key=lambda plan: plan != "first chunk")
        while waiting or self.open:
            while waiting and len(self.open) < AT_ONCE:
                stream = Stream(self.exam, self.asynchronous)
                self.open.append((stream, waiting.pop()))
                stream.take()
            stream, plan = draw.choice(self.open[:-1] or self.open)
            for other, how in list(self.open):
                if how != "first chunk" and other is not stream:
                    # Further than before, since others have begun and ended.
                    other.take_rows(max(sent(other.body)) + draw.randint(1, 40))
                    if other.ended is not None:
                        self.end(other, how)
            if plan == "leave":
                stream.take_rows(draw.randint(1, 60))
            self.end(stream, plan)
        if len(self.audit.entries) > self.done:
            asked = f"{len(plans)} exports, some at the same time"
            raise Contradicted(asked, "one call of log_export for each", self.audit.entries)

    def end(self, stream: Stream, plan: str) -> None:
        """Close it; it is logged once, and nothing more is read for it."""
        self.open.remove((stream, plan))
        asked = f"{stream.name}, beside {len(self.open)} others ({plan})"
        if plan == "end":
            exam_reading.judge_rows(asked, self.rows, stream.rest())
        elif stream.ended:
            raise Contradicted(asked, "no error", stream.ended[0])
        before = at_rest(self.exam, self.ledger, self.asynchronous)
        asked = f"{asked}: close it after {max(sent(stream.body)):,} rows"
        closed(self.exam, self.audit, stream, asked, self.done)
        check_still(self.exam, self.ledger, before, asked, self.asynchronous)
        self.done += 1
