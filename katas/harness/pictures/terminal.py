"""Small pictures in text, for a terminal of 60 columns or more."""

import math
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from katas.harness.pictures.charts import Bars, Goal, Histogram, Lines, Spread, Timeline
from katas.harness.pictures.data import Chart, Picture
from katas.harness.pictures.diagrams import Deeds, Nested, Source
from katas.harness.pictures.numbers import number

STYLES = {"starter": "yellow", "yours": "blue", "reference": "green", "other": "magenta"}
TONES = {"wait": "bright_black", "calm": "blue", "held": "red"}
CELLS = {"wait": "░", "held": "▒"}
BLOCKS = " ▁▂▃▄▅▆▇█"
NAME, VALUE = 22, 10


def show(picture: Picture, out: Console) -> None:
    """Its title, what is to be seen, and each panel."""
    out.print(shown(Text(picture.title, style="bold")))
    out.print(shown(Text(picture.seen, style="dim")))
    for panel in picture.panels:
        if panel.title:
            said = f": {panel.said}" if panel.said else ""
            out.print(shown(Text(f"  {panel.title}{said}", style=STYLES[panel.who])))
        for line in small(panel.chart, max(20, min(out.width, 80) - NAME - VALUE - 4)):
            shown(line).truncate(out.width, overflow="ellipsis")
            out.print(line)
    out.print()


def shown(text: Text) -> Text:
    """The text, in which what would steer the terminal is a question mark."""
    text.plain = "".join(each if each.isprintable() or each == "\n" else "?" for each in text.plain)
    return text


def small(chart: Chart, room: int) -> list[Text]:
    """The chart in lines. room: columns of the drawing itself."""
    match chart:
        case Histogram():
            top = max((heap.count for heap in chart.heaps), default=1)
            return [
                row(f"{heap.place + 1}", "█" * round(room * heap.count / top), heap.text, "other")
                for heap in chart.heaps
            ]
        case Bars():
            values = [bar.value for bar in chart.bars]
            lengths = shares(values, log=False)
            return [
                row(
                    bar.name,
                    "█" * max(1, round(share * room)),
                    bar.text or number(bar.value),
                    bar.who,
                )
                for bar, share in zip(chart.bars, lengths, strict=True)
            ] + [below(chart.label, chart.goal)]
        case Lines():
            return _lines(chart, room)
        case Spread():
            return [
                row(
                    each.name,
                    "",
                    f"{number(min(each.values))} to {number(max(each.values))}",
                    each.who,
                )
                for each in chart.rows
                if each.values
            ]
        case Timeline():
            return _timeline(chart, room)
        case Nested():
            return _nested(chart)
        case Deeds():
            return _deeds(chart)
        case Source():
            return _source(chart)


def row(name: str, drawn: str, value: str, who: str) -> Text:
    """A name, a drawing, a value."""
    return Text.assemble(f"  {name[:NAME]:<{NAME}} ", (drawn, STYLES[who]), f" {value}")


def below(label: str, goal: Goal | None) -> Text:
    """What is measured, and the goal."""
    return Text(f"  {label}" + (f"; {goal.text}" if goal else ""), style="dim")


def shares(values: Sequence[float], *, log: bool) -> list[float]:
    """Each value as a share of the highest, on a log scale from a tenth of the lowest."""
    top = max(values, default=0)
    if top <= 0:
        return [0.0 for _ in values]
    if not log:
        return [value / top for value in values]
    least = min((value for value in values if value > 0), default=1) / 10
    whole = math.log(top / least)
    return [math.log(max(value, least) / least) / whole for value in values]


def _lines(chart: Lines, room: int) -> list[Text]:
    """A sparkline for each series, with its first and last value."""
    every = [y for series in chart.series for _, y in series.points]
    found = []
    for series in chart.series:
        if not series.points:
            continue
        values = [y for _, y in series.points]
        step = max(1, len(values) // room)
        picked = shares([*values[::step], max(every)], log=chart.y.log)[:-1]
        drawn = "".join(BLOCKS[round(share * 8)] or " " for share in picked)
        said = f"{number(values[0])} to {number(values[-1])}"
        found.append(row(series.name, drawn, said, series.who))
    return [*found, below(f"{chart.y.label}, against {chart.x.label}", chart.goal)]


def _timeline(chart: Timeline, room: int) -> list[Text]:
    """A line for every fourth lane."""
    found = []
    for lane in chart.lanes[3::4]:
        line = Text(f"  {lane.name[:NAME]:<{NAME}} ")
        cells = [" "] * (room + 1)
        tones = [""] * (room + 1)
        for span in lane.spans:
            first = min(room, round(room * span.start / chart.until))
            last = max(first + 1, round(room * span.end / chart.until))
            for place in range(first, min(last, room + 1)):
                cells[place] = CELLS.get(span.tone, "█")
                tones[place] = TONES[span.tone]
        for cell, tone in zip(cells, tones, strict=True):
            line.append(cell, style=tone)
        found.append(line)
    return [*found, below(f"{chart.axis.label}, to {number(chart.until)}", chart.goal)]


def _nested(chart: Nested) -> list[Text]:
    """Each layer set in further; a mark where the request turned round."""
    tone = {True: "green", False: "red", None: "blue"}[chart.good]
    found = []
    for place, layer in enumerate(chart.layers):
        line = Text("  " + "  " * place)
        line.append(
            f"{'>' if layer.met else ' '} {layer.name}",
            style=(tone if layer.met else "dim"),
        )
        line.append(f"  {layer.note}" if layer.met and layer.note else "", style="dim")
        if place == chart.turned:
            line.append(f"  <- turned round: {chart.outcome}", style=f"bold {tone}")
        found.append(line)
    return found


def _deeds(chart: Deeds) -> list[Text]:
    """A line for each actor, with what it did."""
    found = []
    for actor in chart.actors:
        done = [f"{n:,} x {deed}" for n, deed in zip(actor.times, chart.deeds, strict=True) if n]
        tone = ("green" if actor.good else "red") if done else "dim"
        found.append(
            Text.assemble(f"  {actor.name[:NAME]:<{NAME}} ", (", ".join(done) or "-", tone))
        )
    return found


def _source(chart: Source) -> list[Text]:
    """The lines that cost something."""
    found = [Text("  " + "".join(f"{title:>10}" for title in chart.columns), style="dim")]
    for line in chart.lines:
        if any(line.counts):
            text = Text("  ")
            for count, bound in zip(line.counts, chart.bounds, strict=True):
                text.append(f"{number(count):>10}", style="red" if count > bound else "")
            found.append(text.append(f"  {line.number:>3} {line.text.strip()}"))
    return found
