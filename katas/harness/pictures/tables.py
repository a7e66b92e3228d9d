"""The numbers of a chart as a table: what a picture's text alternative and the terminal show."""

import statistics

from katas.harness.pictures.charts import Bars, Histogram, Lines, Spread, Timeline
from katas.harness.pictures.data import Chart
from katas.harness.pictures.diagrams import Deeds, Nested, Source
from katas.harness.pictures.numbers import number

Table = tuple[list[str], list[list[str]]]
MOST = 12  # points of a series


def table_of(chart: Chart) -> Table:
    """The headings and the rows."""
    match chart:
        case Histogram():
            return ["bin", chart.title], [[f"{h.place + 1}", h.text] for h in chart.heaps]
        case Lines():
            return _lines(chart)
        case Bars():
            rows = [[bar.name, bar.text or number(bar.value)] for bar in chart.bars]
            return ["", chart.label], rows + ([["goal", chart.goal.text]] if chart.goal else [])
        case Spread():
            return ["", "lowest", "median", f"highest, {chart.axis.label}"], [
                [row.name, *(number(pick(row.values)) for pick in (min, statistics.median, max))]
                for row in chart.rows
                if row.values
            ]
        case Timeline():
            return ["", "from", f"to, {chart.axis.label}", ""], [
                *(
                    [lane.name, number(span.start), number(span.end), span.text]
                    for lane in chart.lanes
                    for span in lane.spans
                ),
                *([["goal", "", number(chart.goal.value), chart.goal.text]] if chart.goal else []),
            ]
        case Deeds():
            return ["", *chart.deeds], [
                [actor.name, *("not counted" if n is None else str(n) for n in actor.times)]
                for actor in chart.actors
            ]
        case Nested():
            rows = [
                [layer.name, "passed" if layer.met else "not reached", layer.note]
                for layer in chart.layers
            ]
            return ["outermost first", "the request", ""], [*rows, ["came out", chart.outcome, ""]]
        case Source():
            return ["line", *chart.columns], [
                [str(line.number), *map(str, line.counts)]
                for line in chart.lines
                if any(line.counts)
            ]


def _lines(chart: Lines) -> Table:
    """One row for each x; of a long series few."""
    places = sorted({x for series in chart.series for x, _ in series.points})
    step = max(1, len(places) // MOST)
    if len(chart.series) > 1 and not any(each.marks for each in chart.series):
        return [chart.x.label, "lowest", f"highest, {chart.y.label}"], [
            [each.name, *(number(pick(y for _, y in each.points)) for pick in (min, max))]
            for each in chart.series
            if each.points
        ]
    known = [dict(series.points) for series in chart.series]
    rows = [
        [number(x), *(number(points[x]) if x in points else "" for points in known)]
        for x in places[::step]
    ]
    if chart.goal:
        rows.append(["goal", *([chart.goal.text] * len(known))])
    return [chart.x.label, *(f"{each.name}, {chart.y.label}" for each in chart.series)], rows
