"""What must hold of the bytes of an export, synchronous or not."""

import re
from collections import Counter
from unicodedata import is_normalized

from katas.day06_streaming_exports.tests.csv_reading import COLUMNS, Export, moment
from katas.day06_streaming_exports.tests.hard_articles import FORMULA_STARTS
from katas.harness.verdicts import require
from katas.newsroom.models import Article


def published() -> list[Article]:
    """The articles of an export, in its order."""
    articles = Article.objects.filter(published=True).order_by("pk")
    return list(articles.select_related("author").defer("body", "slug"))


def check_content(export: Export, active: str = "") -> list[Article]:
    """Quoting, header, rows, order, cells: the plainest fault is told first.

    active: the time zone or language that is.
    """
    check_well_formed(export)
    check_header(export)
    articles = published()
    check_rows(export, articles)
    check_cells(export, articles, active)
    return articles


def check_whole(export: Export, active: str = "") -> None:
    """The content, its moments, too."""
    check_moments(export, check_content(export, active), active)


def check_well_formed(export: Export) -> None:
    """A program that reads by RFC 4180 finds the cells."""
    require(
        not export.faults,
        asked="read the export by the rules of RFC 4180",
        expected="UTF-8 without a byte order mark, CRLF between records, quoting where it is due",
        got="\n".join(export.faults),
    )


def check_header(export: Export) -> None:
    """The header row."""
    require(
        export.header == COLUMNS,
        asked="read the first record of the export",
        expected=",".join(COLUMNS),
        got=",".join(export.header) or "nothing",
    )


def check_rows(export: Export, articles: list[Article], asked: str = "") -> None:
    """Each published article once, in the order of the ids, with five cells."""
    assert articles
    asked = asked or f"export {len(articles):,} published articles, with drafts between them"
    for number, row in enumerate(export.rows, 1):
        require(
            len(row) == len(COLUMNS),
            asked=asked,
            expected=f"{len(COLUMNS)} cells in row {number:,}",
            got=f"{len(row)} cells: {row}",
        )
    got = [row[0] for row in export.rows]
    wanted = {str(article.pk): article for article in articles}
    present = set(got)
    missing = [article for pk, article in wanted.items() if pk not in present]
    require(
        not missing,
        asked=asked,
        expected="a row for each of them",
        got=f"{len(missing):,} without a row, first of all {described(missing)}",
        note="Those without a row have ids below 1." if missing and missing[-1].pk < 1 else "",
    )
    extra = [pk for pk in got if pk not in wanted]
    drafts = Article.objects.filter(
        published=False, pk__in=[pk for pk in extra if re.fullmatch(r"-?\d+", pk)]
    )
    require(
        not extra,
        asked=asked,
        expected="a row for each of them, and no other",
        got=f"{len(extra):,} more, first of all "
        + (described(list(drafts[:1])) + ": a draft" if drafts else f"the id {extra[:1]}"),
    )
    twice = [wanted[pk] for pk, times in Counter(got).items() if times > 1]
    require(
        not twice,
        asked=asked,
        expected="one row for each of them",
        got=f"{len(twice):,} more than once, first of all {described(twice)}",
    )
    place = next((n for n, pk in enumerate(wanted) if got[n] != pk), 0)
    around = slice(max(place - 1, 0), place + 6)
    require(
        got == list(wanted),
        asked=asked,
        expected=f"the order of the ids: {', '.join(list(wanted)[around])}",
        got=", ".join(got[around]),
    )


def described(articles: list[Article]) -> str:
    """The first of them in a few words."""
    return "".join(
        f"id {each.pk}, {each.title!r}, published_at {each.published_at.date()}"
        for each in articles[:1]
    )


def check_cells(export: Export, articles: list[Article], active: str) -> None:
    """Title and author are defused where they must be; every other cell is as it was."""
    for row, article in zip(export.rows, articles, strict=True):
        texts = {"title": article.title, "author": article.author.name}
        cells = dict(zip(COLUMNS, row, strict=True))
        for column, text in texts.items():
            check_text(column, text, cells[column])
        for column, number in (("id", article.pk), ("word_count", article.word_count)):
            require(
                cells[column] == str(number),
                asked=f"export an article with the {column} {number}{active}",
                expected=str(number),
                got=cell_text(cells[column]),
            )


def check_text(column: str, text: str, cell: str) -> None:
    """One cell that a person typed."""
    start = FORMULA_STARTS.get(text[:1])
    wanted = f"'{text}" if start else text
    if cell == wanted:
        return
    note = ""
    if start and cell == text:
        note = "A spreadsheet runs such a cell as a formula."
    elif not start and cell == f"'{text}":
        note = "It does not begin with one of the six, and is left as it is."
    asked = f"export an article whose {column} begins with {start}"
    require(
        cell == wanted,
        asked=asked if start else f"export an article with the {column} {shortened(text)}",
        expected=shortened(wanted),
        got=shortened(cell),
        note=note,
    )


def check_moments(export: Export, articles: list[Article], active: str) -> None:
    """published_at is ISO 8601 and exact to the microsecond."""
    for cell, article in zip(export.column("published_at"), articles, strict=True):
        require(
            moment(cell) == article.published_at,
            asked=f"export an article published at {article.published_at.isoformat()}{active}",
            expected="that moment in ISO 8601: four digits of a year, a T, all its microseconds",
            got=cell_text(cell),
        )


def cell_text(cell: str) -> str:
    """A cell as it is; in Python's notation where that would not show all of it."""
    plain = cell.isprintable() and cell == cell.strip() != ""
    # Two ways to write one letter look the same.
    return cell if plain and is_normalized("NFKC", cell) else ascii(cell)


def shortened(text: str) -> str:
    """A cell as it is shown, cut where it is long."""
    shown = cell_text(text)
    return shown if len(shown) <= 120 else f"{shown[:110]} ... ({len(text)} characters)"
