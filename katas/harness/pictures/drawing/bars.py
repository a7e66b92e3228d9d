"""Bars on one scale, each below its name."""

from katas.harness.pictures.charts import Bars
from katas.harness.pictures.drawing.marked import WIDTH, Element, add, canvas, line, write
from katas.harness.pictures.numbers import number, scale

PITCH, THICK, ROOM, FOOT = 38, 15, 84, 18


def draw_bars(chart: Bars, parent: Element, name: str, text: str) -> None:
    """A bar for each value, the value at its end, the goal across; what they are below.

    The goal of a bar that ends there is a mark below: it would hide the end.
    """
    foot = PITCH * len(chart.bars)
    height = foot + FOOT * (2 if chart.goal else 1)
    values = [bar.value for bar in chart.bars]
    along = scale([*values, *goal_of(chart), chart.until], 0, WIDTH - ROOM, log=False)
    svg = canvas(parent, height, name, chart.label, text)
    for place, bar in enumerate(chart.bars):
        top = PITCH * place + 16
        length = max(2.0, along(bar.value) if bar.value > 0 else 0.0)
        write(svg, 0, top - 4, bar.name, f"name {bar.who}")
        add(svg, "rect", x=0, y=top, width=length, height=THICK, rx=2, class_=f"bar {bar.who}")
        write(svg, length + 6, top + 12, bar.text or number(bar.value), "value")
        if chart.goal:
            at = max(1.0, along(chart.goal.value))
            begin = top + THICK if abs(length - at) <= 4 else top
            line(svg, at, begin, at, top + THICK + 5, "bound")
    write(svg, 0, foot + FOOT - 4, chart.label, "label")
    if chart.goal:
        line(svg, 1, height - 14, 1, height, "bound")
        write(svg, 9, height - 2, chart.goal.text, "goal")


def goal_of(chart: Bars) -> list[float]:
    """The goal's value, if there is one."""
    return [chart.goal.value] if chart.goal else []
