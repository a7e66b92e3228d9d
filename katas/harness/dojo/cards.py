"""The days as cards: what was reached, the best figure, and where a newcomer starts."""

from dataclasses import dataclass

from katas.harness import days
from katas.harness.commands.progress import state_of
from katas.harness.days import Day
from katas.harness.learner import progress
from katas.harness.verdicts import Figure

# As README.md proposes it; each day stands alone.
EASY_TO_HARD = (7, 2, 3, 4, 1, 5, 6)


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
    def is_done(self) -> bool:
        return self.green == len(self.day.tasks)


def all_cards() -> list[Card]:
    """The days that are here, from easy to hard; those that are in no list come last."""
    present = sorted(days.present(), key=lambda day: (place(day), day.number))
    found = [card(day) for day in present]
    start = next((each.day.number for each in found if not each.is_done), None)
    return [Card(c.day, c.state, c.green, c.points, c.figure, c.day.number == start) for c in found]


def place(day: Day) -> int:
    return EASY_TO_HARD.index(day.number) if day.number in EASY_TO_HARD else len(EASY_TO_HARD)


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
