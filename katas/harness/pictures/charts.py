"""Charts drawn to scale, as data. No chart knows how it is drawn.

`who` of a series, a bar or a row gives its colour: "starter", "yours", "reference" or "other".
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Axis:
    """label: what is measured, with its unit. log: decades instead of equal steps.

    unit: what stands behind a single value, for example "MiB".
    """

    label: str
    log: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Goal:
    """Where a right answer ends up: the bound of the tests. text: for example "at most 600"."""

    value: float
    text: str


@dataclass(frozen=True)
class Series:
    """A line through points (x, y) in the units of the axes, in the order of x."""

    name: str
    points: Sequence[tuple[float, float]]
    who: str = "other"
    marks: bool = True  # a dot at each point, for few points
    text: str = ""  # what stands below its name; the last value by default


@dataclass(frozen=True)
class Lines:
    """Series in one pair of axes. goal: of y."""

    x: Axis
    y: Axis
    series: Sequence[Series]
    goal: Goal | None = None


@dataclass(frozen=True)
class Bar:
    """One bar. text: what stands at its end, by default the value."""

    name: str
    value: float
    who: str = "other"
    text: str = ""


@dataclass(frozen=True)
class Bars:
    """Bars from zero, on one scale. label: what is measured, with its unit.

    until: how far the scale reaches at the least, so that drawings can be compared.
    """

    label: str
    bars: Sequence[Bar]
    goal: Goal | None = None
    until: float = 0.0


@dataclass(frozen=True)
class Row:
    """All values of one distribution."""

    name: str
    values: Sequence[float]
    who: str = "other"


@dataclass(frozen=True)
class Spread:
    """Distributions one below the other: each value a dot, the median a stroke."""

    axis: Axis
    rows: Sequence[Row]


@dataclass(frozen=True)
class Span:
    """From start to end, in the unit of the axis. tone: "wait", "calm" or "held"."""

    start: float
    end: float
    text: str = ""
    tone: str = "calm"


@dataclass(frozen=True)
class Lane:
    """The spans of one actor."""

    name: str
    spans: Sequence[Span]


@dataclass(frozen=True)
class Timeline:
    """Thin lanes below one another; their spans of one tone have one text.

    until: where the axis ends, so that panels can share a scale. goal: where the last lane is to
    end.
    """

    axis: Axis
    lanes: Sequence[Lane]
    until: float
    goal: Goal | None = None


@dataclass(frozen=True)
class Heap:
    """How many lie in one of a histogram's bins, by its place. text: for example "3 students"."""

    place: int
    count: int
    text: str


@dataclass(frozen=True)
class Histogram:
    """Counts by bin. bound: where what is allowed ends, as a share of the axis, if it does."""

    title: str
    bins: int
    heaps: Sequence[Heap]
    bound: float | None = None
