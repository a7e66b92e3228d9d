"""Reads an export the way RFC 4180 says, and keeps what is wrong with it.

Used by the tests: a program that reads CSV forgives much, so faults are noted instead of raised.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

COLUMNS = ["id", "title", "author", "word_count", "published_at"]

_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_BARE = re.compile(r"[^,\r\n]*")


@dataclass
class Export:
    """The records of an export, header included.

    records: those that ended with a line end, or by the end of the text when nothing is missing.
    rest: cells of a last record that had no line end ("" when there was none).
    faults: what RFC 4180 does not allow, in words.
    """

    records: list[list[str]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def header(self) -> list[str]:
        return (self.records or [self.rest])[0]

    @property
    def rows(self) -> list[list[str]]:
        """Data rows, the last one too if it is whole."""
        return (self.records + ([self.rest] if self.rest else []))[1:]

    @property
    def ended_rows(self) -> list[list[str]]:
        """Data rows that were followed by a line end."""
        return self.records[1:]

    def column(self, name: str) -> list[str]:
        """The cells of a column, "" where a row is too short."""
        index = COLUMNS.index(name)
        return [row[index] if index < len(row) else "" for row in self.rows]


def read(data: bytes | bytearray) -> Export:
    """The export in the bytes, also when they stop half-way."""
    export = Export()
    if data.startswith(b"\xef\xbb\xbf"):
        export.faults.append("it begins with a byte order mark")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.end < len(data):
            export.faults.append(f"it is not UTF-8: {error}")
        text = data.decode("utf-8-sig", "replace")
    _records(text, export)
    if any(row[0].startswith("\ufeff") for row in export.rows):
        # A text may well have one; before a record, it is the mark of a chunk.
        export.faults.append("a byte order mark stands in the middle")
    return export


def _records(text: str, export: Export) -> None:
    position, cells, end = 0, [], len(text)
    faults: dict[str, str] = {}
    ends: Counter[str] = Counter()
    lone = ""
    while position < end:
        quoted = _QUOTED.match(text, position) if text[position] == '"' else None
        match = quoted or _BARE.match(text, position)
        assert match is not None
        cells.append(quoted[1].replace('""', '"') if quoted else match[0])
        if not quoted and '"' in match[0] and match.end() < end:
            faults["quote"] = f"a quotation mark in a cell that is not quoted: {match[0][:60]!r}"
        position = match.end()
        if text.startswith(",", position):
            position += 1
            if position == end:
                cells.append("")
            continue
        if text.startswith("\r\n", position):
            ends["\r\n"] += 1
            position += 2
        elif position < end and text[position] in "\r\n":
            ends[text[position]] += 1
            lone = lone or f"{text[position]!r} right after {match[0][-60:]!r}"
            position += 1
        elif position < end:
            faults["after"] = f"text after a closing quotation mark: {text[position:][:40]!r}"
            continue
        else:
            export.rest = cells
            break
        export.records.append(cells)
        cells = []
    export.faults += [*_line_ends(ends, lone), *faults.values()]


def _line_ends(ends: Counter[str], lone: str) -> list[str]:
    """What is wrong with the line ends that stand outside quotation marks."""
    if not lone:
        return []
    usual = max(ends, key=lambda end: ends[end])
    if usual != "\r\n":
        return [f"records end with {usual!r} instead of '\\r\\n'"]
    return [f"a line end in a cell that is not quoted: {lone}"]


def moment(cell: str) -> datetime | None:
    """The moment an ISO 8601 cell names, in UTC; None if the cell is no such thing.

    A form without an offset is read as UTC, the newsroom's time zone.
    """
    try:
        value = datetime.fromisoformat(cell)
        value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return value if "T" in cell else None
