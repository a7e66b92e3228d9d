"""The days as cards: what was reached, the best figure, and where a newcomer starts."""

from dataclasses import dataclass

from katas.harness import days
from katas.harness.commands.progress import state_of
from katas.harness.days import Day
from katas.harness.learner import progress
from katas.harness.verdicts import Figure


@dataclass(frozen=True)
class Card:
    """A day. state: words for what was reached; green: how many tasks; figure: the best, if any."""

    day: Day
    state: list[str]
    green: int
    points: int
    figure: Figure | None
    is_start: bool

    @property
    def share(self) -> float:
        """Of the day's points, from 0 to 1."""
        return self.points / self.day.points

    @property
    def is_done(self) -> bool:
        return self.green == len(self.day.tasks)


def all_cards() -> list[Card]:
    """The days that are here, from easy to hard."""
    found = [card(day) for day in days.easy_first()]
    start = next((each.day.number for each in found if not each.is_done), None)
    return [Card(c.day, c.state, c.green, c.points, c.figure, c.day.number == start) for c in found]


def card(day: Day) -> Card:
    best = progress.best_of(day)
    figures = progress.best(day)
    words = [" ".join(part.removeprefix("ok").split()) for part in state_of(day)]
    return Card(
        day,
        words,
        len(best.green) if best else 0,
        best.points if best else 0,
        figures[0] if figures else None,
        False,
    )
