"""What there is to see once a day is green: the difference, notes, the tour of the mistakes."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from katas.harness import answers
from katas.harness.commands import mistake_tour
from katas.harness.commands.side_by_side import SAME, Change, difference
from katas.harness.days import ManifestError
from katas.harness.run.tally import RunTally


@dataclass(frozen=True)
class Line:
    """A line of one of two files. kind: same, minus or plus; number: from 1 in its file."""

    kind: str
    number: int
    text: str


def after_green(run: RunTally) -> str:
    """The section as HTML."""
    day = run.day
    reference = answers.reference(day.name, day.answers)
    mine = answers.day_folder(day.name)
    files = (
        [(file, changes(mine / file, reference / file)) for file in day.answers]
        if reference
        else []
    )
    try:
        tour = mistake_tour.stops(day, answers.KATAS.parent / "solutions")
    except ManifestError:
        tour = []
    stops = [(stop, list(mistake_tour.lines_of(stop, named, day))) for stop, named in tour]
    context = {"day": day, "files": files, "same": SAME, "tour": stops}
    context |= {"tour_title": mistake_tour.TITLE, "tour_text": mistake_tour.WHAT_IT_IS}
    context |= {"notes": notes(reference / "NOTES.md") if reference else ""}
    return render_to_string("dojo/parts/after.html", context)


def changes(mine: Path, reference: Path) -> list[list[Line]]:
    """The changed lines of both files below each other, in groups."""
    try:
        left, right, groups = difference(mine, reference)
    except (OSError, ValueError):  # gone, or no text, since the run
        return []
    return [
        [line for change in group for line in lines_of(change, left, right)] for group in groups
    ]


def lines_of(change: Change, left: list[str], right: list[str]) -> list[Line]:
    tag, i1, i2, j1, j2 = change
    if tag == "equal":
        return [Line("same", index + 1, left[index]) for index in range(i1, i2)]
    gone = [Line("minus", index + 1, left[index]) for index in range(i1, i2)]
    return gone + [Line("plus", index + 1, right[index]) for index in range(j1, j2)]


@lru_cache
def notes(file: Path) -> str:
    """The first part of the reference's notes."""
    if not file.is_file():
        return ""
    _, _, rest = file.read_text(encoding="utf-8").partition("\n## ")
    first = rest.partition("\n## ")[0].partition("\n")[2]
    html: str = MarkdownIt("commonmark", {"html": False}).enable("table").render(first)
    return mark_safe(html)  # noqa: S308 (raw HTML is off)
