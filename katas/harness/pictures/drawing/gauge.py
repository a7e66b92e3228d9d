"""One bar beside its number, in a table or a list: how much it is of the most."""

from katas.harness.pictures.drawing.marked import Element, add, markup

HEIGHT = 4


def gauge(share: float) -> str:
    """As SVG. share: from 0 to 1; what is more than nothing is seen. No screen reader reads it."""
    svg = Element("svg", {"class": "gauge", "aria-hidden": "true", "preserveAspectRatio": "none"})
    svg.set("viewBox", f"0 0 100 {HEIGHT}")
    add(svg, "rect", width=100, height=HEIGHT, class_="all")
    width = max(1.0, 100.0 * share) if share > 0 else 0.0
    add(svg, "rect", width=width, height=HEIGHT, class_="some")
    return markup(svg)
