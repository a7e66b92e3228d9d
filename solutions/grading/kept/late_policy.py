"""The late policy: a TOML file that says who was how late, and what that costs.

percent_per_day = 10        # of the points of what was late
at_most = 50                # percent

[days_late]                 # as the course system shows it: files do not know when they came
amara = 2                   # everything
bo = { 3 = 1, 4 = 1 }       # days 3 and 4
"""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from solutions.grading.verdict.model import DayGrade, StudentGrade


class WrongPolicy(Exception):
    """The file is not as it should be. The text names the file and the fault."""


@dataclass(frozen=True)
class Late:
    """What lateness costs. Points are rounded in the student's favour."""

    percent_per_day: float = 0
    at_most: float = 100
    days_late: dict[str, int | dict[str, int]] | None = None

    def applied(self, student: StudentGrade) -> StudentGrade:
        return replace(student, days=[self._applied(day) for day in student.days])

    def _applied(self, day: DayGrade) -> DayGrade:
        found = (self.days_late or {}).get(day.student, 0)
        late = found.get(str(day.day), 0) if isinstance(found, dict) else found
        percent = min(self.at_most, self.percent_per_day * late)
        return replace(day, late=int(day.points * percent / 100))


def read(file: Path) -> Late:
    """Raises WrongPolicy."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        policy = Late(**data)
        for who, found in (policy.days_late or {}).items():
            for count in found.values() if isinstance(found, dict) else [found]:
                if not isinstance(count, int) or count < 0:
                    raise WrongPolicy(
                        f"{file}: {who} was late by a whole number of days, not {count!r}"
                    )
        percents = (policy.percent_per_day, policy.at_most)
        if not all(isinstance(each, int | float) and 0 <= each <= 100 for each in percents):
            raise WrongPolicy(f"{file}: percent_per_day and at_most are from 0 to 100")
    except (
        OSError,
        tomllib.TOMLDecodeError,
        UnicodeDecodeError,
        TypeError,
        AttributeError,
    ) as error:
        raise WrongPolicy(f"{file} is no late policy: {error}") from None
    return policy
