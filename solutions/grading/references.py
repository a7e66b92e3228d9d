"""The references' runs at the start: what each day has to show, and what is asked from outside."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from katas.harness.days import Day
from solutions.grading.examiner.examiners import Examiners
from solutions.grading.limits import USER, measured
from solutions.grading.sandbox.bubblewrap import Sandbox
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.pool import SandboxPool
from solutions.grading.sandbox.staging import Workplace
from solutions.grading.sandbox.work import Job, Work
from solutions.grading.verdict import examined, reference
from solutions.grading.verdict.expected import Expected

TRIES = 2
DRAWS = "the reference"


class References:
    """One grading's. starter: there are no references, the starters say what can be run.

    expected: by the number of the day. unasked: why a task that has questions is not asked, told to
    the instructor.
    """

    def __init__(self, days: Sequence[Day], starter: bool, examiners: Examiners | None) -> None:
        self._starter, self._examiners = starter, examiners
        self._jobs = [Job(day, reference.files_of(day, starter), reference.SEED) for day in days]
        self.expected: dict[int, Expected] = {}
        self.unasked: list[str] = []

    def run(self, box: Sandbox, workplace: Workplace, jobs: int) -> dict[int, Expected]:
        """Run all, in as many sandboxes as there are jobs. Raises Unsound or CannotStart."""
        if box.nested:
            workplace.own(USER)
        parts = [self._jobs[start::jobs] for start in range(min(jobs, len(self._jobs)))]
        with SandboxPool(box, workplace, jobs, write=True, examiners=self._examiners) as sandboxes:
            sandboxes.run(map(self._work, parts), lambda work: None)
        return self.expected

    @property
    def time_limits(self) -> str:
        """Those in force, in a sentence."""
        each = [(number, found.limits) for number, found in sorted(self.expected.items())]
        return "; ".join(f"day {number}: {limits}" for number, limits in each if limits)

    def _work(self, part: list[Job]) -> Work:
        work = Work("the reference", deque(part), lambda job, ran: self._finish(work, job, ran))
        return work

    def _finish(self, work: Work, job: Job, ran: RunOutcome) -> bool:
        if job.asked:
            return self._examined(job, ran)
        try:
            found = reference.expected(ran, self._starter)
        except reference.Unsound:
            if job.tries == TRIES:
                raise
            return True
        if not self._starter:  # whose time says nothing of a right answer's
            found = replace(found, limits=measured(job.day, *found.took, examined=0))
        self.expected[job.day.number] = found
        if tasks := self._to_ask(job.day, found):
            work.jobs.appendleft(replace(job, tries=0, spent=0, asked=tasks, secret=DRAWS))
        return False

    def _to_ask(self, day: Day, found: Expected) -> tuple[int, ...]:
        """The tasks that have questions and can be run here."""
        covered = self._examiners.covered[day.number] if self._examiners else []
        run = {test["task"] for test in found.tests if test["id"] not in found.not_run}
        return tuple(task for task in covered if task in run)

    def _examined(self, job: Job, ran: RunOutcome) -> bool:
        told = {event["task"]: examined.finding(event) for event in ran.record.of("asked")}
        agreed = {task for task in job.asked if told.get(task, {}).get("result") == examined.AGREED}
        if len(agreed) < len(job.asked) and job.tries < TRIES:
            return True
        number = job.day.number
        found = self.expected[number]
        time_limits = measured(job.day, *found.took, examined=ran.fair)
        self.expected[number] = replace(found, examined=frozenset(agreed), limits=time_limits)
        faults = [str(event.get("text")) for event in ran.record.of("fault")]
        for task in sorted(set(job.asked) - agreed):
            fault = " ".join([*faults, ran.trouble])
            why = examined.sentence(told[task]) if task in told else fault
            self.unasked.append(f"day {number}, task {task}: {why}")
        return False
