"""Diagrams without a scale, as data. No diagram knows how it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """How often one actor did each of the deeds; None: not counted.

    good: whether it was the one to do them.
    """

    name: str
    times: Sequence[int | None]
    good: bool = False


@dataclass(frozen=True)
class Deeds:
    """Who did what: a mark for each time."""

    deeds: Sequence[str]
    actors: Sequence[Actor]


@dataclass(frozen=True)
class Layer:
    """A layer of an onion, a class of a tower. met: whether the request passed it.

    own: the answer's, not given. hook: none itself, but called by one.
    """

    name: str
    note: str = ""
    met: bool = True
    own: bool = False
    hook: bool = False


@dataclass(frozen=True)
class Nested:
    """A request's way down through layers, outermost first, and up again from the last one met.

    The innermost "layer" is the view. outcome: what came out, for example "403". good: None where
    nothing is judged.
    """

    layers: Sequence[Layer]
    outcome: str
    good: bool | None = True

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
