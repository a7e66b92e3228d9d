"""Who takes part in one grading, and for which days."""

from collections.abc import Iterable, Mapping, Sequence

from katas.harness import days as harness_days
from katas.harness.days import Day
from solutions.grading.call import Call
from solutions.grading.kept.course import Course
from solutions.grading.kept.journal import Journal
from solutions.grading.kept.late_policy import given
from solutions.grading.submissions import answers
from solutions.grading.submissions.answers import StudentAnswer
from solutions.grading.submissions.inbox import Inbox
from solutions.grading.submissions.people import Submission
from solutions.grading.submissions.places import Place
from solutions.grading.text import both, listed


class Enrolment:
    """Of a call. Sets the call's days to those that are graded, and adds to its notes.

    cohort: everybody, by name, in their order. part: whether only some of the days were asked
    for; alone: a single one. told: how many of the notes are the inbox's own. released: whose
    feedback goes back, None for everybody's. kept: days for which somebody of the cohort has
    nothing in this inbox, and keeps what an earlier run graded; older: for which what they have
    in it was handed in before that; unread: what of it cannot be examined, and so takes no grade
    away; unmarked: what came by mail in the place of what was marked late. Raises WrongFile.
    """

    def __init__(self, call: Call, found: Inbox, journal: Journal) -> None:
        self.call, self.journal = call, journal
        self.kept, self.older = dict[str, list[int]](), dict[str, list[int]]()
        self.unread, self.unmarked = list[str](), list[str]()
        self.part = len(call.days) < len(harness_days.present())
        self.alone = len(call.days) == 1
        teams = call.decisions.teams
        self.course = Course(call.out, journal, found.hand_ins, call.roster, teams)
        self.told = len(found.notes)
        notes = [*found.notes, *self.course.notes, *self._days_not_set(self.course.students)]
        if found.strays:
            notes.insert(0, f"Nobody's submission: {listed(found.strays)}")
        call.notes = notes
        self.cohort = self._with_teams(self.course, journal)
        call.days = self._days_meant(self.cohort.values())

    def keeps(self, name: str, day: int) -> bool:
        """Whether somebody who hands in nothing for the day now keeps an earlier grade."""
        days = [each.number for each in self.call.days]
        if not self.course.stays(name, day, days, self.call.decisions.teams):
            return False
        self.kept.setdefault(name, []).append(day)
        return True

    def stands(self, name: str, day: int, answer: StudentAnswer) -> bool:
        """Whether what an earlier run has graded counts, though an answer was handed in now.

        It was handed in later, or was judged where this one cannot be.
        """
        if not answer.files and not answer.problem:
            return False
        if self.journal.has_later(name, day, answer.moment):
            self.older.setdefault(name, []).append(day)
            return True
        if answer.problem and self.journal.judged(name, day):
            self.unread.append(f"{name} (day {day}: {answer.problem})")
            return True
        return False

    def compare_marks(self, name: str, day: int, answer: StudentAnswer) -> None:
        """Note what counts without the LMS' late mark that an earlier hand-in had, and is by mail.

        Not where the late policy says how late it was.
        """
        if not answer.files or answer.late or answer.moment.lms:
            return
        there = self.cohort[name].for_days([day]).late or self.journal.was_marked_late(name, day)
        said = given(self.call.decisions.late.days_late, name, day) is not None
        if there and not said and not self.journal.has_later(name, day, answer.moment):
            self.unmarked.append(f"{name} (day {day})")

    def places(self, submission: Submission) -> list[Place]:
        """Where the things are that feedback goes back with: a file that does not count has none.

        On Moodle feedback is a page of its own, which says what counts.
        """
        older, days = self.older.get(submission.student, []), {d.number for d in self.call.days}
        passed_over = [
            each.place
            for each in submission.hand_ins
            if older and each.lms != "Moodle" and (each.days or days) <= set(older)
        ]
        return [place for place in submission.places if place not in passed_over]

    def _with_teams(self, course: Course, journal: Journal) -> dict[str, Submission]:
        """The cohort, with those members of teams who handed in nothing. Raises WrongFile."""
        by_name, known = {each.student: each for each in course.students}, harness_days.present()
        self.call.decisions.marked = frozenset(name for name, each in by_name.items() if each.late)

        def read(student: str) -> Mapping[int, answers.StudentAnswer]:
            return answers.read(by_name[student], self.call.days, known, self.alone)

        days = [day.number for day in self.call.days]
        everybody = self.call.roster is not None
        self.call.notes += self.call.decisions.meet(
            course.whom, everybody, by_name, days, read, journal
        )
        self.call.notes += course.of_groups(self.call.decisions.teams, days)
        teams = self.call.decisions.teams
        self.released = course.released(self.call.release, teams) if self.call.release else None
        return course.cohort(teams)

    def _days_meant(self, cohort: Iterable[Submission]) -> list[Day]:
        """The days to grade: those for which anybody handed in anything, if all were asked for."""
        known = harness_days.present()
        if self.call.starter or len(self.call.days) < len(known):
            return self.call.days
        there = set[int]()
        for submission in cohort:
            if len(there) == len(known):
                break
            found = answers.read(submission, self.call.days, known, self.alone)
            there |= {day for day, answer in found.items() if answer.files or answer.problem}
        meant = [day for day in self.call.days if day.number in there]
        if meant and len(meant) < len(known):
            numbers = both(str(day.number) for day in meant)
            self.call.notes.append(f"Graded: day {numbers}; nobody handed in an answer to another.")
        return meant or self.call.days

    def _days_not_set(self, cohort: Sequence[Submission]) -> list[str]:
        """Hand-ins for days that are not graded now."""
        numbers = {day.number for day in self.call.days}
        found = {
            hand_in.assignment
            for each in cohort
            for hand_in in each.hand_ins
            if hand_in.days and not hand_in.days & numbers
        }
        return [f"Not graded in this run: {listed(sorted(found))}."] if found else []
