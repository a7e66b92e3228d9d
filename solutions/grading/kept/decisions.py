"""What the instructor has decided, applied to the grades: teams, reviews, the late policy."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from solutions.grading.kept.journal import Journal
from solutions.grading.kept.late_policy import Late
from solutions.grading.kept.reviews import Reviews
from solutions.grading.kept.teams import Answers, Group, Teams
from solutions.grading.submissions.people import Submission
from solutions.grading.submissions.whom import Whom
from solutions.grading.text import listed
from solutions.grading.verdict.model import DayGrade, StudentGrade


@dataclass
class Decisions:
    """Those of one grading. marked: students whom the LMS marks late."""

    late: Late = field(default_factory=Late)
    teams: Teams = field(default_factory=Teams)
    marked: frozenset[str] = frozenset()

    def meet(
        self,
        whom: Whom,
        everybody: bool,
        submissions: Mapping[str, Submission],
        days: list[int],
        read: Callable[[str], Answers],
        journal: Journal,
    ) -> list[str]:
        """Find out who is meant. Returns what the instructor should know, in sentences.

        everybody: whom has all who take the course. read: what a student handed in for the days
        now, and journal, before.
        Raises WrongFile.
        """
        self.teams = self.teams.among(whom, everybody, submissions)
        self.teams.share_copies(groups_of(submissions), read)

        def now(name: str) -> list[int]:
            found = read(name) if name in submissions else {}
            return [day for day, answer in found.items() if answer.files or answer.problem]

        def days_of(name: str) -> list[int]:
            there = now(name)
            return [day for day in days if day in there or journal.handed_in(name, day)]

        def before(name: str, day: int) -> str:
            source = journal.shared_by(name, day)
            return source if day not in now(source) else ""

        notes = self.teams.share(days_of, days, before)
        if self.teams.others:
            others = listed(self.teams.others)
            notes.append(f"In groups= alone, without a folder in the inbox: {others}.")
        everyone = [(name, whom.of(name)) for name in whom.names]
        whom = Whom([*everyone, *self.teams.others.items()], whom.before)

        def handed_in_by(name: str, day: int) -> str:
            share = self.teams.shares.get((name, day))
            return share.source if share else journal.shared_by(name, day)

        self.late = self.late.among(whom, self.teams, handed_in_by)
        if unsaid := self.late.unsaid(sorted(self.marked)):
            notes.append(
                f"Marked late by the LMS, and not charged: {listed(unsaid)}. Say how late in "
                "the late policy: [days_late], or marked_late = 1 for all of them."
            )
        return notes

    def students(
        self, wanted: Mapping[str, Sequence[int]], journal: Journal, reviews: Reviews
    ) -> Iterator[StudentGrade]:
        """The grades as they are to be reported. wanted: each student's days."""
        for name, days in wanted.items():
            found = [grade for day in days for grade in self._day(name, day, journal, reviews)]
            yield self.late.applied(StudentGrade(name, found))

    def enter_shares(self, journal: Journal) -> list[tuple[str, int]]:
        """Enter into the journal whose grade each member of a team gets.

        So the term has it as well, when that day is no longer in the inbox. Returns who keeps a
        later one of their own, and for which day.
        """
        entered, own = list[tuple[str, DayGrade]](), list[tuple[str, int]]()
        for (name, day), share in self.teams.shares.items():
            said = f"{journal.key(share.source, day)} {share.source} {share.team}"
            key = sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
            for student in journal.students([share.source], [day]):
                if student.days and journal.has_later(name, day, student.days[0].moment):
                    own.append((name, day))
                elif student.days and not journal.has(name, day, key):
                    grade = replace(student.days[0].slim(), student=name, team=share.team)
                    entered.append((key, replace(grade, handed_in_by=share.source)))
        journal.add(entered)
        return own

    def _day(self, name: str, day: int, journal: Journal, reviews: Reviews) -> Iterator[DayGrade]:
        """The student's day, if it was graded; of a team's, what became of the hand-in."""
        (entered,) = journal.students([name], [day])
        for own in entered.days:
            source = own.handed_in_by or name
            for student in reviews.applied(journal.students([source], [day])):
                for grade in student.days:
                    yield replace(
                        grade,
                        student=name,
                        team=own.team,
                        handed_in_by=own.handed_in_by,
                    )


def groups_of(submissions: Mapping[str, Submission]) -> list[Group]:
    """The groups that an LMS has named as such, in each assignment."""
    found: dict[tuple[str, str], Group] = {}
    for name, submission in submissions.items():
        for each in submission.hand_ins:
            if each.group:
                group = Group(each.group, each.days)
                # A member may have several hand-ins: a file, and a text that was typed in.
                found.setdefault((each.assignment, each.group), group).members[name] = None
    return list(found.values())
