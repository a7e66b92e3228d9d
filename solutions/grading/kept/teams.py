"""Teams: a file that says who works together. What one of them hands in is graded for all.

    group,student                   a CSV file; Canvas' export of a group set is one, too
    red,amara
    red,bo

    red = ["amara", "bo"]           or a TOML file

For each day, or for those of a line `days = [2, 5]` in the TOML file: who handed in an answer keeps
it; the others of the team get that of the first in the file who did.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from solutions.grading.kept.written_file import WrittenFile
from solutions.grading.submissions.answers import StudentAnswer
from solutions.grading.submissions.identity import UNKNOWN, Identity, squeezed
from solutions.grading.submissions.whom import Whom, plain
from solutions.grading.text import both, listed

Answers = Mapping[int, StudentAnswer]
ALIKE = 0.75  # from which on a name is taken for another one, mistyped


@dataclass(frozen=True)
class Share:
    """Whose answer of a day a student gets, and as which team."""

    source: str
    team: str


@dataclass
class Group:
    """One that an LMS names. days: those of its assignment, none for any. members: as keys."""

    name: str
    days: Collection[int] = ()
    members: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True)
class Member:
    """Where a member is written, and what Canvas' export says of them."""

    line: int
    told: Identity = UNKNOWN


@dataclass
class Teams:
    """The members of each team, in the file's order.

    shares: by student and day, what is not their own hand-in. file: where it was read, and written:
    each member there. others: members who are in no inbox and on no roster. days: those on which
    they work together, None for all.
    """

    members: dict[str, list[str]] = field(default_factory=dict)
    shares: dict[tuple[str, int], Share] = field(default_factory=dict)
    file: WrittenFile | None = None
    written: Mapping[str, Member] = field(default_factory=dict)
    others: dict[str, Identity] = field(default_factory=dict)
    days: frozenset[int] | None = None

    @property
    def everybody(self) -> list[str]:
        return [member for members in self.members.values() for member in members]

    def together(self, students: Collection[str], day: int) -> bool:
        """Whether all of them are of one team on that day."""
        return self.meant(day) and any(
            set(students) <= set(members) for members in self.members.values()
        )

    def has(self, name: str) -> bool:
        """Whether a team is called so."""
        return squeezed(plain(name)) in map(squeezed, self.members)

    def meant_by(self, written: str) -> str:
        """A sentence, if that is what a team is called: whom to write instead; "" if it is not."""
        for team, members in self.members.items():
            if squeezed(plain(team)) == squeezed(plain(written)):
                them = listed(members)
                return f"{written!r} is a team, not a student: write one of its members: {them}"
        return ""

    def meant(self, day: int) -> bool:
        """Whether they work together on that day."""
        return self.days is None or day in self.days

    def among(self, whom: Whom, everybody: bool, handed_in: Collection[str]) -> "Teams":
        """The teams by the students' own names.

        everybody: whom has all who take the course. Where it has not, who is like nobody in it is a
        student without a folder. handed_in: the students who have one; what is called as a team is
        that team's. Raises WrongFile.
        """
        found = Teams(file=self.file, days=self.days)
        seen: dict[str, int] = {}
        for team, members in self.members.items():
            there = [self._student(member, whom, everybody, found) for member in members]
            for member, student in zip(members, there, strict=True):
                line = self._member(member).line
                if student in seen:
                    said = (
                        f"{member} is {student}, who is in a group already (line {seen[student]})"
                    )
                    raise self._fault(line, said)
                seen[student] = line
            own = [each for each in handed_in if squeezed(plain(each)) == squeezed(team)]
            found.members[team] = [*(each for each in own if each not in there), *there]
        return found

    def _student(self, member: str, whom: Whom, everybody: bool, found: "Teams") -> str:
        told = self._member(member).told
        if student := whom.find(member, told):
            return student
        written = told.name or member
        near = get_close_matches(plain(written), map(plain, whom.names), 1, ALIKE)
        if everybody or near or whom.several(member):
            more = (
                "On the roster is nobody else."
                if everybody
                else "If it is somebody else, who has no folder, make an empty one, or give roster="
            )
            raise self._fault(self._member(member).line, f"{whom.unknown(written)} {more}")
        found.others[written] = told
        return written

    def _member(self, member: str) -> Member:
        return self.written.get(member, Member(1))

    def _fault(self, line: int, said: str) -> Exception:
        assert self.file is not None
        return self.file.fault(line, said)

    def share_copies(self, groups: Iterable[Group], read: Callable[[str], Answers]) -> None:
        """Share what an LMS gives each member of a group: the same files are one hand-in."""
        for group in groups:
            first, *others = group.members
            own = read(first) if others else {}
            for member in others:
                for day, answer in read(member).items():
                    alike = bool(answer.files) and answer.files == own[day].files
                    if alike and (not group.days or day in group.days):
                        earlier = self.shares.get((first, day))  # in a group of another assignment
                        source = earlier.source if earlier else first
                        self.shares[member, day] = Share(source, group.name)

    def share(
        self,
        days_of: Callable[[str], list[int]],
        days: list[int],
        before: Callable[[str, int], str] = lambda name, day: "",
    ) -> list[str]:
        """Find who gets whose answer. days_of: the days that a student handed in.

        before: whose answer of a day a student has from an earlier run, and keeps. Returns what the
        instructor should know, in sentences.
        """
        notes, meant = [], [day for day in days if self.meant(day)]
        for team, members in self.members.items():
            theirs = {member: days_of(member) for member in members}
            by_day = {day: [name for name in members if day in theirs[name]] for day in meant}
            if meant and not any(by_day.values()):
                notes.append(f"{called(team)}: nobody handed in anything.")
            for day, each in by_day.items():
                by = [member for member in each if (member, day) not in self.shares]
                others = [member for member in members if member not in each]
                if not by:
                    continue
                sources = {member: before(member, day) for member in others}
                kept = {member: by_whom for member, by_whom in sources.items() if by_whom in by}
                first = [member for member in others if member not in kept]
                if len(by) > 1:
                    own = f"{called(team)}, day {day}: {both(by)} each handed in an answer"
                    rest = f"; {both(first)}: that of {by[0]}, first in the file" if first else ""
                    rest += "".join(f"; {name}: as before, that of {kept[name]}" for name in kept)
                    notes.append(f"{own}, and keep their own{rest}.")
                for member in others:
                    self.shares[member, day] = Share(kept.get(member, by[0]), team)
        return notes


def called(team: str) -> str:
    """The name of a team in a sentence."""
    return team if team.lower().startswith(("team", "group")) else f"Team {team}"
