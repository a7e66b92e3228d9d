"""The cohort's distributions, drawn with the charts of the days' pictures."""

import math
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field

from markupsafe import Markup

from katas.harness.pictures.charts import Heap, Histogram
from katas.harness.pictures.drawing.histogram import draw_histogram
from katas.harness.pictures.drawing.marked import Element, markup
from katas.harness.verdicts import amount

BINS = 16
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
class Drawn:
    """A histogram as SVG, and what stands at the ends of its axis."""

    svg: Markup
    left: str
    right: str
    note: str


def histogram(spread: Distribution, title: str, name: str) -> Drawn:
    """Few equally wide bars from the lowest to the highest value, the bound among them.

    name: of the drawing, unique on the page.
    """
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
    chart = Histogram(
        title=title,
        bins=BINS,
        heaps=[Heap(index, count, counted(count)) for index, count in sorted(heights.items())],
        bound=None if spread.allowed is None else place(spread.allowed),
    )
    parent = Element("div")
    draw_histogram(chart, parent, name, f"{title}: {spread.text}")
    return Drawn(
        svg=Markup(markup(parent[0])),  # noqa: S704 (an element tree escapes what is in it)
        left=amount(low, spread.unit),
        right=amount(high, spread.unit),
        note="logarithmic axis" if logarithmic else "",
    )
