"""The term, of which the reports speak: a run adds to what earlier ones into its folder graded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from katas.harness.days import Day
from solutions.grading.text import listed


@dataclass(frozen=True)
class Term:
    """days: those that were set, in this run and before. students: each one's days, by name.

    earlier: students who are not in this inbox, and keep what they have of other days.
    """

    days: list[Day]
    students: dict[str, list[int]]
    earlier: list[str]

    def notes(self, set_now: Sequence[Day]) -> list[str]:
        """What the reports have of earlier runs, in sentences."""
        before = [str(day.number) for day in self.days if day not in set_now]
        found = []
        if before:
            found.append(f"The term: with day {', '.join(before)}, graded in earlier runs.")
        if self.earlier:
            found.append(f"Not in this inbox, kept from earlier runs: {listed(self.earlier)}.")
        return found


def of(
    graded: Mapping[str, Collection[int]],
    now: Collection[str],
    days: Sequence[Day],
    known: Sequence[Day],
) -> Term:
    """graded: all that is in the journal. now: the students of this run, and days, its days.

    Who is not in this inbox has nothing of its days: a student renamed since is one student.
    """
    set_now, present = {day.number for day in days}, {day.number for day in known}
    students: dict[str, list[int]] = {name: [] for name in now}
    for name, numbers in graded.items():
        left = present.intersection(numbers) - (set() if name in now else set_now)
        if left:
            students[name] = sorted(left)
    numbers = set_now.union(*students.values())
    earlier = sorted(set(students) - set(now))
    by_name = {name: students[name] for name in sorted(students)}
    return Term([day for day in known if day.number in numbers], by_name, earlier)
