"""The term, of which the reports speak: a run adds to what earlier ones into its folder graded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from katas.harness.days import Day
from solutions.grading.text import by_letter, listed


@dataclass(frozen=True)
class Term:
    """days: those that were set, in this run and before. students: each one's days, by name.

    earlier: students who are not in this inbox, and keep what they have. kept: the days that
    anybody has of earlier runs alone, by name.
    """

    days: list[Day]
    students: dict[str, Sequence[int]]
    earlier: list[str]
    kept: dict[str, Sequence[int]]

    def notes(self, set_now: Sequence[Day], asked: str = "") -> list[str]:
        """What the reports have of earlier runs, in sentences. asked: added where anybody is."""
        before = [str(day.number) for day in self.days if day not in set_now]
        found = []
        if before:
            found.append(f"The term: with day {', '.join(before)}, graded in earlier runs.")
        if self.kept:
            them = listed(f"{name} ({called(days)})" for name, days in sorted(self.kept.items()))
            found.append(f"Kept from earlier runs, with no answer here: {them}.{asked}")
        return found


def of(
    graded: Mapping[str, Collection[int]],
    now: Collection[str],
    days: Sequence[Day],
    known: Sequence[Day],
    kept: Mapping[str, Sequence[int]],
) -> Term:
    """graded: all that is in the journal. now: the students of this run, and days, its days.

    kept: days of theirs for which they handed in nothing now.
    """
    set_now, present = {day.number for day in days}, frozenset(day.number for day in known)
    students: dict[str, Sequence[int]] = dict.fromkeys(now, ())
    for name, numbers in graded.items():
        if left := present.intersection(numbers):
            students[name] = in_order(left)
    numbers = set_now.union(*students.values())
    earlier = sorted(set(students) - set(now), key=by_letter)
    by_name = {name: students[name] for name in sorted(students, key=by_letter)}
    of_earlier = {name: students[name] for name in earlier}
    meant = [day for day in known if day.number in numbers]
    return Term(meant, by_name, earlier, {**of_earlier, **kept})


@lru_cache(maxsize=1024)
def in_order(days: frozenset[int]) -> tuple[int, ...]:
    """One object for all who have these days."""
    return tuple(sorted(days))


def called(days: Sequence[int]) -> str:
    """The days of somebody in a sentence."""
    return f"day{'s' * (len(days) > 1)} {', '.join(map(str, days))}"
