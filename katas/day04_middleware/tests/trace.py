"""The way of one request through the layers, noted step by step and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


def short(path: str) -> str:
    """A layer's name as the pictures show it."""
    return path.rpartition(".")[2].removesuffix("Middleware")


@dataclass
class Trace:
    """Every step of one request: ("in", k), ("view", name) and ("out", k, status) for ring k.

    client: request.api_client; response: the object; both as the last ring that asked saw them.
    """

    layers: Sequence[str]
    steps: list[tuple[Any, ...]] = field(default_factory=list)
    client: object = None
    response: Any = None

    @property
    def entered(self) -> list[str]:
        """The layers that were handed the request, outermost first."""
        reached = {step[1] for step in self.steps if step[0] == "in"}
        return [layer for number, layer in enumerate(self.layers) if number in reached]

    @property
    def view(self) -> str:
        """The name of the view that was called, or ""."""
        return next((step[1] for step in self.steps if step[0] == "view"), "")

    @property
    def reached_the_middle(self) -> bool:
        """Whether the innermost layer handed the request on, to a view or to a 404."""
        return ("in", len(self.layers)) in self.steps

    def beyond(self, layer: str) -> list[str]:
        """What ran inside of a layer: inner layers, the view."""
        number = self.layers.index(layer)
        inner = [short(each) for each in self.entered if self.layers.index(each) > number]
        return inner + ([f"the view {self.view}"] if self.view else [])

    def drawn(self) -> str:
        """The onion: > a layer is entered, < it is left, and where the request turned round."""
        lines, turned = [], False
        for kind, place, *rest in self.steps:
            mark = ""
            if kind == "out" and not turned:
                turned, mark = True, "   <-- turned round here"
            depth = "  " * (place if isinstance(place, int) else len(self.layers))
            if kind == "view":
                lines.append(f"{depth}* view {place}")
            elif place == len(self.layers):
                if mark and not self.view:
                    lines.append(f"{depth}x {rest[0]} before any view{mark}")
                elif mark:
                    lines[-1] += f"  {rest[0]}{mark}"
            elif kind == "in":
                lines.append(f"{depth}> {short(self.layers[place])}")
            else:
                lines.append(f"{depth}< {short(self.layers[place])}  {rest[0]}{mark}")
        return "\n".join(lines)
