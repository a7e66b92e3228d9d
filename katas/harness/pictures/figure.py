"""A picture as an HTML figure: what is to be seen, drawings, tables, how it was measured."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from katas.harness.pictures.data import Panel, Picture, Side
from katas.harness.pictures.drawing import draw
from katas.harness.pictures.drawing.marked import add, markup
from katas.harness.pictures.tables import table_of

UNIT = re.compile(r"(\d) (s|ms|µs|MiB)\b")


def figure(picture: Picture, name: str, sides: Sequence[Side], measured: str) -> str:
    """Well-formed HTML. name: unique on the page. measured: machine, versions, date, repeats."""
    root = Element("figure", {"class": "picture", "aria-labelledby": f"{name}-head"})
    add(root, "h3", picture.title, id=f"{name}-head")
    add(root, "p", bound(picture.seen), class_="seen")
    panels = add(root, "div", class_="panels")
    for number, panel in enumerate(picture.panels, 1):
        place = add(panels, "div", class_="panel")
        if panel.title:
            add(place, "h4", panel.title, class_=f"name {panel.who}")
        if panel.said:
            add(place, "p", bound(panel.said), class_="said")
        draw(panel.chart, place, f"{name}-{number}", said_of(panel, picture))
    for side in sides:
        if side.fault:
            add(root, "p", fault_text(side), class_="fault")
    if picture.note:
        add(root, "p", picture.note, class_="note")
    if picture.panels:
        add_tables(root, picture)
    add(root, "figcaption", measured)
    return markup(root)


def said_of(panel: Panel, picture: Picture) -> str:
    """What a panel shows, for whoever cannot see it."""
    named = ": ".join(filter(None, [panel.title, panel.said]))
    return f"{named}. {picture.seen}" if named else picture.seen


def bound(text: str) -> str:
    """The text, in which no line ends between a number and its unit."""
    return UNIT.sub("\\1\u00a0\\2", text)


def fault_text(side: Side) -> str:
    """Why a side has no data, or not all."""
    what = "no data" if side.once is None else "not all of the data"
    return f"{side.name}: {what}. {side.fault}"


def add_tables(root: Element, picture: Picture) -> None:
    """The numbers, folded away."""
    details = add(root, "details")
    add(details, "summary", "The numbers")
    for panel in picture.panels:
        heads, rows = table_of(panel.chart)
        label = f"Numbers: {panel.title or picture.title}"
        room = add(details, "div", class_="room", tabindex="0", role="region", aria_label=label)
        table = add(room, "table")
        if panel.title:
            add(table, "caption", panel.title)
        head = add(add(table, "thead"), "tr")
        for title in heads:
            add(head, "th", title, scope="col")
        body = add(table, "tbody")
        for first, *others in rows:
            row = add(body, "tr")
            add(row, "th", first, scope="row")
            for cell in others:
                add(row, "td", cell)
