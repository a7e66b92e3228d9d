"""What must hold of the bytes of an export, synchronous or not."""

from katas.day06_streaming_exports.tests.csv_reading import COLUMNS, Export, moment
from katas.day06_streaming_exports.tests.driver import lone, published
from katas.day06_streaming_exports.tests.hard_articles import FORMULA_STARTS
from katas.harness.verdicts import require


def check_content(export: Export) -> None:
    """Header, columns, rows, order, quoting."""
    articles = published()
    require(
        not export.faults,
        asked="read the export by the rules of RFC 4180",
        expected="UTF-8 without a byte order mark, CRLF between records, quoting where it is due",
        got="; ".join(export.faults),
    )
    check_header(export)
    require(
        len(export.rows) == len(articles),
        asked=f"export {len(articles)} published articles, with as many drafts between them",
        expected=f"{len(articles)} data rows",
        got=f"{len(export.rows)} data rows",
    )
    expected = [[str(a.pk), a.title, a.author.name, str(a.word_count)] for a in articles]
    got_ids = [row[0] for row in export.rows]
    wanted = [row[0] for row in expected]
    require(
        got_ids == wanted,
        asked="export articles, with drafts between them",
        expected=f"the ids of the published ones, in order: {', '.join(wanted)}",
        got=", ".join(got_ids),
    )
    for number, (row, wish) in enumerate(zip(export.rows, expected, strict=True), 1):
        require(
            len(row) == len(COLUMNS),
            asked=f"export an article with the title {wish[1]!r}",
            expected=f"{len(COLUMNS)} cells in row {number}",
            got=f"{len(row)} cells: {row}",
        )
        for name, cell, wished in zip(COLUMNS, row, wish, strict=False):
            require(
                cell == wished,
                asked=f"export an article, row {number}, column {name}",
                expected=cell_text(wished),
                got=cell_text(cell),
            )


def check_header(export: Export) -> None:
    """The header row."""
    require(
        export.header == COLUMNS,
        asked="read the first record of the export",
        expected=",".join(COLUMNS),
        got=",".join(export.header) or "nothing",
    )


def check_formulas(export: Export) -> None:
    """A cell of a person's text that begins like a formula has a ' ahead."""
    for column in ("title", "author"):
        cells = lone(export, column)
        for cell, article in zip(cells, published(), strict=False):
            text = article.title if column == "title" else article.author.name
            require(
                cell == f"'{text}",
                asked=f"export an article whose {column} begins with {FORMULA_STARTS[text[0]]}",
                expected=cell_text(f"'{text}"),
                got=cell_text(cell),
                note="A spreadsheet runs such a cell as a formula.",
            )


def check_harmless(export: Export) -> None:
    """All other cells arrive as they are."""
    for column in ("title", "author", "word_count", "id"):
        cells = lone(export, column)
        for cell, article in zip(cells, published(), strict=False):
            value = article.author.name if column == "author" else getattr(article, column)
            require(
                cell == str(value),
                asked=f"export an article with the {column} {value!r}",
                expected=cell_text(str(value)),
                got=cell_text(cell),
            )
    require(
        len(export.rows) == len(published()),
        asked="export articles with empty and harmless cells",
        expected=f"{len(published())} data rows",
        got=f"{len(export.rows)}",
    )


def check_moments(export: Export) -> None:
    """published_at is ISO 8601 and exact to the microsecond."""
    for cell, article in zip(lone(export, "published_at"), published(), strict=False):
        require(
            moment(cell) == article.published_at,
            asked=f"export an article published at {article.published_at.isoformat()}",
            expected="that moment in ISO 8601, with a T and all its microseconds",
            got=cell_text(cell),
        )


def check_headers(status: int, headers: dict[str, str]) -> None:
    """The headers that make a browser save the export as a file. Names in lower case."""
    kind, _, parameters = headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().replace('"', "").replace(" ", "")
    shown = [
        (status == 200, "status", "200", str(status)),
        (
            kind.strip().lower() == "text/csv" and charset == "charset=utf-8",
            "Content-Type",
            "text/csv; charset=utf-8",
            headers.get("content-type", "no such header"),
        ),
        (
            headers.get("content-disposition", "").replace('"', "").replace(" ", "").lower()
            == "attachment;filename=articles.csv",
            "Content-Disposition",
            'attachment; filename="articles.csv"',
            headers.get("content-disposition", "no such header"),
        ),
        (
            "content-length" not in headers,
            "Content-Length",
            "no such header: the length is not known when the headers leave",
            headers.get("content-length", ""),
        ),
    ]
    for ok, name, expected, got in shown:
        require(ok, asked=f"the export's {name}", expected=expected, got=got)


def check_not_buffered(headers: dict[str, str]) -> None:
    """The header by which a response asks nginx not to buffer it."""
    require(
        headers.get("x-accel-buffering", "").strip().lower() == "no",
        asked="the export's X-Accel-Buffering",
        expected="no",
        got=headers.get("x-accel-buffering", "no such header"),
        note="nginx collects an upstream's answer in its buffers unless the answer asks it not to.",
    )


def cell_text(cell: str) -> str:
    """A cell as it is; in Python's notation where that would not show all of it."""
    return cell if cell.isprintable() and cell == cell.strip() != "" else repr(cell)
