"""Teams: a file that says who works together. What one of them hands in is graded for all.

    group,student                   a CSV file; Canvas' export of a group set is one, too
    red,amara
    red,bo

    red = ["amara", "bo"]           or a TOML file

For each day: who handed in an answer keeps it; the others of the team get that of the first in the
file who did.
"""

import csv
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from solutions.grading.kept.written_file import WrittenFile
from solutions.grading.submissions.identity import UNKNOWN, Identity, squeezed
from solutions.grading.submissions.whom import Whom, plain
from solutions.grading.text import both

# The first of each is this project's, the second that of Canvas' export of a group set.
GROUP, STUDENT = ("group", "group_name"), ("student", "canvas_user_id")
EXPORTED = {
    "name": "name",
    "canvas_user_id": "canvas_id",
    "user_id": "sis_id",
    "login_id": "login",
}
ALIKE = 0.75  # from which on a name is taken for another one, mistyped
CSV_FORM = "a first line group,student and then a line for each student, such as: red,amara"
TOML_FORM = 'a line for each group, such as: red = ["amara", "bo"]'


@dataclass(frozen=True)
class Share:
    """Whose answer of a day a student gets, and as which team."""

    source: str
    team: str


@dataclass(frozen=True)
class Member:
    """Where a member is written, and what Canvas' export says of them."""

    line: int
    told: Identity = UNKNOWN


@dataclass
class Teams:
    """The members of each team, in the file's order.

    shares: by student and day, what is not their own hand-in. file: where it was read, and written:
    each member there. others: members who are in no inbox and on no roster.
    """

    members: dict[str, list[str]] = field(default_factory=dict)
    shares: dict[tuple[str, int], Share] = field(default_factory=dict)
    file: WrittenFile | None = None
    written: Mapping[str, Member] = field(default_factory=dict)
    others: dict[str, Identity] = field(default_factory=dict)

    @property
    def everybody(self) -> list[str]:
        return [member for members in self.members.values() for member in members]

    def together(self, students: Collection[str]) -> bool:
        """Whether all of them are of one team."""
        return any(set(students) <= set(members) for members in self.members.values())

    def among(self, whom: Whom, everybody: bool, handed_in: Collection[str]) -> "Teams":
        """The teams by the students' own names.

        everybody: whom has all who take the course. Where it has not, who is like nobody in it is a
        student without a folder. handed_in: the students who have one; what is called as a team is
        that team's. Raises WrongFile.
        """
        found = Teams(file=self.file)
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

    def share(self, days_of: Callable[[str], list[int]], days: list[int]) -> list[str]:
        """Find who gets whose answer. days_of: the days that a student handed in.

        Returns what the instructor should know, in sentences.
        """
        notes = []
        for team, members in self.members.items():
            own = {member: days_of(member) for member in members}
            if not any(own.values()):
                notes.append(f"Team {team}: nobody handed in anything.")
            for day in days:
                by = [member for member in members if day in own[member]]
                others = [member for member in members if member not in by]
                if len(by) > 1:
                    kept = f"Team {team}, day {day}: {both(by)} each handed in an answer"
                    rest = f"; {both(others)}: that of {by[0]}, first in the file" * bool(others)
                    notes.append(f"{kept}, and keep their own{rest}.")
                for member in others if by else []:
                    self.shares[member, day] = Share(by[0], team)
        return notes


def read(path: Path) -> Teams:
    """Raises WrongFile."""
    file = WrittenFile.read(path, "file of groups")
    rows = of_toml(file) if path.suffix.lower() == ".toml" else of_csv(file)
    members: dict[str, list[str]] = {}
    written: dict[str, Member] = {}
    seen: dict[str, tuple[str, int]] = {}
    for line, team, student, told in rows:
        if student in seen:
            other, before = seen[student]
            said = f"{student} is in group {other} already (line {before}): a student has one group"
            raise file.fault(line, said)
        seen[student] = team, line
        written[student] = Member(line, told)
        members.setdefault(team, []).append(student)
    if not members:
        raise file.fault(1, f"there is no group in it. Expected: {expected(path)}")
    return Teams(members, file=file, written=written)


def expected(path: Path) -> str:
    return TOML_FORM if path.suffix.lower() == ".toml" else CSV_FORM


Row = tuple[int, str, str, Identity]


def of_toml(file: WrittenFile) -> Iterator[Row]:
    for team, members in file.toml().items():
        line = file.line_of(team)
        named = isinstance(members, list) and all(isinstance(each, str) for each in members)
        if not named or not members:
            raise file.fault(line, f"{team} is no list of names. Expected: {TOML_FORM}")
        for member in members:
            yield line, team, member.strip(), UNKNOWN


def of_csv(file: WrittenFile) -> Iterator[Row]:
    """A row for each student; who has no group, as in Canvas' export, is left out."""
    lines = file.text.splitlines()
    first = lines[0] if lines else ""
    rows = csv.reader(lines, delimiter=";" if first.count(";") > first.count(",") else ",")
    heads = [head.strip().lower() for head in next(rows, [])]
    group, student = (next((h for h in names if h in heads), "") for names in (GROUP, STUDENT))
    if not group or not student:
        raise file.fault(1, f"{first[:60]!r} is no header. Expected: {CSV_FORM}")
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) < len(heads):
            raise file.fault(rows.line_num, f"{','.join(row)!r} has too little. {CSV_FORM}")
        found = dict(zip(heads, (cell.strip() for cell in row), strict=False))
        if found[group] and not found[student]:
            raise file.fault(rows.line_num, f"group {found[group]} has a row without a student")
        if found[group]:
            told = {kind: found.get(head, "") for head, kind in EXPORTED.items()}
            known = Identity(**told) if student == STUDENT[1] else UNKNOWN
            yield rows.line_num, found[group], found[student], known
        elif "group" in heads:
            raise file.fault(rows.line_num, f"{found[student]} has no group. Expected: {CSV_FORM}")
