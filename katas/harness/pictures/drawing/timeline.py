"""Spans in lanes below one another. Many lanes are thin and share one name, few have their own."""

from katas.harness.pictures.data import Lane, Timeline
from katas.harness.pictures.drawing.marked import WIDTH, Element, add, canvas, line, write
from katas.harness.pictures.numbers import Scale, number, scale

MANY = 10
THIN, TALL, LEFT, RIGHT, BOTTOM = 6, 40, 4, 10, 36


def draw_timeline(chart: Timeline, parent: Element, name: str, text: str) -> None:
    """The lanes, and the axis below."""
    is_thin = len(chart.lanes) > MANY
    pitch = THIN if is_thin else TALL
    foot = pitch * len(chart.lanes) + 6
    along = scale([chart.until], LEFT, WIDTH - RIGHT, log=False)
    svg = canvas(parent, foot + BOTTOM, name, chart.axis.label, text)
    for tick in along.ticks():
        line(svg, along(tick), 0, along(tick), foot, "grid")
        write(svg, along(tick), foot + 14, number(tick), "tick middle")
    for place, lane in enumerate(chart.lanes):
        if is_thin:
            draw_spans(svg, lane, along, THIN * place + 2, THIN - 2)
        else:
            write(svg, LEFT, TALL * place + 13, lane.name, "name on-grid")
            said = ", ".join(dict.fromkeys(span.text for span in lane.spans if span.text))
            tone = next((span.tone for span in lane.spans if span.tone != "calm"), "calm")
            write(svg, WIDTH - RIGHT, TALL * place + 13, said, f"note end on-grid {tone}")
            draw_spans(svg, lane, along, TALL * place + 18, 14)
    line(svg, LEFT, foot, WIDTH - RIGHT, foot, "axis")
    write(svg, WIDTH - RIGHT, foot + 30, chart.axis.label, "label end")


def draw_spans(svg: Element, lane: Lane, along: Scale, top: float, height: float) -> None:
    """The lane's spans, each at least two units wide."""
    for span in lane.spans:
        left, right = along(span.start), along(span.end)
        width = max(2.0, right - left)
        bar = add(
            svg, "rect", x=left, y=top, width=width, height=height, class_=f"span {span.tone}"
        )
        add(bar, "title", f"{lane.name}: {number(span.start)} to {number(span.end)} {span.text}")
