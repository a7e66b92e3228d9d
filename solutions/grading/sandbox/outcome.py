"""One run of a day in a sandbox, as the grader saw it."""

from dataclasses import dataclass
from typing import Any

from katas.harness.days import Day
from solutions.grading.sandbox.received_record import Record


@dataclass
class RunOutcome:
    """What came of one run of a day.

    ending: what the sandbox said of its child: code, stopped, cpu (seconds), memory (bytes), said,
    place. None if the sandbox itself ended. silent: the grader had to end it.
    """

    day: Day
    record: Record
    ending: dict[str, Any] | None = None
    silent: bool = False
    seconds: float = 0.0
    trouble: str = ""
