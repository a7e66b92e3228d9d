"""Figures of a verdict as bars of one scale, their numbers as the terminal writes them."""

from collections.abc import Sequence
from dataclasses import dataclass

from katas.harness.verdicts import Figure, figure_text


@dataclass(frozen=True)
class Bar:
    """A figure. share: of the highest, from 0 to 1; None for one without a bar."""

    name: str
    text: str
    share: float | None


def bars(figures: Sequence[Figure]) -> list[Bar]:
    """One for each figure; the widest bar is that of the highest figure that has one."""
    top = max((figure.measured for figure in figures if figure.bar), default=0)
    return [
        Bar(
            figure.name,
            figure_text(figure),
            figure.measured / top if figure.bar and top else None,
        )
        for figure in figures
    ]
