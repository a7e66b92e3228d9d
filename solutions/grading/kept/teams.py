"""Teams: a file that says who works together. What one of them hands in is graded for all.

    group,student                   a CSV file; Canvas' export of a group set is one, too
    red,amara
    red,bo

    red = ["amara", "bo"]           or a TOML file

For each day: who handed in an answer keeps it; the others of the team get that of the first in the
file who did.
"""

import csv
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from solutions.grading.kept.names import Names
from solutions.grading.kept.written_file import WrittenFile

# The first of each is this project's, the second that of Canvas' export of a group set.
GROUP, STUDENT = ("group", "group_name"), ("student", "canvas_user_id")
CSV_FORM = "a first line group,student and then a line for each student, such as: red,amara"
TOML_FORM = 'a line for each group, such as: red = ["amara", "bo"]'


@dataclass(frozen=True)
class Share:
    """Whose answer of a day a student gets, and as which team."""

    source: str
    team: str


@dataclass
class Teams:
    """The members of each team, in the file's order.

    shares: by student and day, what is not their own hand-in.
    """

    members: dict[str, list[str]] = field(default_factory=dict)
    shares: dict[tuple[str, int], Share] = field(default_factory=dict)

    @property
    def everybody(self) -> list[str]:
        return [member for members in self.members.values() for member in members]

    def together(self, students: Collection[str]) -> bool:
        """Whether all of them are of one team."""
        return any(set(students) <= set(members) for members in self.members.values())

    def among(self, names: Names) -> tuple["Teams", list[str]]:
        """The teams by the students' own names; and who has a name like somebody's, in sentences.

        Who is nobody yet is a student who handed in nothing.
        """
        found, notes, seen = dict[str, list[str]](), list[str](), set[str]()
        for team, members in self.members.items():
            found[team] = []
            for member in members:
                student = names.find(member) or member
                if student in seen:
                    notes.append(f"Team {team}: {member} stands for {student}, who has a team.")
                    continue
                seen.add(student)
                found[team].append(student)
                if student not in names and names.nearest(member):
                    alone = f"As it stands, {member} is one more student, who handed in nothing."
                    notes.append(f"Team {team}: {names.unknown(member)} {alone}")
        return Teams(found), notes

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
                    kept = f"Team {team}, day {day}: {listed(by)} each handed in an answer"
                    rest = f"; {listed(others)}: that of {by[0]}, first in the file" * bool(others)
                    notes.append(f"{kept}, and keep their own{rest}.")
                for member in others if by else []:
                    self.shares[member, day] = Share(by[0], team)
        return notes


def listed(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def read(path: Path) -> Teams:
    """Raises WrongFile."""
    file = WrittenFile.read(path, "file of groups")
    rows = of_toml(file) if path.suffix.lower() == ".toml" else of_csv(file)
    members: dict[str, list[str]] = {}
    seen: dict[str, tuple[str, int]] = {}
    for line, team, student in rows:
        if student in seen:
            other, before = seen[student]
            said = f"{student} is in group {other} already (line {before}): a student has one group"
            raise file.fault(line, said)
        seen[student] = team, line
        members.setdefault(team, []).append(student)
    if not members:
        raise file.fault(1, f"there is no group in it. Expected: {expected(path)}")
    return Teams(members)


def expected(path: Path) -> str:
    return TOML_FORM if path.suffix.lower() == ".toml" else CSV_FORM


def of_toml(file: WrittenFile) -> Iterator[tuple[int, str, str]]:
    for team, members in file.toml().items():
        line = file.line_of(team)
        named = isinstance(members, list) and all(isinstance(each, str) for each in members)
        if not named or not members:
            raise file.fault(line, f"{team} is no list of names. Expected: {TOML_FORM}")
        for member in members:
            yield line, team, member.strip()


def of_csv(file: WrittenFile) -> Iterator[tuple[int, str, str]]:
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
            yield rows.line_num, found[group], found[student]
        elif "group" in heads:
            raise file.fault(rows.line_num, f"{found[student]} has no group. Expected: {CSV_FORM}")
