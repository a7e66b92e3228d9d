"""The way of one request through the layers, noted step by step and drawn, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from katas.day04_middleware.tests.premises import FILES
from katas.harness.run.explain import where


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


@dataclass
class Visit:
    """What came of one request.

    headers: names in lower case, as they were at once. error: what became a 500, if any.
    whole: through all five layers.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    trace: Trace
    error: BaseException | None
    whole: bool

    @property
    def response(self) -> Any:
        """The object that left the outermost layer."""
        return self.trace.response

    @property
    def outcome(self) -> str:
        """For example "403", or "500, TypeError: ..."."""
        if self.error is None:
            return str(self.status)
        return f"{self.status}, {type(self.error).__name__}: {self.error}"

    @property
    def where(self) -> str:
        """The answer's line that raised, or ""."""
        return where(self.error, FILES) if self.error else ""

    def story(self) -> str:
        """The outcome, and the way through the onion, with a word on whose onion it is."""
        lines = [self.outcome, self.trace.drawn()]
        if not self.whole:
            lines.insert(1, "(in the layers of this test, whatever MIDDLEWARE lists)")
        return "\n".join(lines)
