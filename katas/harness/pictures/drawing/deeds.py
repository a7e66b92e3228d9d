"""Who did what: a row for each actor, a column for each deed, a mark for each time."""

from katas.harness.pictures.diagrams import Actor, Deeds
from katas.harness.pictures.drawing.marked import WIDTH, Element, add, canvas, line, write

PITCH, TOP, NAMES = 26, 24, 159
MARK, MOST = 13, 5  # from mark to mark; more of them are a number


def draw_deeds(chart: Deeds, parent: Element, name: str, text: str) -> None:
    """The deeds above, the actors below one another."""
    svg = canvas(parent, TOP + PITCH * len(chart.actors), name, ", ".join(chart.deeds), text)
    step = (WIDTH - NAMES) / max(1, len(chart.deeds))
    for place, deed in enumerate(chart.deeds):
        write(svg, NAMES + step * place, 14, deed, "label")
    for place, actor in enumerate(chart.actors):
        top = TOP + PITCH * place
        line(svg, 0, top, WIDTH, top, "grid")
        write(svg, 0, top + 17, actor.name, "name")
        draw_marks(svg, actor, top + PITCH / 2, step)


def draw_marks(svg: Element, actor: Actor, middle: float, step: float) -> None:
    """A dot for each time, good or bad; in words never, which is bad of who was to do it."""
    tone = "good" if actor.good else "bad"
    for place, times in enumerate(actor.times):
        left = NAMES + step * place
        if not times:
            said = "no" if times == 0 else "not counted"
            is_missing = actor.good and times == 0
            write(svg, left, middle + 4, said, "outcome bad" if is_missing else "note")
        for mark in range(min(times or 0, MOST)):
            add(svg, "circle", cx=left + 5 + MARK * mark, cy=middle, r=5, class_=f"tip {tone}")
        if times and times > MOST:
            write(svg, left + MARK * MOST + 4, middle + 4, f"{times:,}", f"outcome {tone}")
