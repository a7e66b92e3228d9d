"""The geometry of the pictures, in the units of their SVG: the templates only draw it."""

import math
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field

from katas.harness.verdicts import amount

WIDTH, HEIGHT, BINS = 320, 84, 16
# A figure that spans more than this is drawn on a logarithmic axis.
WIDE = 50


@dataclass
class Distribution:
    """How a measured figure is spread over the cohort, in memory that does not grow with it.

    Values are kept to two significant digits, which is finer than a bar is wide.
    """

    unit: str
    allowed: float | None
    counts: Counter[float] = field(default_factory=Counter)

    def take(self, value: float) -> None:
        self.counts[float(f"{value:.1e}")] += 1

    @property
    def lowest(self) -> float:
        return min(self.counts)

    @property
    def highest(self) -> float:
        return max(self.counts)

    @property
    def beyond(self) -> int:
        """How many are above what is allowed."""
        if self.allowed is None:
            return 0
        return sum(count for value, count in self.counts.items() if value > self.allowed)

    @property
    def middle(self) -> float:
        """The median."""
        left = (self.counts.total() + 1) // 2
        for value in sorted(self.counts):
            left -= self.counts[value]
            if left <= 0:
                return value
        raise ValueError("nothing was taken")

    @property
    def text(self) -> str:
        """The picture in words."""
        parts = [
            counted(self.counts.total()),
            f"middle {amount(self.middle, self.unit)}",
            f"lowest {amount(self.lowest, '')}",
            f"highest {amount(self.highest, '')}",
        ]
        parts += [f"allowed {amount(self.allowed, '')}"] if self.allowed is not None else []
        parts += [f"beyond that {counted(self.beyond)}"] if self.beyond else []
        return ", ".join(parts)


def counted(students: int) -> str:
    return f"{students} student{'' if students == 1 else 's'}"


@dataclass(frozen=True)
class Bar:
    """A bar of a histogram."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True)
class Histogram:
    """Bars, and where the bound stands (None if there is no bound)."""

    bars: list[Bar]
    allowed: float | None
    left: str
    right: str
    note: str


def histogram(spread: Distribution) -> Histogram:
    """Few equally wide bars from the lowest to the highest value, the bound among them."""
    ends = [spread.lowest, spread.highest]
    ends += [spread.allowed] if spread.allowed is not None else []
    low, high = min(ends), max(ends)
    logarithmic = low > 0 and high / low > WIDE

    def place(value: float) -> float:
        """From 0 to 1 along the axis."""
        if high == low:
            return 0.5
        if logarithmic:
            return math.log(value / low) / math.log(high / low)
        return (value - low) / (high - low)

    edges = [number / BINS for number in range(1, BINS)]
    heights: Counter[int] = Counter()
    for value, count in spread.counts.items():
        heights[bisect_right(edges, place(value))] += count
    top = max(heights.values())
    step = WIDTH / BINS
    bars = [
        Bar(
            x=round(index * step + 1, 1),
            y=round(HEIGHT * (1 - count / top), 1),
            width=round(step - 2, 1),
            height=round(HEIGHT * count / top, 1),
            text=counted(count),
        )
        for index, count in sorted(heights.items())
    ]
    return Histogram(
        bars=bars,
        allowed=None if spread.allowed is None else round(WIDTH * place(spread.allowed), 1),
        left=amount(low, spread.unit),
        right=amount(high, spread.unit),
        note="logarithmic axis" if logarithmic else "",
    )
