"""Who takes the course: the people of inbox, roster and earlier runs, each once, by one name."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path

from solutions.grading.kept.journal import Journal
from solutions.grading.kept.line_index import Kind
from solutions.grading.kept.questions import apart, undecided, who_are
from solutions.grading.kept.students import Students
from solutions.grading.kept.teams import Teams
from solutions.grading.kept.whose import Whose
from solutions.grading.kept.written_file import WrongFile
from solutions.grading.submissions.identity import UNKNOWN, Identity
from solutions.grading.submissions.inbox import HandIn
from solutions.grading.submissions.moodle_groups import by_person
from solutions.grading.submissions.people import Submission, joined
from solutions.grading.submissions.roster import Roster
from solutions.grading.submissions.whom import NUMBER, Whom
from solutions.grading.text import listed

# What the roster's people of one name have behind it.
BEHIND = re.compile(r" \([^()]*\)$")


class Course:
    """Those of an output folder. whom: to find who is meant in a file or an option. before: names
    of earlier runs, of whom some may be nobody now.

    students: who handed in something now. notes: how they were joined, in sentences. seen: the LMS
    of inbox and roster.
    """

    def __init__(
        self,
        out: Path,
        journal: Journal,
        hand_ins: Sequence[HandIn],
        roster: Roster | None,
        teams: Teams,
    ) -> None:
        self._journal, self.roster = journal, roster
        self.seen = {each.lms for each in hand_ins} | ({roster.lms} if roster else set())
        self.kept = Students(out)
        self._whose = Whose(out, roster, self.kept.earlier)
        called = self.kept.renamed(journal.graded(), roster, self._whose)
        journal.rename(called)
        if roster:
            roster.learn(self.kept.earlier)
        whose = self._whose
        settled = whose.settled(hand_ins)
        if roster is None:  # who had another name before is still called so by the folder
            settled = [
                replace(each, who=called[each.who]) if each.who in called else each
                for each in settled
            ]
        # Who has a hyphen in the name may be a group and a person.
        names = {each.who: each.identity for each in settled if "-" not in each.who}
        known = roster.whom if roster else Whom({**names, **self.kept.earlier}.items())
        own, told = by_person(settled, known, teams.members, roster is not None)
        people = joined(own, roster, self.kept.earlier)
        self.students, self._by_group = people.students, people.by_group
        self.notes = [*told, *people.notes, *apart(people.namesakes, whose.path)]
        journal.forget(whose.nobody.difference(each.student for each in self.students))
        least = Kind.HAND_IN if roster else Kind.SHARE
        earlier = {
            name: self.kept.earlier.get(name, UNKNOWN)
            for name, days in journal.graded().items()
            if any(journal.kind(name, day) >= least for day in days)
        }
        now = {each.student: each.identity for each in self.students}
        strangers = {
            name: known
            for name, known in earlier.items()
            if name not in now and not (roster and teams.has(name))
        }
        asked = called_before(strangers, roster)
        whose.ask(people.unsettled, hand_ins, asked, {*journal.graded(), *now})
        self.asked = who_are(whose.path, asked) if asked else ""
        self._undecided = whose.undecided
        self.notes += undecided(self._undecided, whose.path)
        everybody = {**earlier, **now, **(roster.names if roster else {})}
        self.whom = Whom(everybody.items(), called)
        self.before = {*whose.meant, *self.kept.earlier}

    def cohort(self, teams: Teams) -> dict[str, Submission]:
        """Who is graded now, by name, with those members of teams who handed in nothing."""
        known = {each.student: each for each in self.students}
        for name in teams.everybody:
            identity = teams.others.get(name) or self.whom.of(name)
            there = self.roster is None or name in self.roster.names
            known.setdefault(name, Submission(name, [], identity, there))
        return {name: known[name] for name in sorted(known)}

    def of_groups(self, teams: Teams, days: Collection[int]) -> list[str]:
        """Hand-ins that a group seems to have made, of which nobody says who is in it.

        days: those of this run. Not asked of is what a team has shared in an earlier one.
        """
        known = self._journal.handed_in_for(self._journal.graded() if self._by_group else {})
        graded = {
            name: [
                each
                for each in hand_ins
                if (meant := (each.days or set(days)).intersection(days))
                and not any((name, day) in known for day in meant)
            ]
            for name, hand_ins in self._by_group.items()
        }
        return [
            f"{listed(each.name for each in hand_ins)}: the number is the ID of {name}, the name "
            "is another one. Is it a group's? groups=FILE, such as Canvas' export of the group "
            f"set, has to say who is in it: as it stands, {name} alone gets the grade. If it is "
            f"{name} under another name, that is as it should be."
            for name, hand_ins in graded.items()
            if hand_ins and name not in teams.everybody
        ]

    def graded(
        self, now: Collection[str], days: Collection[int], teams: Teams
    ) -> dict[str, Set[int]]:
        """The days of every student that has any, without those whom only a mistake has made.

        now: the students of this run, and days, its days.
        """
        found = {
            name: own if name in now else {d for d in own if self.stays(name, d, days, teams)}
            for name, own in self._journal.graded().items()
        }
        return {name: own for name, own in found.items() if own}

    def stays(self, name: str, day: int, days: Collection[int], teams: Teams) -> bool:
        """Whether an earlier day of somebody who hands in nothing for it now is theirs for sure.

        days: those of this run.
        """
        kind = self._journal.kind(name, day)
        meant = self._whose.meant.get(name, set()) - {""}
        if any(self._journal.kind(each, day) == Kind.HAND_IN for each in meant):
            return False
        if self.roster and name not in self.roster.names and teams.has(name):
            return False  # it stood for a group of which nobody was told
        if kind != Kind.SHARE:
            return kind == Kind.HAND_IN
        share = self._journal.grade(name, day)
        if day in days and share.team in teams.members and not teams.meant(day):
            return False  # the file of groups says now that they do not work together then
        if day in days and teams.meant(day) and share.handed_in_by in teams.everybody:
            return (name, day) in teams.shares
        if self.roster:
            return name in self.roster.names
        return share.handed_in_by not in teams.members.get(share.team, [])

    def identities(
        self, cohort: Iterable[Submission], earlier: Iterable[str]
    ) -> dict[str, Identity]:
        """By what an LMS finds everybody of the term, but for whom a grade may still be found.

        Raises WrongRoster.
        """
        found = self.kept.of_term(cohort, earlier, self.roster)
        return {name: known for name, known in found.items() if name not in self._undecided}

    def released(self, written: str, teams: Teams) -> list[str]:
        """The students named in release=, with commas or, where names have some, semicolons.

        Raises WrongFile.
        """
        everyone = [(name, self.whom.of(name)) for name in self.whom.names]
        whom = Whom([*everyone, *teams.others.items()], self.whom.before)
        parts = written.split(";") if ";" in written else written.split(",")
        if ";" not in written and whom.find(written.strip()):
            parts = [written]
        found = list[str]()
        for part in filter(None, map(str.strip, parts)):
            student = whom.find(part)
            if student is None:
                between = " Between names that have commas goes a semicolon."
                said = f"release={part}: {teams.meant_by(part) or whom.unknown(part)}"
                raise WrongFile(said + between * ("," in written and ";" not in written))
            found.append(student)
        return found


def called_before(strangers: Mapping[str, Identity], roster: Roster | None) -> dict[str, str]:
    """What those are called who are not on today's roster, and so may be somebody else today."""
    return {
        name: known.name or BEHIND.sub("", NUMBER.sub("", name))
        for name, known in strangers.items()
        if roster is None or name not in roster.names
    }
