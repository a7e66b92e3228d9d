"""Distributions one below the other: each value a dot, the median a stroke."""

import statistics

from katas.harness.pictures.data import Spread
from katas.harness.pictures.drawing.marked import WIDTH, Element, add, canvas, line, write
from katas.harness.pictures.numbers import number, scale

PITCH, LEFT, RIGHT, BOTTOM = 42, 6, 14, 36


def draw_spread(chart: Spread, parent: Element, name: str, text: str) -> None:
    """A row for each distribution, and one axis below."""
    foot = PITCH * len(chart.rows) + 4
    every = [value for row in chart.rows for value in row.values]
    along = scale(every, LEFT, WIDTH - RIGHT, log=chart.axis.log)
    svg = canvas(parent, foot + BOTTOM, name, chart.axis.label, text)
    for tick in along.ticks():
        line(svg, along(tick), 0, along(tick), foot, "grid")
        write(svg, along(tick), foot + 14, number(tick), "tick middle")
    for place, row in enumerate(chart.rows):
        middle = PITCH * place + 29
        write(svg, 0, middle - 14, row.name, f"name {row.who}")
        line(svg, LEFT, middle, WIDTH - RIGHT, middle, "grid")
        for value in row.values:
            add(svg, "circle", cx=along(value), cy=middle, r=4, class_=f"faint {row.who}")
        if row.values:
            median = statistics.median(row.values)
            at = along(median)
            line(svg, at, middle - 9, at, middle + 9, f"line {row.who}")
            write(svg, WIDTH - RIGHT, middle - 14, f"half within {number(median)}", "value end")
    line(svg, LEFT, foot, WIDTH - RIGHT, foot, "axis")
    write(svg, WIDTH - RIGHT, foot + 30, chart.axis.label, "label end")
