"""What a picture shows, as data: chart kinds, panels, pictures. No chart knows how it is drawn.

`who` of a series, a bar or a row gives its colour: "starter", "yours", "reference" or "other".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Axis:
    """label: what is measured, with its unit. log: decades instead of equal steps."""

    label: str
    log: bool = False


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
    """Series in one pair of axes. On a log axis values below `least` are drawn at it."""

    x: Axis
    y: Axis
    series: Sequence[Series]


@dataclass(frozen=True)
class Bar:
    """One bar. text: what stands at its end, by default the value."""

    name: str
    value: float
    who: str = "other"
    text: str = ""


@dataclass(frozen=True)
class Bars:
    """Bars from zero, on one scale. label: what is measured, with its unit."""

    label: str
    bars: Sequence[Bar]


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
    """From start to end, in the unit of the axis. tone: "wait", "calm", "held" or "bad"."""

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
    """Lanes below one another. until: where the axis ends, so that panels can share a scale."""

    axis: Axis
    lanes: Sequence[Lane]
    until: float


@dataclass(frozen=True)
class Layer:
    """A layer of an onion, a class of a tower. met: whether the request passed it.

    own: the answer's, not given.
    """

    name: str
    note: str = ""
    met: bool = True
    own: bool = False


@dataclass(frozen=True)
class Nested:
    """A request's way down through layers, outermost first, and up again from the last one met.

    The innermost "layer" is the view. outcome: what came out, for example "403".
    """

    layers: Sequence[Layer]
    outcome: str
    good: bool = True

    @property
    def turned(self) -> int:
        """Where the request turned round: the index of the last layer met; -1 if none was."""
        return max((number for number, layer in enumerate(self.layers) if layer.met), default=-1)


@dataclass(frozen=True)
class Line:
    """A source line with one count for each of the source's columns; 0 is not shown."""

    number: int
    text: str
    counts: Sequence[int] = ()


@dataclass(frozen=True)
class Source:
    """Source lines with counts in the margin. bounds: by column, what is no longer little."""

    file: str
    columns: Sequence[str]
    lines: Sequence[Line]
    bounds: Sequence[int]


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


Chart = Histogram | Lines | Bars | Spread | Timeline | Nested | Source


@dataclass(frozen=True)
class Panel:
    """One drawing with a heading; several of one kind stand side by side. said: in a few words."""

    title: str
    chart: Chart
    who: str = "other"
    said: str = ""


@dataclass(frozen=True)
class Picture:
    """What is shown under one title. seen: the sentence that says what is to be seen, computed."""

    title: str
    seen: str
    panels: Sequence[Panel]
    note: str = ""


@dataclass
class Side:
    """What was measured of one answer.

    once: what once() returned, None if there is nothing. rounds: what each each_round() returned.
    fault: why something is missing, or "".
    """

    name: str
    once: Any = None
    rounds: list[Any] = field(default_factory=list)
    fault: str = ""
