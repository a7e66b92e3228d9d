"""A histogram: a bar for each bin that holds something, and where what is allowed ends."""

from katas.harness.pictures.charts import Histogram
from katas.harness.pictures.drawing.marked import WIDTH, Element, add, canvas, line

HEIGHT, TOP = 94, 6


def draw_histogram(chart: Histogram, parent: Element, name: str, text: str) -> None:
    """The bars on a line, the bound dashed across them."""
    svg = canvas(parent, HEIGHT, name, chart.title, text)
    step = WIDTH / chart.bins
    top = max((heap.count for heap in chart.heaps), default=1)
    for heap in chart.heaps:
        tall = (HEIGHT - TOP) * heap.count / top
        left, width = step * heap.place + 1, step - 2
        bar = add(svg, "rect", x=left, y=HEIGHT - tall, width=width, height=tall, class_="bar")
        add(bar, "title", heap.text)
    line(svg, 0, HEIGHT, WIDTH, HEIGHT, "axis")
    if chart.bound is not None:
        line(svg, chart.bound * WIDTH, 0, chart.bound * WIDTH, HEIGHT, "bound")
