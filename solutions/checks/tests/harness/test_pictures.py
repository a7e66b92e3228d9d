"""The chart kinds: well-formed, escaped, with a text alternative and a table; also in text."""

import io
from xml.etree.ElementTree import Element, fromstring

import pytest
from rich.console import Console

from katas.harness.pictures import terminal
from katas.harness.pictures.charts import (
    Axis,
    Bar,
    Bars,
    Goal,
    Heap,
    Histogram,
    Lane,
    Lines,
    Row,
    Series,
    Span,
    Spread,
    Timeline,
)
from katas.harness.pictures.data import Chart, Panel, Picture, Side
from katas.harness.pictures.diagrams import Actor, Deeds, Layer, Line, Nested, Source
from katas.harness.pictures.figure import figure
from katas.harness.pictures.numbers import number, scale
from katas.harness.pictures.words import as_fast, compared, merged, told_apart

EVIL = "<script>alert(1)</script>&\"'\x00\x1b[2J"
AXIS = Axis(EVIL)
POINTS = [(1.0, 1.0), (10.0, 200.0)]
CHARTS: list[Chart] = [
    Histogram(EVIL, 16, [Heap(0, 3, EVIL), Heap(15, 1, "1")], 0.5),
    Lines(AXIS, Axis("y", log=True), [Series(EVIL, POINTS, "yours"), Series("empty", [])]),
    Lines(AXIS, AXIS, []),
    Lines(AXIS, AXIS, [Series("a", POINTS, marks=False)], Goal(300, EVIL)),
    Lines(AXIS, AXIS, [Series("empty", [], marks=False)], Goal(0, EVIL)),
    Bars(EVIL, [Bar(EVIL, 0.0), Bar("b", 3.5, "starter")]),
    Bars("none", [Bar("a", 1.0)], Goal(0, EVIL)),
    Bars("ms", [Bar("a", 0.2), Bar("b", 4_800.0)], until=9_000.0),
    Spread(AXIS, [Row(EVIL, [1.0, 2.0, 30.0]), Row("none", [])]),
    Timeline(AXIS, [Lane(EVIL, [Span(0, 1, EVIL, "held")]), Lane("b", [Span(1, 2)])], 2.0),
    Timeline(AXIS, [Lane(f"{n}", [Span(0, n, "", "wait")]) for n in range(20)], 20.0),
    Timeline(AXIS, [Lane("a", [Span(0, 1)])], 2.0, Goal(0.1, EVIL)),
    Timeline(AXIS, [Lane("a", [Span(0, 1)])], 2.0, Goal(1.9, EVIL)),
    Spread(Axis(EVIL, log=True), [Row("a", [1.0, 2.0, 30.0])]),
    Nested([Layer(EVIL, EVIL, own=True), Layer("b"), Layer("view", met=False)], "403"),
    Nested([Layer("a", met=False)], EVIL, good=False),
    Nested([Layer("a", hook=True)], "200", good=None),
    Deeds((EVIL, "b"), [Actor(EVIL, (2, 0)), Actor("job", (None, 70), good=True)]),
    Source("a.py", (EVIL, "instances"), [Line(1, EVIL, (3, 0)), Line(2, "")], (1, 1)),
]
SIDES = [Side("yours", None, fault=EVIL)]


def drawn(chart: Chart) -> Element:
    """The figure of one chart, read as XML."""
    picture = Picture(EVIL, EVIL, [Panel(EVIL, chart, "yours")], EVIL)
    return fromstring(figure(picture, "p1", SIDES, "Measured on it."))  # noqa: S314 (it is ours)


@pytest.mark.parametrize("chart", CHARTS)
def test_figure(chart: Chart) -> None:
    """Well-formed; nothing in it runs or has a style of its own; ids are met once; a table."""
    found = drawn(chart)
    ids = [each.get("id") for each in found.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    for each in found.iter():
        assert each.tag not in ("script", "style", "link", "img"), each.tag
        assert not {name for name in each.attrib if name == "style" or name.startswith("on")}
    for svg in found.iter("svg"):
        named = str(svg.get("aria-labelledby")).split()
        assert svg.get("role") == "img"
        assert [svg.find(tag).get("id") for tag in ("title", "desc")] == named  # type: ignore[union-attr]
    assert found.find("details//table") is not None
    assert "no data" in "".join(found.itertext())


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("width", [40, 60, 120])
def test_terminal(chart: Chart, width: int) -> None:
    """No line is longer than the terminal is wide."""
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False)
    terminal.show(Picture("A title", "It is seen.", [Panel("a", chart)]), console)
    assert max(map(len, out.getvalue().splitlines())) <= width


def test_numbers() -> None:
    """Three digits; scales reach beyond every value; a log axis begins at a decade."""
    texts = {0: "0", 0.0234: "0.0234", 1.5: "1.5", 23.64: "23.6", 87: "87", 100_000: "100,000"}
    assert {value: number(value) for value in texts} == texts
    assert scale([3, 2_000], 0, 100, log=True).ticks() == [1, 10, 100, 1_000, 10_000]
    plain = scale([0, 117.0], 0, 100, log=False)
    assert plain.ticks()[-1] >= 117 and plain(117.0) <= 100


def test_sides_in_a_sentence() -> None:
    """Each of them, as it is said in English."""
    said = {"starter": "1 query", "yours": 2, "reference": 3}
    assert compared(said) == "1 query with the starter, 2 with yours and 3 with the reference"
    assert compared({"yours": 2}) == "2 with yours"


def test_the_last_tick_stays() -> None:
    """Where there is no room for all, the first and the last are among those that are drawn."""
    chart = Lines(AXIS, AXIS, [Series("a", [(1_000, 1), (100_000, 2)])])
    assert {"0", "100,000"} <= {each.text for each in drawn(chart).iter("text")}


def test_rounds_that_differ_more_than_the_sides_say_nothing() -> None:
    """Apart is what lies farther apart than the rounds of either side, whichever is the less."""
    assert told_apart([2.4, 2.5], [0.1, 0.2]) and told_apart([1], [2])
    assert not told_apart([2.4, 3.0], [2.0, 2.3])
    assert not told_apart([2.4, 2.6], [2.3, 2.5])
    assert as_fast({"starter": [2.4, 2.6], "yours": [2.3, 2.5]}).startswith(" Whether")
    assert not as_fast({"starter": [2.4, 2.5], "yours": [0.1, 0.2]}) + as_fast({"yours": [1]})


def test_what_is_the_same_is_drawn_once() -> None:
    """Under the names of all."""
    one, other = Bars("ms", [Bar("a", 1.0)]), Bars("ms", [Bar("a", 2.0)])
    panels = [Panel(name, chart, name) for name, chart in (("starter", one), ("yours", one))]
    found = merged([*panels, Panel("reference", other, "reference")])
    assert [(panel.title, panel.who) for panel in found] == [
        ("starter and yours", "yours"),
        ("reference", "reference"),
    ]
