"""Source lines with counts in the margin: a table, whose text can be read and copied."""

from katas.harness.pictures.diagrams import Source
from katas.harness.pictures.drawing.marked import Element, add
from katas.harness.pictures.numbers import number


def draw_source(chart: Source, parent: Element) -> None:
    """A row for each line; a count beyond the bound of its column stands out."""
    room = add(parent, "div", class_="source", tabindex="0", role="region", aria_label=chart.file)
    table = add(room, "table")
    heads = add(add(table, "thead"), "tr")
    for title in chart.columns:
        add(heads, "th", title, scope="col", class_="count")
    add(heads, "th", "line", scope="col", class_="count")
    add(heads, "th", chart.file, scope="col")
    body = add(table, "tbody")
    for line in chart.lines:
        row = add(body, "tr")
        counts = line.counts or [0] * len(chart.columns)
        hot = any(count > bound for count, bound in zip(counts, chart.bounds, strict=True))
        if any(counts):
            row.set("class", "hot" if hot else "warm")
        for count, bound in zip(counts, chart.bounds, strict=True):
            shown = number(count) if any(counts) else ""
            add(row, "td", shown, class_="count much" if count > bound else "count")
        add(row, "td", str(line.number), class_="count place")
        add(add(row, "td"), "code", line.text or " ")
