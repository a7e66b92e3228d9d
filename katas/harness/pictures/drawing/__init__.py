"""Each chart kind as a static drawing: an SVG, or for source lines a table.

A drawing is 360 units wide, so that its letters can be read on a telephone; on a wider page it
grows. Colours come from classes, which static/pictures.css colours for light, dark and print.
"""

from katas.harness.pictures.charts import Bars, Histogram, Lines, Spread, Timeline
from katas.harness.pictures.data import Chart
from katas.harness.pictures.diagrams import Deeds, Nested, Source
from katas.harness.pictures.drawing.bars import draw_bars
from katas.harness.pictures.drawing.deeds import draw_deeds
from katas.harness.pictures.drawing.histogram import draw_histogram
from katas.harness.pictures.drawing.lines import draw_lines
from katas.harness.pictures.drawing.marked import Element
from katas.harness.pictures.drawing.nested import draw_nested
from katas.harness.pictures.drawing.source import draw_source
from katas.harness.pictures.drawing.spread import draw_spread
from katas.harness.pictures.drawing.timeline import draw_timeline


def draw(chart: Chart, parent: Element, name: str, text: str) -> None:
    """Draw below the parent. name: of its title and description, unique on the page.

    text: what is drawn, in a sentence, for whoever cannot see it.
    """
    match chart:
        case Histogram():
            draw_histogram(chart, parent, name, text)
        case Lines():
            draw_lines(chart, parent, name, text)
        case Bars():
            draw_bars(chart, parent, name, text)
        case Spread():
            draw_spread(chart, parent, name, text)
        case Timeline():
            draw_timeline(chart, parent, name, text)
        case Deeds():
            draw_deeds(chart, parent, name, text)
        case Nested():
            draw_nested(chart, parent, name, text)
        case Source():
            draw_source(chart, parent)
