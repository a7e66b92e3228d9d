"""A request's way down through layers and up again, drawn as an onion cut open."""

from katas.harness.pictures.diagrams import Layer, Nested
from katas.harness.pictures.drawing.marked import WIDTH, Element, add, canvas, write

PITCH, INSET, TOP = 42, 6, 34
DOWN, UP = WIDTH - 96, WIDTH - 62


def draw_nested(chart: Nested, parent: Element, name: str, text: str) -> None:
    """A box in a box for each layer, faint where the request did not come; and its way."""
    count = len(chart.layers)
    height = TOP + PITCH * count + INSET * count + 4
    svg = canvas(parent, height, name, "The way of one request", text)
    for place, layer in enumerate(chart.layers):
        draw_layer(svg, layer, place, count, is_skipped=place < chart.turned and not layer.met)
    tone = {True: "good", False: "bad", None: "plain"}[chart.good]
    write(svg, DOWN + 6, 12, "request", "tick end")
    if chart.turned < 0:
        return
    bottom = middle(chart.turned)
    way = f"M{DOWN},17 V{bottom - 12} a{(UP - DOWN) / 2:g},12 0 0 0 {UP - DOWN},0 V24"
    add(svg, "path", d=way, class_=f"way {tone}")
    add(svg, "path", d=f"M{UP - 5},25 L{UP},16 L{UP + 5},25 z", class_=f"tip {tone}")
    write(svg, UP - 8, 12, chart.outcome, f"outcome {tone}")
    for place, layer in enumerate(chart.layers[: chart.turned]):
        if layer.met:
            for x in (DOWN, UP):
                add(svg, "circle", cx=x, cy=middle(place), r=4, class_=f"tip {tone}")
    write(svg, (DOWN + UP) / 2, bottom + 13, "turns back", f"tick middle {tone}")


def middle(place: int) -> float:
    """The height at which the request meets that layer."""
    return TOP + PITCH * place + 20


def draw_layer(svg: Element, layer: Layer, place: int, count: int, *, is_skipped: bool) -> None:
    """One layer's box, its name and what was counted; a skipped one stands beside the way."""
    inset, top = INSET * place, TOP + PITCH * place
    tall = PITCH * (count - place) + INSET * (count - place)
    flags = {"own": layer.own, "hook": layer.hook, "unmet": not layer.met}
    kinds = " ".join(["layer", *(name for name, is_so in flags.items() if is_so)])
    width = WIDTH - 2 * inset - 2
    if is_skipped:
        width, tall = DOWN - 16 - inset, PITCH - 4
    add(svg, "rect", x=inset + 1, y=top, width=width, height=tall, rx=6, class_=kinds)
    faint = "" if layer.met else " unmet"
    write(svg, inset + 10, top + 17, layer.name, f"name{faint}")
    note = layer.note if layer.met else "skipped" if is_skipped else "not reached"
    write(svg, inset + 10, top + 32, note, f"note{faint}")
