"""Grades a folder of submissions: from the inbox to the reports, and on again where it stopped."""

import os
import signal
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import proxy

from katas.harness import days as harness_days
from solutions.grading import closing
from solutions.grading.call import Call
from solutions.grading.enrolment import Enrolment
from solutions.grading.examiner.examiners import Examiners
from solutions.grading.kept.cache_key import key, seed
from solutions.grading.kept.journal import Journal
from solutions.grading.kept.pseudonyms import Pseudonyms
from solutions.grading.kept.reviews import Reviews
from solutions.grading.kept.secret import exam_seed, secret_of
from solutions.grading.references import References
from solutions.grading.reports.screen import ProgressBar
from solutions.grading.sandbox.bubblewrap import Sandbox
from solutions.grading.sandbox.pool import SandboxPool
from solutions.grading.sandbox.selftest import found
from solutions.grading.sandbox.staging import Workplace
from solutions.grading.sandbox.work import Executor, Job, Work
from solutions.grading.source_review.reader import Reader
from solutions.grading.student import Student, as_handed_in
from solutions.grading.submissions import answers, inbox
from solutions.grading.verdict import reference
from solutions.grading.verdict.expected import Expected
from solutions.grading.verdict.judge import ungraded
from solutions.grading.verdict.model import Status

if TYPE_CHECKING:
    from solutions.grading.cluster.link import Link


class Grading(Call):
    """One call of the command, and how it goes."""

    def run(self) -> int:
        """Grade everyone. Returns 0 if every submission got a status.

        Raises WrongInbox, WrongFile, WrongRoster, InUse, NoSandbox, Unsound or CannotStart.
        """
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        found_there = inbox.read(self.inbox, harness_days.present())
        with (
            Journal(self.out) as journal,
            Workplace(self.out / ".work") as workplace,
            ExitStack() as stack,
        ):
            enrolment = Enrolment(self, found_there, journal)
            for note in self.notes:
                self.screen.print(note, markup=False)
            link = stack.enter_context(self._link())
            course = enrolment.course
            reviews = Reviews(self.out, journal, course.whom, course.before)
            box = found(workplace, self._hidden(journal), self.unsafe)
            box = replace(box, postgres=self.postgres)
            said = str(box) + ("   self-test passed" if box.apart else "")
            self.screen.print(f"Sandbox: {said}", markup=False)
            examiners = stack.enter_context(self._examiners(workplace))
            references = References(self.days, self.starter, examiners)
            with self.waiting("Running the references, which say what this machine can do"):
                expected = references.run(box, workplace, self.jobs)
            for gap in reference.gaps(list(expected.values())):
                self.screen.print(f"Cannot be run here, for nobody: {gap}", markup=False)
            if references.time_limits:
                self.screen.print(f"Time limits: {references.time_limits}", markup=False)
            for gap in references.unasked:
                self.screen.print(f"Not asked from outside here: {gap}", markup=False)
            with (
                ProgressBar(self.screen, len(enrolment.cohort), self.jobs) as bar,
                self._executor(link, box, workplace, examiners, expected) as sandboxes,
                Reader() as reader,
            ):
                works = self._works(enrolment, box, journal, expected, bar, reader)
                sandboxes.run(works, lambda work: bar.done(work.name, ran=True))
            closing.report(self, enrolment, journal, reviews, str(box))
        return 0

    def _hidden(self, journal: Journal) -> list[Path]:
        """Files that nobody's code may see."""
        inside = self.inbox.iterdir() if self.inbox.is_dir() else iter(())
        first = min(inside, default=self.inbox)
        return [reference.SOLUTIONS / "__main__.py", journal.path.resolve(), first.resolve()]

    def _examiners(self, workplace: Workplace) -> AbstractContextManager[Examiners | None]:
        """None without a sandbox: what is asked would lie open beside the answers."""
        if self.starter or self.unsafe:
            return nullcontext()
        return Examiners(self.days, workplace.examiners)

    def _link(self) -> "AbstractContextManager[Link | None]":
        """To the cluster, so that what is wrong with it is told before the references run."""
        if self.cluster is None:
            return nullcontext()
        # Imported here: only the extra `cluster` has what it needs.
        from solutions.grading.cluster.configuration import check

        check(self.cluster)
        from solutions.grading.cluster.link import Link

        return Link(self.cluster, self._say)

    def _say(self, text: str) -> None:
        self.screen.print(text, markup=False)

    def _executor(
        self,
        link: "Link | None",
        box: Sandbox,
        workplace: Workplace,
        examiners: Examiners | None,
        expected: dict[int, Expected],
    ) -> Executor:
        if link is None:
            return SandboxPool(box, workplace, self.jobs, examiners=examiners)
        from solutions.grading.cluster.executor import ClusterExecutor

        return ClusterExecutor(link, expected, Pseudonyms(self.out).of, self._say)

    def _works(
        self,
        enrolment: Enrolment,
        box: Sandbox,
        journal: Journal,
        expected: dict[int, Expected],
        bar: ProgressBar,
        reader: Reader,
    ) -> Iterator[Work]:
        """What is left to run. What needs no run is graded in passing."""
        known, secret = harness_days.present(), secret_of(self.out)
        for name, submission in enrolment.cohort.items():
            tasks, graded = list[Job](), []
            keys: dict[int, str] = {}
            handed_in = answers.read(submission, self.days, known, enrolment.alone)
            for number, answer in handed_in.items():
                if (name, number) in self.decisions.teams.shares:
                    continue
                if not submission.hand_ins and not journal.key(name, number):
                    continue  # nothing is kept of who is known from a file alone
                day, waits = expected[number].day, expected[number].waits
                asked = expected[number].examined
                answer.moment = journal.first_seen(name, number, answer.moment)
                enrolment.compare_marks(name, number, answer)
                keys[number] = key(day, answer, box.apart, asked, self.postgres)
                if journal.has(name, number, keys[number]):
                    before = journal.grade(name, number)
                    if answer.moment.is_before(before.moment):
                        continue  # the same was handed in again
                    if (now := as_handed_in(before, answer)) != before:
                        graded.append((keys[number], now))
                elif enrolment.stands(name, number, answer):
                    continue
                elif answer.files:
                    drawn = exam_seed(secret, keys[number])
                    asked_alike, bound = seed(keys[number]), expected[number].limits
                    job = Job(day, answer.files, asked_alike, waits, secret=drawn, limits=bound)
                    tasks.append(job)
                elif answer.problem or not enrolment.keeps(name, number):
                    status = Status.UNGRADABLE if answer.problem else Status.ABSENT
                    grade = ungraded(name, day, status, answer.problem or answer.unbegun)
                    grade = replace(as_handed_in(grade, answer), sandbox=str(box))
                    graded.append((keys[number], grade))
            journal.add(graded)
            if tasks:
                # What waits comes last: others can compute meanwhile.
                order = deque(sorted(tasks, key=lambda task: task.waits))
                student = Student(name, keys, handed_in, expected, reader, journal, str(box))
                work = Work(name, order, student.finish)
                student.work = proxy(work)
                yield work
            else:
                bar.done(name, ran=False)


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
