"""What a picture shows, as data: panels with a chart each, pictures, and what they are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from katas.harness.pictures.charts import Bars, Histogram, Lines, Spread, Timeline
from katas.harness.pictures.diagrams import Deeds, Nested, Source

Chart = Histogram | Lines | Bars | Spread | Timeline | Deeds | Nested | Source


@dataclass(frozen=True)
class Panel:
    """One drawing with a heading; several of one kind stand side by side. said: in a few words."""

    title: str
    chart: Chart
    who: str = "other"
    said: str = ""


@dataclass(frozen=True)
class Picture:
    """What is shown under one title. seen: the sentence that says what is to be seen, computed.

    is_timed: whether the times of the rounds are drawn.
    """

    title: str
    seen: str
    panels: Sequence[Panel]
    note: str = ""
    is_timed: bool = False


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
