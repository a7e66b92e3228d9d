"""Reads exports: whether they say what they have to, and how many rows have come."""

import contextlib
import csv
import io
import re
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import islice

from katas.day06_streaming_exports.tests import csv_reading
from solutions.day06_streaming_exports.exam_rows import FORMULAS, Row
from solutions.grading.examiner import Contradicted

SHORTEST = len("20240101T000000")
FIRST = 100_000  # bytes in which the header and the first row lie


def cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULAS) else text


def judge(asked: str, rows: Sequence[Row], body: bytes | bytearray) -> None:
    """The export has a header, then each published article once, in the order of the ids."""
    wanted = [row for row in rows if row.published]
    records = parsed(asked, body)
    if records[:1] != [csv_reading.COLUMNS]:
        header = ",".join(records[0]) if records else "nothing"
        raise Contradicted(f"{asked}: the header", ",".join(csv_reading.COLUMNS), header)
    got_rows = records[1:]
    for number, (row, got) in enumerate(zip(wanted, got_rows, strict=False), 1):
        cells = [str(row.pk), cell(row.title), cell(row.author[1]), str(row.words)]
        if got[:4] != cells or len(got) != 5:
            raise Contradicted(f"{asked}: row {number:,}", cells, got[:6])
        if not same_moment(got[4], row.moment):
            raise Contradicted(
                f"{asked}: published_at of row {number:,}", row.moment.isoformat(), got[4]
            )
    if len(got_rows) != len(wanted):
        raise Contradicted(asked, f"{len(wanted):,} data rows", f"{len(got_rows):,}")


def judge_rows(asked: str, rows: Sequence[Row], body: bytes | bytearray) -> None:
    """As judge_texts for rows."""
    judge_texts(asked, texts(rows), body)


def texts(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    """What judge_texts wants of rows."""
    return [(str(row.pk), row.title, row.author[1]) for row in rows if row.published]


def judge_texts(
    asked: str,
    wanted: Sequence[tuple[str, str, str]],
    body: bytes | bytearray,
    unpublished: Collection[str] = (),
) -> None:
    """Each article once, in the order of the ids: its number and its texts, plain ones.

    For tasks in which the other cells, and how they are written, are no matter; nor is it whether
    the last row of a page is the first of the next as well, or whether drafts are there: those of
    `unpublished`, by their ids.
    """
    header, *found = loose_lines(asked, body) or [[]]
    while found and not found[-1]:
        found.pop()
    records = [
        row
        for row, before in zip(found, [[], *found], strict=False)
        if row != before and (not row or row[0] not in unpublished)
    ]
    if [tuple(got[:3]) for got in records] != wanted:
        for number, (expected, got) in enumerate(zip(wanted, records, strict=False), 1):
            if not got or not loosely(got, expected):
                row = got[:3] or "an empty line"
                raise Contradicted(f"{asked}: row {number:,}", expected, row)
        if len(records) != len(wanted):
            raise Contradicted(asked, f"{len(wanted):,} data rows", f"{len(records):,}")
    check_line_ends(asked, wanted, [header, *records])


def check_line_ends(
    asked: str, wanted: Sequence[tuple[str, str, str]], records: list[list[str]]
) -> None:
    """No cell has line ends of its own, which whoever counts lines would take for rows."""
    expected = sum(title.count("\n") + name.count("\n") for _, title, name in wanted)
    got = sum("".join(record).count("\n") for record in records)
    if got > expected:
        asked += ": line ends in cells"
        raise Contradicted(asked, f"at most the {expected:,} of the articles", f"{got:,}")


def loose_lines(asked: str, body: bytes | bytearray) -> list[list[str]]:
    """The records as a program finds them that forgives much."""
    csv.field_size_limit(2**30)
    try:
        return list(csv.reader(io.StringIO(body.decode("utf-8", "replace"), newline="")))
    except csv.Error as error:
        raise Contradicted(f"{asked}: reading it", "no fault", str(error)) from None


def loosely(got: Sequence[str], expected: Sequence[str]) -> bool:
    """Whether the number is the same but for its groups, the texts but for what surrounds them."""
    digits = re.sub(r"\D", "", got[0])
    texts = zip(got[1:3], expected[1:], strict=False)
    return digits == expected[0] and all(text.strip() in cell for cell, text in texts)


def same_moment(cell: str, moment: datetime) -> bool:
    """Whether the cell says this moment; the usual spelling is known at once."""
    return cell == moment.isoformat() or csv_reading.moment(cell) == moment


def parsed(asked: str, body: bytes | bytearray) -> list[list[str]]:
    """The records of an export that is complete, header included."""
    if len(body) > 100_000 and b'"' not in body and b"\r\n" in body:
        return loose_lines(asked, body)
    export = csv_reading.read(body)
    if export.faults:
        raise Contradicted(f"{asked}: reading it by RFC 4180", "no fault", "; ".join(export.faults))
    return export.records + ([export.rest] if export.rest else [])


def first_row(data: bytes | bytearray) -> list[str]:
    """The first record behind the header, once it has come in full and is no empty line."""
    if most_sent(data) < 1:
        return []
    text = io.StringIO(data[:FIRST].decode("utf-8", "replace"), newline="")
    with contextlib.suppress(csv.Error):
        for row in islice(csv.reader(text), 1, 2):
            ended = text.read(1) or text.getvalue().endswith(("\r", "\n"))
            return row if len(row) > 1 and (ended or is_whole(row)) else []
    return []


def is_whole(row: Sequence[str]) -> bool:
    """Whether a row that no line end follows has all its cells, a moment at the end."""
    return len(row) == 5 and len(row[-1]) >= SHORTEST


def most_sent(data: bytes | bytearray) -> int:
    """A number that `sent` does not exceed, found without reading the cells."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def sent(data: bytes | bytearray) -> set[int]:
    """How many data rows the bytes hold in full: two numbers where a line end may be to come."""
    ends = data.count(b"\r\n")
    if ends and b'"' not in data and data.count(b"\n") == data.count(b"\r") == ends:
        cells = data[data.rindex(b"\r\n") + 2 :].decode("utf-8", "replace").split(",")
        return {ends - 1, ends} if is_whole(cells) else {ends - 1}
    if data.count(b'"') % 2:  # cut within a cell whose line ends are none of records
        data = data[: data.rindex(b'"')]
    export = csv_reading.read(data)
    ended = len(export.ended_rows) if export.records else 0
    return {ended, ended + 1} if export.records and is_whole(export.rest) else {ended}
