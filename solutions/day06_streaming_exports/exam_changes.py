"""What changes in the newsroom between two exports."""

import random
from collections.abc import Sequence
from dataclasses import replace

from solutions.day06_streaming_exports.exam_rows import Row, moment, text

SINGLE = ("title", "name", "moment", "numbers", "authors", "draft")
KINDS = ("title", "words", "moment", "author", "published", "another", "gone")


def changed(rows: Sequence[Row], draw: random.Random, kind: str = "") -> list[Row]:
    """The newsroom a while later: of each kind of change there are some, each by itself.

    kind: only one of this kind changes.
    """
    if kind:
        return changed_once(rows, draw, kind)
    renamed, others = draw.choice(rows).author, [row.author for row in rows]
    name = f"{renamed[1]} {draw.randrange(10**6)}"[-100:]
    if draw.random() < 0.5 and len(renamed[1]) > 6:  # of the same length
        name = f"{draw.randrange(10**6):06}{renamed[1][6:]}"
    later = []
    for row in rows:
        match draw.choice([*KINDS, *[""] * len(KINDS)]):
            case "title":
                row = replace(row, title=text(draw, 200))
            case "words":
                row = replace(row, words=draw.randrange(10**5))
            case "moment":
                row = replace(row, moment=moment(draw))
            case "author":
                row = replace(row, author=draw.choice(others))
            case "published":
                row = replace(row, published=not row.published)
            case "another":  # its id is used again
                row = replace(draw.choice(rows), pk=row.pk, words=draw.randrange(10**5))
            case "gone":
                continue
        later.append(row)
    taken = {row.pk for row in rows}
    new = {draw.randrange(1, 10**6) for _ in range(draw.randint(1, 9))} - taken
    later += [replace(draw.choice(rows), pk=pk, title=text(draw, 200)) for pk in new]
    return [
        replace(row, author=(renamed[0], name)) if row.author == renamed else row
        for row in sorted(later, key=lambda row: row.pk)
    ]


def changed_once(rows: Sequence[Row], draw: random.Random, kind: str) -> list[Row]:
    """The newsroom after one change, which numbers and sums of its rows may well not show.

    The kind "name" changes all articles of an author, the last three change two articles.
    """
    later = list(rows)
    shown = [n for n, row in enumerate(rows) if row.published]
    draw.shuffle(shown)
    at = next((n for n in shown if rows[n].words), shown[0])
    row = rows[at]
    other = next((n for n in shown if n != at and rows[n].author != row.author), at)
    beside = rows[other]
    match kind:
        case "title":
            later[at] = replace(row, title=f"{draw.randrange(10**6):06}{row.title[6:]}")
        case "name":
            author = (row.author[0], f"{draw.randrange(10**6):06}{row.author[1][6:]}")
            later = [
                replace(each, author=author) if each.author == row.author else each for each in rows
            ]
        case "moment":
            later[at] = replace(row, moment=moment(draw))
        case "numbers":
            few = min(row.words, draw.randint(1, 100), 2**31 - 1 - beside.words)
            later[at] = replace(row, words=row.words - few)
            later[other] = replace(beside, words=beside.words + few)
        case "authors":
            later[at] = replace(row, author=beside.author)
            later[other] = replace(beside, author=row.author)
        case "draft":
            draft = draw.choice([n for n, row in enumerate(rows) if not row.published] or [at])
            later[at] = replace(row, published=False)
            later[draft] = replace(rows[draft], published=True)
    return later
