"""The figures that a cohort's answers were measured by: counted by student, not by test."""

from dataclasses import dataclass, field

from katas.harness.days import Day
from solutions.grading.reports.charts import Distribution
from solutions.grading.reports.evidence import figures_of
from solutions.grading.reports.task_sheet import TaskSheet

SHOWN, KEPT = 12, 60  # figures of a day

# The day, the task, the figure's name and unit, and what is allowed.
Key = tuple[int, int, str, str, float | None]


@dataclass
class Measured:
    """Its size depends on the days, not on the students."""

    figures: dict[Key, Distribution] = field(default_factory=dict)

    def take(self, task: TaskSheet) -> None:
        """Add a student's task: where several tests measure the same, the largest counts."""
        largest: dict[Key, float] = {}
        for figure in (figure for test in task.tests for figure in figures_of(test.figures)):
            what = (figure.name, figure.unit, figure.allowed)
            key = (task.day.number, task.task.number, *what)
            largest[key] = max(figure.measured, largest.get(key, figure.measured))
        for key, value in largest.items():
            if key not in self.figures:
                if sum(known[0] == key[0] for known in self.figures) >= KEPT:
                    continue
                self.figures[key] = Distribution(key[3], key[4])
            self.figures[key].take(value)

    def of_day(self, day: Day) -> list[tuple[str, Distribution]]:
        """The day's figures by name: first those that go beyond their bound, then others with one.

        What is the same for everybody, and within bounds, is no picture.
        """
        found = [
            (f"{day.number}.{key[1]} {key[2]}", spread)
            for key, spread in self.figures.items()
            if key[0] == day.number and (spread.beyond or spread.lowest < spread.highest)
        ]
        return sorted(found, key=lambda pair: (-pair[1].beyond, pair[1].allowed is None))[:SHOWN]
