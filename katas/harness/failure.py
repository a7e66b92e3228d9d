"""How one failure looks: what was asked, expected and got, and the figures as bars."""

from rich.text import Text

from katas.harness.results import Event
from katas.harness.verdicts import Figure, figure_text

BAR = 26


def verdict_lines(verdict: Event) -> list[Text]:
    """The parts of a verdict as lines; figures that ask for it get a bar on one scale."""
    figures = [Figure(**figure) for figure in verdict["figures"]]
    rows = [(label, verdict.get(label) or "") for label in ("asked", "expected", "got")]
    labels = [label for label, text in rows if text] + [figure.name for figure in figures]
    width = max((len(label) for label in labels), default=0) + 2
    lines = []
    for label, text in rows:
        for number, part in enumerate(text.splitlines()):
            lines.append(
                Text.assemble(
                    f"  {label if number == 0 else '':<{width}}",
                    (part, {"expected": "green", "got": "red"}.get(label, "")),
                )
            )
    if figures and lines:
        lines.append(Text(""))
    top = max((f.measured for f in figures if f.bar), default=0)
    texts = [figure_text(figure) for figure in figures]
    column = max((len(t) for t, f in zip(texts, figures, strict=True) if f.bar), default=0)
    for text, figure in zip(texts, figures, strict=True):
        bar = "#" * max(1, round(BAR * figure.measured / top)) if figure.bar and top else ""
        lines.append(Text(f"  {figure.name:<{width}}{text:>{column}}  {bar}".rstrip()))
    for extra in (verdict.get("note"), verdict.get("where")):
        if extra:
            lines += [Text(""), *(Text(f"  {line}") for line in extra.splitlines())]
    return lines
