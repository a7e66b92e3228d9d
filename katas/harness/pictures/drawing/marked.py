"""Elements of HTML and SVG, made as a tree: what is in them is always escaped and well-formed."""

import re
from xml.etree.ElementTree import Element, SubElement, tostring

__all__ = ["WIDTH", "Element", "add", "canvas", "line", "markup", "text_of", "write"]

WIDTH = 360
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, tag: str, text: str = "", **attributes: object) -> Element:
    """A new last child. Of a name, "_" stands for "-", and a last one is left out: class_."""
    named = {
        name.rstrip("_").replace("_", "-"): _value(value)
        for name, value in attributes.items()
        if value is not None
    }
    element = SubElement(parent, tag, named)
    if text:
        element.text = text_of(text)
    return element


def canvas(parent: Element, height: float, name: str, title: str, text: str) -> Element:
    """An empty SVG that a screen reader reads as an image of that title and description."""
    svg = add(
        parent,
        "svg",
        viewBox=f"0 0 {WIDTH} {height:g}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        class_="drawing",
    )
    add(svg, "title", title, id=f"{name}-title")
    add(svg, "desc", text, id=f"{name}-desc")
    return svg


def line(parent: Element, x1: float, y1: float, x2: float, y2: float, class_: str) -> Element:
    """A straight line."""
    return add(parent, "line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def write(parent: Element, x: float, y: float, text: str, class_: str = "") -> Element:
    """A line of text that begins at x, its foot at y; classes "end" and "middle" move it."""
    return add(parent, "text", text, x=x, y=y, class_=class_ or None)


def text_of(text: str) -> str:
    """The text without what XML cannot hold."""
    return NOT_IN_XML.sub("\ufffd", text)


def markup(element: Element) -> str:
    """As it stands in a page."""
    return tostring(element, encoding="unicode", short_empty_elements=False)


def _value(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else text_of(str(value))
