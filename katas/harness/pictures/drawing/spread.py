"""Distributions one below the other: values at one place are a dot, the more the larger."""

import math
import statistics
from collections.abc import Sequence

from katas.harness.pictures.charts import Axis, Spread
from katas.harness.pictures.drawing.marked import WIDTH, Element, add, canvas, line, write
from katas.harness.pictures.numbers import Scale, number, rough, scale

PITCH, LEFT, RIGHT, BOTTOM = 58, 6, 14, 56
BELOW, DIGIT = 20, 8  # from a row to its counts; the width of a digit
NEAR = 6  # units of the drawing between values that are one dot


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
        middle = PITCH * place + 32
        write(svg, 0, middle - 16, row.name, f"name on-grid {row.who}")
        line(svg, LEFT, middle, WIDTH - RIGHT, middle, "grid")
        dots = heaps([along(value) for value in sorted(row.values)])
        for at, count in dots:
            radius = 3 * math.sqrt(min(count, 12))
            add(svg, "circle", cx=at, cy=middle, r=radius, class_=f"faint {row.who}")
        for at, count in labelled(dots):
            write(svg, at, middle + BELOW, f"{count}", "value middle")
        if row.values:
            median = statistics.median(row.values)
            at = along(median)
            line(svg, at, middle - 9, at, middle + 9, f"line {row.who}")
            write(
                svg,
                WIDTH - RIGHT,
                middle - 16,
                f"median {rough(median)} {chart.axis.unit}",
                "value end on-grid",
            )
    line(svg, LEFT, foot, WIDTH - RIGHT, foot, "axis")
    write(svg, WIDTH - RIGHT, foot + 30, chart.axis.label, "label end")
    said = f"A number: so many within {near(along, chart.axis)} of each other."
    write(svg, 0, foot + 50, said, "label")


def near(along: Scale, axis: Axis) -> str:
    """How far apart values of one dot lie at the most, in the unit of the axis."""
    if axis.log:
        return f"{(along.high / along.low) ** (NEAR / (along.end - along.begin)) - 1:.0%}"
    length = (along.high - along.low) * NEAR / (along.end - along.begin)
    return f"{rough(length)} {axis.unit}".rstrip()


def heaps(places: Sequence[float]) -> list[tuple[float, int]]:
    """Of places in their order, those near each other as one in their middle, and how many."""
    groups: list[list[float]] = []
    for place in places:
        if groups and place - groups[-1][0] < NEAR:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [(statistics.fmean(group), len(group)) for group in groups]


def labelled(dots: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
    """The dots of more than one value whose number has room beside those of larger dots."""
    found: list[tuple[float, int]] = []
    for at, count in sorted(dots, key=lambda dot: -dot[1]):
        room = DIGIT * len(str(count))
        if count > 1 and all(
            abs(at - other) > (room + DIGIT * len(str(more))) / 2 for other, more in found
        ):
            found.append((at, count))
    return found
