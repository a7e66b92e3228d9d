"""Bars on one scale, each below its name."""

from katas.harness.pictures.data import Bars
from katas.harness.pictures.drawing.marked import WIDTH, Element, add, canvas, write
from katas.harness.pictures.numbers import number, scale

PITCH, THICK, ROOM = 38, 15, 84


def draw_bars(chart: Bars, parent: Element, name: str, text: str) -> None:
    """A bar for each value, the value at its end, and the axis' label below."""
    height = PITCH * len(chart.bars) + 18
    values = [bar.value for bar in chart.bars]
    along = scale(values, 0, WIDTH - ROOM, log=False)
    svg = canvas(parent, height, name, chart.label, text)
    for place, bar in enumerate(chart.bars):
        top = PITCH * place + 16
        length = max(2.0, along(bar.value) if bar.value > 0 else 0.0)
        write(svg, 0, top - 4, bar.name, f"name {bar.who}")
        add(svg, "rect", x=0, y=top, width=length, height=THICK, rx=2, class_=f"bar {bar.who}")
        write(svg, length + 6, top + 12, bar.text or number(bar.value), "value")
    write(svg, 0, height - 2, chart.label, "label")
