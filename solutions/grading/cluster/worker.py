"""What a worker does: it runs a student's days in a sandbox of its own, and tells what it saw.

The first work that comes calibrates it: its sandbox is tried, and the references run on it, whose
time gives its limits. A worker on which they show something else than at the grader's refuses.
"""

import tempfile
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from distributed import get_worker

from katas.harness import days as harness_days
from katas.harness.days import Day
from solutions.grading.cluster import fingerprint
from solutions.grading.cluster.parcel import Message, job_of, of_run, opened, packed
from solutions.grading.examiner.examiners import CannotExamine, Examiners
from solutions.grading.references import References
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.pool import CannotStart, SandboxPool
from solutions.grading.sandbox.selftest import NoSandbox, found
from solutions.grading.sandbox.staging import Workplace
from solutions.grading.sandbox.work import Job, Work
from solutions.grading.student import Student
from solutions.grading.submissions.answers import StudentAnswer
from solutions.grading.verdict import reference
from solutions.grading.verdict.expected import Expected
from solutions.grading.verdict.model import DayGrade

_calibrating = threading.Lock()
_calibrated: dict[tuple[int, ...], "Calibrated"] = {}
_thread = threading.local()


def fingerprint_of(numbers: Sequence[int]) -> fingerprint.Fingerprint:
    """This worker's, of these days; a day that it does not have is left out."""
    return fingerprint.of([day for day in harness_days.present() if day.number in numbers])


def shown_by(expected: dict[int, Expected]) -> Message:
    """What references must show on every machine alike: what can be run and asked there."""
    return {
        str(number): {
            "tests": sorted(test["id"] for test in each.tests),
            "not_run": sorted(each.not_run),
            "examined": sorted(each.examined),
        }
        for number, each in expected.items()
    }


def run(data: bytes) -> bytes:
    """Run a student's work. The answer has either its `runs` or why it is `refused`."""
    message, address = opened(data), get_worker().address
    try:
        calibrated = Calibrated.of(message["references"])
    except (NoSandbox, reference.Unsound, CannotStart, CannotExamine, Refused) as error:
        return packed({"worker": address, "refused": str(error)})
    return packed({"worker": address, "runs": calibrated.run(message)})


class Refused(Exception):
    """The work is not for this worker. The text says why."""


class Calibrated:
    """This worker's sandbox, examiners and references for some days, as long as it lives."""

    def __init__(self, days: list[Day]) -> None:
        self.days = {day.number: day for day in days}
        scratch = tempfile.mkdtemp(prefix="katas-", dir=get_worker().local_directory)
        self.workplace = Workplace(Path(scratch) / "work")
        self.box = found(self.workplace, [reference.SOLUTIONS / "__main__.py"], unsafe=False)
        self.examiners = SharedExaminers(days, self.workplace.examiners)
        self._stack = ExitStack()
        self._stack.enter_context(self.examiners)
        threads = get_worker().state.nthreads
        self.expected = References(days, False, self.examiners).run(
            self.box, self.workplace, threads
        )

    @classmethod
    def of(cls, references: Message) -> "Calibrated":
        """Those of these days. Raises Refused, or what the first calibration raises."""
        numbers = tuple(sorted(int(number) for number in references))
        with _calibrating:
            if numbers not in _calibrated:
                days = [day for day in harness_days.present() if day.number in numbers]
                _calibrated[numbers] = cls(days)
        own = _calibrated[numbers]
        for number, here in shown_by(own.expected).items():
            if here != references[number]:
                raise Refused(
                    f"day {number}: its reference shows something else on this worker. There:"
                    f" {here}; at the grader's: {references[number]}"
                )
        return own

    def run(self, message: Message) -> list[Message]:
        """What came of each run, in their order."""
        jobs = deque[Job]()
        for each in message["jobs"]:
            expected = self.expected[each["day"]]
            job = job_of(each, self.days)
            jobs.append(replace(job, limits=expected.limits, waits=expected.waits))
        runs: list[Message] = []
        student = Onlooker(message["name"], self.expected)

        def finish(job: Job, ran: RunOutcome) -> bool:
            ran.reference_cpu = self.expected[job.day.number].cpu
            runs.append(of_run(job, ran))
            return student.finish(job, ran)

        student.work = Work(message["name"], jobs, finish)
        with_spare = self._sandboxes()
        with_spare.run(iter([student.work]), lambda work: None)
        return runs

    def _sandboxes(self) -> SandboxPool:
        """This thread's: a sandbox dies with the thread that has started it."""
        pools = _thread.__dict__.setdefault("pools", {})
        if self not in pools:
            pools[self] = SandboxPool(
                self.box, self.workplace, 1, examiners=self.examiners, spare=True
            )
        pool: SandboxPool = pools[self]
        return pool


class SharedExaminers(Examiners):
    """Those of a worker's threads: one begins an examination at a time."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._turn = threading.Lock()

    def begin(self, *given: Any) -> int:
        with self._turn:
            return super().begin(*given)


class Onlooker(Student):
    """Decides what is run next as the grader will, by the same code, and keeps no grade."""

    def __init__(self, name: str, expected: dict[int, Expected]) -> None:
        answers: dict[int, StudentAnswer] = {}
        super().__init__(name, {}, answers, expected, Unread(), None, "")  # type: ignore[arg-type]

    def _keep(self, grade: DayGrade) -> None:
        pass


class Unread:
    """Stands in for the reading of an answer's source, which is the grader's."""

    def flags(self, day: str, files: dict[str, bytes]) -> list[Any]:
        return []
