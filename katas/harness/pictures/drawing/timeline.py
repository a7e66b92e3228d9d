"""Spans in thin lanes below one another, and what their tones mean."""

from katas.harness.pictures.charts import Goal, Lane, Timeline
from katas.harness.pictures.drawing.marked import WIDTH, Element, add, canvas, line, write
from katas.harness.pictures.numbers import Scale, number, scale

PITCH, LEFT, RIGHT, BOTTOM = 6, 4, 10, 36
HEAD = 18  # above the lanes, for the words of the goal
KEY, SWATCH = 20, 12  # the height of a line that says what a tone means, and the length of its tone


def draw_timeline(chart: Timeline, parent: Element, name: str, text: str) -> None:
    """The lanes, the goal across, the axis below, and the tones' meanings."""
    meanings = tones_of(chart)
    top = HEAD if chart.goal else 0
    foot = top + PITCH * len(chart.lanes) + 6
    along = scale([chart.until], LEFT, WIDTH - RIGHT, log=False)
    svg = canvas(parent, foot + BOTTOM + KEY * len(meanings), name, chart.axis.label, text)
    for tick in along.ticks():
        line(svg, along(tick), top, along(tick), foot, "grid")
        write(svg, along(tick), foot + 14, number(tick), "tick middle")
    for place, lane in enumerate(chart.lanes):
        draw_spans(svg, lane, along, top + PITCH * place + 2, PITCH - 2)
    if chart.goal:
        draw_goal(svg, chart.goal, along, foot)
    line(svg, LEFT, foot, WIDTH - RIGHT, foot, "axis")
    write(svg, WIDTH - RIGHT, foot + 30, chart.axis.label, "label end")
    for place, (tone, meaning) in enumerate(meanings.items(), 1):
        at = foot + BOTTOM + KEY * place
        add(svg, "rect", x=LEFT, y=at - 13, width=SWATCH, height=PITCH + 2, class_=f"span {tone}")
        write(svg, LEFT + SWATCH + 8, at - 5, meaning, "label")


def draw_goal(svg: Element, goal: Goal, along: Scale, foot: float) -> None:
    """Dashed from the axis up, its words above the lanes on the side that has room."""
    at = along(goal.value)
    is_right = at > WIDTH / 2
    line(svg, at, 2, at, foot, "bound")
    write(svg, at + (-6 if is_right else 6), 12, goal.text, f"goal{' end' if is_right else ''}")


def tones_of(chart: Timeline) -> dict[str, str]:
    """What each tone means that is drawn, in the order of their spans."""
    return {span.tone: span.text for lane in chart.lanes for span in lane.spans if span.text}


def draw_spans(svg: Element, lane: Lane, along: Scale, top: float, height: float) -> None:
    """The lane's spans, each at least two units wide."""
    for span in lane.spans:
        left, right = along(span.start), along(span.end)
        width = max(2.0, right - left)
        bar = add(
            svg, "rect", x=left, y=top, width=width, height=height, class_=f"span {span.tone}"
        )
        add(bar, "title", f"{lane.name}: {number(span.start)} to {number(span.end)} {span.text}")
