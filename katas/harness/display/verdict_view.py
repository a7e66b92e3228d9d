"""How one failure looks: what was asked, expected and got, and the figures as bars."""

from rich.console import RenderableType
from rich.text import Text

from katas.harness.display.console import indented
from katas.harness.run.record import Event
from katas.harness.verdicts import Figure, figure_text

BAR = 26
COLOURS = {"expected": "green", "got": "red"}


def verdict_lines(verdict: Event, room: int) -> list[RenderableType]:
    """The parts of a verdict, to be printed one below the other.

    Figures that ask for it get a bar on one scale. room: columns.
    """
    figures = [Figure(**figure) for figure in verdict["figures"]]
    parts = parts_of(verdict)
    labels = [*parts, *(figure.name for figure in figures)]
    width = max((len(label) for label in labels), default=0) + 2
    beside = room - width - 2
    words = (word for text in parts.values() for word in text.split())
    is_narrow = max(map(len, words), default=0) > beside
    lines: list[RenderableType] = [
        below(label, indented(text, 4, room))
        if is_narrow
        else labelled(label, indented(text, 0, beside), width)
        for label, text in parts.items()
    ]
    if figures and lines:
        lines.append("")
    top = max((f.measured for f in figures if f.bar), default=0)
    texts = [figure_text(figure) for figure in figures]
    column = max((len(t) for t, f in zip(texts, figures, strict=True) if f.bar), default=0)
    longest = max(8, min(BAR, room - width - column - 6))
    for text, figure in zip(texts, figures, strict=True):
        bar = "#" * max(1, round(longest * figure.measured / top)) if figure.bar and top else ""
        lines.append(Text(f"  {figure.name:<{width}}{text:>{column}}  {bar}".rstrip()))
    for extra in (verdict.get("note"), verdict.get("where")):
        if extra:
            lines += ["", Text(indented(extra, 2, room, whole=True, prose=True))]
    return lines


def parts_of(verdict: Event) -> dict[str, str]:
    """What was asked, expected and got, as far as it was said."""
    return {label: text for label in ("asked", "expected", "got") if (text := verdict.get(label))}


def below(label: str, text: str) -> Text:
    """A label, and below it a text that has words too long for the room beside it."""
    return Text.assemble(f"  {label}\n", (text, COLOURS.get(label, "")))


def labelled(label: str, text: str, width: int) -> Text:
    """A label and a text beside it, which goes on in its own column."""
    first, *rest = text.split("\n")
    style = COLOURS.get(label, "")
    line = Text.assemble(f"  {label:<{width}}", (first, style))
    for more in rest:
        line.append("\n" + " " * (width + 2) if more else "\n").append(more, style)
    return line
