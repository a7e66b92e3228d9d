"""What becomes of one student's runs."""

import traceback
from dataclasses import dataclass, field, replace

from solutions.grading.kept.journal import CannotKeep, Journal
from solutions.grading.references import TRIES
from solutions.grading.sandbox.outcome import RunOutcome
from solutions.grading.sandbox.work import Job, Work
from solutions.grading.source_review.reader import Reader
from solutions.grading.submissions.answers import StudentAnswer
from solutions.grading.verdict.examined import broke_off, to_ask, with_second_key
from solutions.grading.verdict.expected import Expected
from solutions.grading.verdict.judge import judge, ungraded
from solutions.grading.verdict.model import DayGrade, Status
from solutions.grading.verdict.termination import blamed


@dataclass
class Student:
    """What becomes of one student's runs: a grade of each day, entered into the journal.

    keys: of the answers, by day; answers: what is told of how they came. expected: what the
    references have shown. work: what is left, as a weak reference: it holds the student, and many
    students wait for nobody to find that they hold each other.
    """

    name: str
    keys: dict[int, str]
    answers: dict[int, StudentAnswer]
    expected: dict[int, Expected]
    reader: Reader
    journal: Journal
    sandbox: str
    work: Work = field(init=False)
    judged: dict[int, DayGrade] = field(default_factory=dict)

    def finish(self, job: Job, ran: RunOutcome) -> bool:
        """Take in a run, or an examination of what it has passed. Returns whether to try again.

        What fails here is this student's day alone, and our fault. Raises CannotKeep.
        """
        try:
            return self._finish(job, ran)
        except CannotKeep:
            raise
        except Exception:
            grade = ungraded(
                self.name, job.day, Status.GRADER_ERROR, traceback.format_exc()[-2000:]
            )
            self._keep(replace(grade, sandbox=self.sandbox))
            return False

    def _finish(self, job: Job, ran: RunOutcome) -> bool:
        number, expected = job.day.number, self.expected[job.day.number]
        if job.asked:
            grade = with_second_key(self.judged[number], ran, job.asked)
            if broke_off(grade) and job.tries < TRIES and job.may_try_again:
                return True
        else:
            flags = self.reader.flags(job.day.name, job.files)
            grade = judge(self.name, ran, expected, flags)
            limits = str(job.in_force)
            grade = replace(grade, seed=job.seed, sandbox=self.sandbox, time_limits=limits)
        if grade.status == Status.GRADER_ERROR and job.tries < TRIES and job.may_try_again:
            return True
        if not job.asked:
            grade = blamed(replace(grade, examined=sorted(expected.examined)), ran)
            if tasks := to_ask(grade, expected.examined):
                self.judged[number] = grade
                self.work.jobs.appendleft(replace(job, tries=0, asked=tasks))
                return False
        self._keep(grade)
        return False

    def _keep(self, grade: DayGrade) -> None:
        self.journal.add([(self.keys[grade.day], as_handed_in(grade, self.answers[grade.day]))])


def as_handed_in(grade: DayGrade, answer: StudentAnswer) -> DayGrade:
    """The grade with what is told of how the answer came, which decides nothing."""
    return replace(grade, notes=answer.notes, marked_late=answer.late, moment=answer.moment)
