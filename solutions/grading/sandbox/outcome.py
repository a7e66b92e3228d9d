"""One run of a day in a sandbox, as the grader saw it."""

from dataclasses import dataclass, field
from typing import Any

from katas.harness.days import Day
from solutions.grading.limits import TimeLimits, unmeasured
from solutions.grading.sandbox.received_record import Record


@dataclass
class RunOutcome:
    """What came of one run of a day.

    ending: what the sandbox said of its child: code, stopped, cpu (seconds), memory (bytes), said,
    place. None if the sandbox itself ended. silent: the grader had to end it; overdue: because all
    its time was used up. seconds: by the clock; fair: those for which it had a core.
    reference_cpu: seconds that the reference has computed, if the run was on another machine.
    """

    day: Day
    record: Record
    ending: dict[str, Any] | None = None
    silent: bool = False
    overdue: bool = False
    seconds: float = 0.0
    fair: float = 0.0
    trouble: str = ""
    reference_cpu: float | None = None
    limits: TimeLimits = field(init=False)

    def __post_init__(self) -> None:
        self.limits = unmeasured(self.day)

    @property
    def cpu(self) -> float:
        """Seconds of CPU time in the sandbox, as its first process has measured them."""
        return float((self.ending or {}).get("cpu", 0.0))
