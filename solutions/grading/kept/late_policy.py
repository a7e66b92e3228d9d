"""The late policy: a TOML file that says who was how late, what is granted, and what it costs.

percent_per_day = 10        # of the points of what was late
at_most = 50                # percent
grace_days = 2              # each student's own, for the whole course
marked_late = 1             # days that count where only the LMS says LATE

[days_late]                 # as the course system shows it: files do not know when they came
amara = 2                   # everything
bo = { 3 = 1, 4 = 1 }       # days 3 and 4

[extensions]                # days that were granted: nobody is late within them
chen = 7
"dana diallo" = { 3 = 2 }

Of the days that somebody was late the extension is taken off, then the grace days that are left,
the earliest day of the course first; what remains is charged. What a team handed in is late for
all of it: days_late may say so of any member, with the day.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from katas.harness import days as harness_days
from solutions.grading.kept.teams import Teams
from solutions.grading.kept.written_file import WrittenFile
from solutions.grading.submissions.whom import Whom
from solutions.grading.text import both
from solutions.grading.verdict.model import DayGrade, Status, StudentGrade

Days = Mapping[int, int]  # by the number of the day; EVERY stands for those that are not named
EVERY = 0
EXAMPLE = "such as: amara = 2, or: amara = { 3 = 1, 4 = 1 }"
PERCENTS, COUNTS = ("percent_per_day", "at_most"), ("grace_days", "marked_late")
TABLES = ("days_late", "extensions")


@dataclass(frozen=True)
class Late:
    """What lateness costs. Points are rounded in the student's favour.

    marked_late: days that count for what is only marked late by the LMS; None: none, and the
    instructor is told. days_late, extensions: by student.
    """

    percent_per_day: float = 0
    at_most: float = 100
    grace_days: int = 0
    marked_late: int | None = None
    days_late: Mapping[str, Days] = field(default_factory=dict)
    extensions: Mapping[str, Days] = field(default_factory=dict)
    file: WrittenFile | None = field(default=None, compare=False)

    def applied(self, student: StudentGrade) -> StudentGrade:
        """The student with the points taken off, and why."""
        left, spent, days = self.grace_days, list[str](), []
        for day in sorted(student.days, key=lambda day: day.day):
            before = left
            charged, left = self._charged(student.student, day, left, spent)
            spent += [str(day.day)] * (left < before)
            days.append(charged)
        return replace(student, days=days)

    def days_of(self, day: DayGrade) -> int:
        """How many days late it was handed in. Of a team's it is said of who handed it in."""
        said = given(self.days_late, day.handed_in_by or day.student, day.day)
        return (self.marked_late or 0) * day.marked_late if said is None else said

    def unsaid(self, marked: Iterable[str]) -> list[str]:
        """Whom the LMS marks late, and of whom the policy does not say how late they were."""
        known = self.marked_late is not None
        return [] if known else [who for who in marked if who not in self.days_late]

    def _charged(
        self, student: str, day: DayGrade, left: int, spent: Sequence[str]
    ) -> tuple[DayGrade, int]:
        """The day, and the grace days that are left after it. spent: days that have had some."""
        late, points = self.days_of(day), replace(day, late=0).points
        if not late or day.status is Status.ABSENT:
            return replace(day, late=0, lateness=""), left
        extended = min(late, given(self.extensions, student, day.day) or 0)
        # Where there are no points, none can be lost: grace days are kept for other days.
        grace = min(left, late - extended) if points else 0
        charged = late - extended - grace
        percent = min(self.at_most, self.percent_per_day * charged)
        parts = [f"{counted(late)} late"]
        parts += [f"{counted(extended)} of extension"] if extended else []
        parts += [f"{counted(grace)} of grace"] if grace else []
        parts += [f"grace went to day {both(spent)}"] if charged and points and spent else []
        return replace(day, late=int(points * percent / 100), lateness=", ".join(parts)), (
            left - grace
        )

    def among(self, whom: Whom, teams: Teams, by: Callable[[str, int], str]) -> "Late":
        """The policy by the students' own names.

        by: who handed in what a student has for the day from their team, "" if it is their own.
        Raises WrongFile if somebody in it is nobody.
        """
        lines: dict[str, dict[str, int]] = {table: {} for table in TABLES}

        def known(table: str, entries: Mapping[str, Days]) -> dict[str, Days]:
            found = dict[str, Days]()
            for written, days in entries.items():
                assert self.file is not None
                line, student = self.file.line_of(written, table), whom.find(written)
                if student is None:
                    said = teams.meant_by(written) or whom.unknown(written)
                    raise self.file.fault(line, f"[{table}]: {said}")
                if student in found:
                    before = lines[table][student]
                    said = f"{written} is {student}, who stands in line {before} already"
                    raise self.file.fault(line, f"[{table}]: {said}")
                found[student], lines[table][student] = days, line
            return found

        late, extensions = (known(table, getattr(self, table)) for table in TABLES)
        late = self._of_hand_ins(late, lines["days_late"], by)
        return replace(self, days_late=late, extensions=extensions)

    def _of_hand_ins(
        self, late: Mapping[str, Days], lines: Mapping[str, int], by: Callable[[str, int], str]
    ) -> dict[str, Days]:
        """With what is said of a member's day entered for who handed it in."""
        found: dict[str, dict[int, int]] = {who: dict(days) for who, days in late.items()}
        told = {(who, day): who for who, days in late.items() for day in days}
        for who, days in late.items():
            for day, count in days.items():
                if day == EVERY or not (source := by(who, day)):
                    continue
                other = told.setdefault((source, day), who)
                if found.setdefault(source, {}).setdefault(day, count) != count:
                    assert self.file is not None
                    raise self.file.fault(
                        lines[who],
                        f"[days_late]: what {who} has for day {day} was handed in by {source}, and "
                        f"line {lines[other]} says {counted(late[other][day])}: "
                        "it was late by one number of days",
                    )
        return dict(found)


def given(table: Mapping[str, Days], student: str, day: int) -> int | None:
    """What a table says of a student's day, None if nothing."""
    days = table.get(student, {})
    return days.get(day, days.get(EVERY))


def counted(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}"


def read(path: Path) -> Late:
    """Raises WrongFile."""
    file = WrittenFile.read(path, "late policy")
    data, found = file.toml(), dict[str, Any]()
    known = [each.name for each in fields(Late) if each.name != "file"]
    for key, value in data.items():
        line = file.line_of(key)
        if key not in known:
            near = get_close_matches(key, known, 1)
            said = f"Is it {near[0]}?" if near else f"Expected: {', '.join(known)}"
            raise file.fault(line, f"a late policy has no {key!r}. {said}")
        if key in PERCENTS and not (is_number(value) and 0 <= value <= 100):
            raise file.fault(line, f"{key} is a percentage from 0 to 100, not {value!r}")
        if key in COUNTS and not is_count(value):
            raise file.fault(line, f"{key} is a whole number of days, not {value!r}")
        found[key] = table_of(file, key, value) if key in TABLES else value
    return Late(**found, file=file)


def table_of(file: WrittenFile, table: str, value: object) -> dict[str, Days]:
    """Students and their days. Raises WrongFile."""
    if not isinstance(value, dict):
        raise file.fault(file.line_of(table), f"[{table}] has a line for each student, {EXAMPLE}")
    found, known = dict[str, Days](), {str(day.number) for day in harness_days.present()}
    for who, days in value.items():
        if who in (*PERCENTS, *COUNTS):
            raise file.fault(
                file.line_of(who, table), f"{who} is no student: put it above [{table}]"
            )
        by_day = days if isinstance(days, dict) else {EVERY: days}
        for number, count in by_day.items():
            if not is_count(count):
                said = f"{who}: a whole number of days is expected, not {count!r}, {EXAMPLE}"
                raise file.fault(file.line_of(who, table), said)
            if number != EVERY and number not in known:
                said = f"{who}: there is no day {number}. Expected is {EXAMPLE}"
                raise file.fault(file.line_of(who, table), said)
        found[who] = {int(number): count for number, count in by_day.items()}
    return found


def is_number(value: object) -> bool:
    return type(value) in (int, float)


def is_count(value: object) -> bool:
    return type(value) is int and value >= 0
