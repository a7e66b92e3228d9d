"""Grades a folder of submissions: from the inbox to the reports, and on again where it stopped."""

import os
import signal
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console

from katas.harness import days as harness_days
from katas.harness.days import Day
from solutions.grading.examiner.examiners import Examiners
from solutions.grading.kept import term as terms
from solutions.grading.kept.cache_key import key, seed
from solutions.grading.kept.course import Course
from solutions.grading.kept.decisions import Decisions
from solutions.grading.kept.journal import Journal
from solutions.grading.kept.pseudonyms import Pseudonyms
from solutions.grading.kept.reviews import Reviews
from solutions.grading.kept.secret import exam_seed, secret_of
from solutions.grading.references import References
from solutions.grading.reports import write_all
from solutions.grading.reports.canvas_columns import of_canvas
from solutions.grading.reports.feedback_zips import FeedbackZips
from solutions.grading.reports.gradebooks import left_out
from solutions.grading.reports.screen import ProgressBar, Summary
from solutions.grading.sandbox.bubblewrap import Sandbox
from solutions.grading.sandbox.pool import SandboxPool
from solutions.grading.sandbox.selftest import found
from solutions.grading.sandbox.staging import Workplace
from solutions.grading.sandbox.work import Executor, Job, Work
from solutions.grading.similarity import finder
from solutions.grading.source_review.reader import Reader
from solutions.grading.student import Student, as_handed_in
from solutions.grading.submissions import answers, inbox
from solutions.grading.submissions.people import Submission
from solutions.grading.submissions.roster import Roster
from solutions.grading.text import both, listed
from solutions.grading.verdict import reference
from solutions.grading.verdict.expected import Expected
from solutions.grading.verdict.judge import ungraded
from solutions.grading.verdict.model import Status


@dataclass
class Grading:
    """One call of the command.

    jobs: students at the same time, but for those that mostly wait. decisions: on lateness and
    teams. roster: who takes the course. release: whose feedback goes back to the LMS, "" for all.
    anonymous: reports name nobody. starter: there are no references, the starters say what can be
    run. cluster: the address of a dask scheduler whose workers run everything. postgres: the days'
    tests run on PostgreSQL.
    """

    inbox: Path
    out: Path
    days: list[Day]
    jobs: int
    unsafe: bool
    screen: Console
    decisions: Decisions = field(default_factory=Decisions)
    roster: Roster | None = None
    release: str = ""
    anonymous: bool = False
    starter: bool = False
    cluster: str | None = None
    postgres: bool = False
    notes: list[str] = field(default_factory=list)

    def run(self) -> int:
        """Grade everyone. Returns 0 if every submission got a status.

        Raises WrongInbox, WrongFile, WrongRoster, InUse, NoSandbox, Unsound or CannotStart.
        """
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self._set = len(self.days) < len(harness_days.present())
        self._alone = len(self.days) == 1
        found_there = inbox.read(self.inbox, harness_days.present())
        with (
            Journal(self.out) as journal,
            Workplace(self.out / ".work") as workplace,
            ExitStack() as stack,
        ):
            teams, hand_ins = self.decisions.teams, found_there.hand_ins
            course = Course(self.out, journal, hand_ins, self.roster, teams)
            self._told = len(found_there.notes)
            self.notes = [*found_there.notes, *course.notes, *self._days_not_set(course.students)]
            if found_there.strays:
                self.notes.insert(0, f"Nobody's submission: {listed(found_there.strays)}")
            cohort = self._with_teams(course)
            self.days = self._days_meant(cohort)
            for note in self.notes:
                self.screen.print(note, markup=False)
            reviews = Reviews(self.out, journal, course.whom.find)
            box = found(workplace, self._hidden(journal), self.unsafe)
            box = replace(box, postgres=self.postgres)
            said = str(box) + ("   self-test passed" if box.apart else "")
            self.screen.print(f"Sandbox: {said}", markup=False)
            examiners = stack.enter_context(self._examiners(workplace))
            references = References(self.days, self.starter, examiners)
            with self._waiting("Running the references, which say what this machine can do"):
                expected = references.run(box, workplace, self.jobs)
            for gap in reference.gaps(list(expected.values())):
                self.screen.print(f"Cannot be run here, for nobody: {gap}", markup=False)
            if references.time_limits:
                self.screen.print(f"Time limits: {references.time_limits}", markup=False)
            for gap in references.unasked:
                self.screen.print(f"Not asked from outside here: {gap}", markup=False)
            with (
                ProgressBar(self.screen, len(cohort), self.jobs) as bar,
                self._executor(box, workplace, examiners, expected) as sandboxes,
                Reader() as reader,
            ):
                works = self._works(cohort, box, journal, expected, bar, reader)
                sandboxes.run(works, lambda work: bar.done(work.name, ran=True))
            self._report(journal, reviews, course, cohort, str(box))
        return 0

    def _with_teams(self, course: Course) -> list[Submission]:
        """The cohort, with those members of teams who handed in nothing. Raises WrongFile."""
        by_name, known = {each.student: each for each in course.students}, harness_days.present()
        self.decisions.marked = frozenset(name for name, each in by_name.items() if each.late)

        def read(student: str) -> Mapping[int, answers.StudentAnswer]:
            return answers.read(by_name[student], self.days, known, self._alone)

        days = [day.number for day in self.days]
        everybody = self.roster is not None
        self.notes += self.decisions.meet(course.whom, everybody, by_name, days, read)
        self.notes += course.of_groups(self.decisions.teams)
        teams = self.decisions.teams
        self._released = course.released(self.release, teams) if self.release else None
        return course.cohort(teams)

    def _days_meant(self, cohort: Sequence[Submission]) -> list[Day]:
        """The days to grade: those for which anybody handed in anything, if all were asked for."""
        known = harness_days.present()
        if self.starter or len(self.days) < len(known):
            return self.days
        there = set[int]()
        for submission in cohort:
            if len(there) == len(known):
                break
            found = answers.read(submission, self.days, known, self._alone)
            there |= {day for day, answer in found.items() if answer.files or answer.problem}
        meant = [day for day in self.days if day.number in there]
        if meant and len(meant) < len(known):
            numbers = both(str(day.number) for day in meant)
            self.notes.append(f"Graded: day {numbers}; nobody handed in an answer to another.")
        return meant or self.days

    def _days_not_set(self, cohort: Sequence[Submission]) -> list[str]:
        """Hand-ins for days that are not graded now."""
        numbers = {day.number for day in self.days}
        found = {
            hand_in.assignment
            for each in cohort
            for hand_in in each.hand_ins
            if hand_in.days and not hand_in.days & numbers
        }
        return [f"Not graded in this run: {listed(sorted(found))}."] if found else []

    def _hidden(self, journal: Journal) -> list[Path]:
        """Files that nobody's code may see."""
        inside = sorted(self.inbox.iterdir()) if self.inbox.is_dir() else []
        first = next(iter(inside), self.inbox)
        return [reference.SOLUTIONS / "__main__.py", journal.path.resolve(), first.resolve()]

    def _examiners(self, workplace: Workplace) -> AbstractContextManager[Examiners | None]:
        """None without a sandbox: what is asked would lie open beside the answers."""
        if self.starter or self.unsafe:
            return nullcontext()
        return Examiners(self.days, workplace.examiners)

    def _executor(
        self,
        box: Sandbox,
        workplace: Workplace,
        examiners: Examiners | None,
        expected: dict[int, Expected],
    ) -> Executor:
        if self.cluster is None:
            return SandboxPool(box, workplace, self.jobs, examiners=examiners)
        # Imported here: only the extra `cluster` has what it needs.
        from solutions.grading.cluster.executor import ClusterExecutor

        alias = Pseudonyms(self.out).of
        return ClusterExecutor(
            self.cluster, expected, alias, lambda text: self.screen.print(text, markup=False)
        )

    def _works(
        self,
        cohort: Sequence[Submission],
        box: Sandbox,
        journal: Journal,
        expected: dict[int, Expected],
        bar: ProgressBar,
        reader: Reader,
    ) -> Iterator[Work]:
        """What is left to run. What needs no run is graded in passing."""
        known, secret = harness_days.present(), secret_of(self.out)
        for submission in cohort:
            name, tasks, graded = submission.student, list[Job](), []
            keys: dict[int, str] = {}
            handed_in = answers.read(submission, self.days, known, self._alone)
            for number, answer in handed_in.items():
                if (name, number) in self.decisions.teams.shares:
                    continue
                if not submission.hand_ins and not journal.key(name, number):
                    continue  # nothing is kept of who is known from a file alone
                day, waits = expected[number].day, expected[number].waits
                asked = expected[number].examined
                keys[number] = key(day, answer, box.apart, asked, self.postgres)
                if journal.has(name, number, keys[number]):
                    before = journal.grade(name, number)
                    if (now := as_handed_in(before, answer)) != before:
                        graded.append((keys[number], now))
                elif answer.files:
                    drawn = exam_seed(secret, keys[number])
                    asked_alike, bound = seed(keys[number]), expected[number].limits
                    job = Job(day, answer.files, asked_alike, waits, secret=drawn, limits=bound)
                    tasks.append(job)
                else:
                    status = Status.UNGRADABLE if answer.problem else Status.ABSENT
                    grade = ungraded(name, day, status, answer.problem or answer.unbegun)
                    grade = replace(as_handed_in(grade, answer), sandbox=str(box))
                    graded.append((keys[number], grade))
            journal.add(graded)
            if tasks:
                # What waits comes last: others can compute meanwhile.
                order = deque(sorted(tasks, key=lambda task: task.waits))
                student = Student(name, keys, handed_in, expected, reader, journal, str(box))
                student.work = Work(name, order, student.finish)
                yield student.work
            else:
                bar.done(name, ran=False)

    def _report(
        self,
        journal: Journal,
        reviews: Reviews,
        course: Course,
        cohort: Sequence[Submission],
        sandbox: str,
    ) -> None:
        names = [submission.student for submission in cohort]
        self.decisions.enter_shares(journal)
        graded = course.graded(names, self.decisions.teams)
        term = terms.of(graded, names, self.days, harness_days.present())
        identities = course.identities(cohort, term.earlier)
        told = [*term.notes(self.days), *course.kept.missing, *left_out(identities)]
        students = self.decisions.students(term.students, journal, reviews)
        pseudonym = None
        if self.anonymous:
            pseudonyms = Pseudonyms(self.out)
            pseudonyms.write(term.students)
            pseudonym = pseudonyms.of
        summary = Summary(term.days)
        shown = summary.take(students)
        similar = self._similar(cohort)
        by_name = {submission.student: submission.places for submission in cohort}
        only = [] if self.anonymous else self._released
        set_now = [day.number for day in self.days] if self._set else []
        columns, about_columns = self._columns(term.days)
        told += about_columns
        with FeedbackZips(self.out, self.inbox, by_name, only, set_now) as zips:
            write_all(
                self.out,
                shown,
                term.days,
                sandbox=sandbox,
                similar=similar,
                pseudonym=pseudonym,
                notes=[] if self.anonymous else self.notes + told,
                identities=identities,
                columns=columns,
                zips=zips,
            )
        reviews.write()
        summary.show(self.screen, self.out)
        alike = (
            [f"Alike, not guilty: {len(similar.pairs)}, in cohort.html."] if similar.pairs else []
        )
        for note in [*told, *zips.notes, *alike]:
            self.screen.print(note, markup=False)
        if (notes := len(self.notes) - self._told) and not self.anonymous:
            count = "1 note" if notes == 1 else f"{notes} notes"
            self.screen.print(f"{count} for you, told at the start, in cohort.html", markup=False)

    def _columns(self, days: Sequence[Day]) -> tuple[dict[int, str], list[str]]:
        """Canvas' own columns for the days, and what is to be known of them."""
        found, told = of_canvas(days, self.roster.assignments if self.roster else {})
        return found, [] if self.anonymous else told

    def _similar(self, cohort: Sequence[Submission]) -> finder.Similar:
        """The answers that are alike, read once more: none is kept while others are graded."""
        by_name = {submission.student: submission for submission in cohort}

        def read(day: Day, student: str) -> dict[str, bytes]:
            if (student, day.number) in self.decisions.teams.shares:
                return {}
            found = answers.read(by_name[student], [day], known, self._alone)
            return found[day.number].files

        known = harness_days.present()
        with self._waiting("Comparing the answers"):
            found = finder.of_cohort(self.days, by_name, read, self.jobs)
        return found.without(self.decisions.teams.together)

    def _waiting(self, text: str) -> AbstractContextManager[object]:
        if self.screen.is_terminal:
            return self.screen.status(text)
        self.screen.print(f"{text} ...", markup=False)
        return nullcontext()


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
