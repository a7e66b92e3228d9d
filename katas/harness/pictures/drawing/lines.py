"""Series in one pair of axes; each is named at its end."""

from katas.harness.pictures.charts import Axis, Goal, Lines, Series
from katas.harness.pictures.drawing.marked import WIDTH, Element, add, canvas, line, write
from katas.harness.pictures.numbers import Scale, number, scale

HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 236, 50, 94, 26, 40
APART = 27  # between the names at the right
DIGIT = 8  # the width of one, with some room
LETTER, DASH = 7.6, 26  # the width of one, and of the dash before the goal's words


def draw_lines(chart: Lines, parent: Element, name: str, text: str) -> None:
    """The axes, a line for each series, its name and last value at its end."""
    points = [point for series in chart.series for point in series.points]
    along = scale([x for x, _ in points], LEFT, WIDTH - RIGHT, log=chart.x.log)
    goal = [chart.goal.value] if chart.goal else []
    up = scale([*(y for _, y in points), *goal], HEIGHT - BOTTOM, TOP, log=chart.y.log)
    svg = canvas(parent, HEIGHT, name, f"{chart.y.label} against {chart.x.label}", text)
    draw_axes(svg, along, up, chart.x, chart.y)
    # Where lines are the same: the others' dashes on the thick line of yours, its dots on theirs.
    for series in sorted(chart.series, key=lambda each: each.who != "yours"):
        draw_line(svg, series, along, up)
    for series in sorted(chart.series, key=lambda each: each.who == "yours"):
        draw_dots(svg, series, along, up)
    if chart.goal:
        draw_goal(svg, chart.goal, up)
    name_them(svg, [series for series in chart.series if series.points], up, chart.y.unit)


def draw_axes(svg: Element, along: Scale, up: Scale, x: Axis, y: Axis) -> None:
    """A faint line at each tick of y, the ticks' values, both labels."""
    for tick in up.ticks():
        line(svg, LEFT, up(tick), WIDTH - RIGHT, up(tick), "grid")
        write(svg, LEFT - 5, up(tick) + 4, number(tick), "tick end")
    ticks = along.ticks()
    widest = DIGIT * max(len(number(tick)) for tick in ticks)
    is_crowded = len(ticks) > 1 and along(ticks[1]) - along(ticks[0]) < widest
    for tick in ticks[:: every_of(len(ticks)) if is_crowded else 1]:
        line(svg, along(tick), HEIGHT - BOTTOM, along(tick), HEIGHT - BOTTOM + 4, "axis")
        write(svg, along(tick), HEIGHT - BOTTOM + 16, number(tick), "tick middle")
    line(svg, LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "axis")
    write(svg, 2, 12, y.label + (", each line 10 times more" if y.log else ""), "label")
    scaled = ", log scale" if x.log else ""
    write(svg, WIDTH - RIGHT, HEIGHT - 6, x.label + scaled, "label end")


def every_of(count: int) -> int:
    """Every which of so many ticks has room, so that the first and the last are among them."""
    return next((step for step in range(2, count) if (count - 1) % step == 0), 1)


def draw_goal(svg: Element, goal: Goal, up: Scale) -> None:
    """Dashed across the drawing; its words above, where no curve comes, behind such a dash."""
    at, left = up(goal.value), WIDTH - LETTER * len(goal.text)
    line(svg, LEFT, at, WIDTH - RIGHT, at, "bound")
    line(svg, left - DASH, 8, left - 6, 8, "bound")
    write(svg, WIDTH, 12, goal.text, "goal end")


def draw_line(svg: Element, series: Series, along: Scale, up: Scale) -> None:
    """From point to point."""
    path = " ".join(f"{along(x):.1f},{up(y):.1f}" for x, y in series.points)
    add(svg, "polyline", points=path, class_=f"line {series.who}")


def draw_dots(svg: Element, series: Series, along: Scale, up: Scale) -> None:
    """One at each point, if there are few, else one at the highest."""
    highest = [max(series.points, key=lambda point: point[1])] if series.points else []
    for x, y in series.points if series.marks else highest:
        dot = add(svg, "circle", cx=along(x), cy=up(y), r=3.5, class_=f"dot {series.who}")
        add(dot, "title", f"{series.name}: {number(y)} at {number(x)}")


def name_them(svg: Element, series: list[Series], up: Scale, unit: str) -> None:
    """The names at the ends of the lines, moved apart where lines end close together.

    A line without dots, as of something that comes and goes, is named at its highest point.
    """
    ends = {
        each.name: each.points[-1][1] if each.marks else max(y for _, y in each.points)
        for each in series
    }
    ordered = sorted(series, key=lambda each: up(ends[each.name]))
    room = HEIGHT - BOTTOM + 8
    places: list[float] = []
    for each in ordered:
        wanted = up(ends[each.name]) - 2
        places.append(max(wanted, places[-1] + APART) if places else max(wanted, 10))
    for number_, _ in enumerate(places):
        lowest = room - APART * (len(places) - number_)
        places[number_] = min(places[number_], lowest)
    for each, y in zip(ordered, places, strict=True):
        write(svg, WIDTH - RIGHT + 8, y, each.name, f"name {each.who}")
        last = f"{number(ends[each.name])} {unit}".rstrip()
        write(svg, WIDTH - RIGHT + 8, y + 13, each.text or last, "value")
