"""Reads what a client received: rows, chunk by chunk, and sometimes not to the end."""

import traceback
from collections.abc import AsyncIterator, Iterator

from katas.day06_streaming_exports.tests.csv_reading import COLUMNS, read


def has_row(data: bytes | bytearray, count: int = 1) -> bool:
    """Whether that many data rows have arrived in full. A header or an empty line is none."""
    if data.count(b"\n") < count:
        return False
    export = read(data)
    return sum(len(row) > 1 for row in export.ended_rows) + is_whole(export.rest) >= count


def is_whole(row: list[str]) -> bool:
    """Whether a row that no line end follows has all its cells, a moment at the end."""
    return len(row) == len(COLUMNS) and len(row[-1]) >= len("20240101T000000")


def rows_sent(data: bytes) -> set[int]:
    """How many data rows the bytes hold in full.

    Two answers where the last row has all its cells and no line end: more may have been to come.
    """
    export = read(data)
    ended = len(export.ended_rows) if export.records else 0
    return {ended, ended + 1} if export.records and is_whole(export.rest) else {ended}


def take_rows(chunks: Iterator[bytes], count: int) -> bytes:
    """The chunks until that many data rows have arrived (or the end); 0: one chunk."""
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if (data and not count) or (count and has_row(data, count)):
            break
    return bytes(data)


async def atake_rows(chunks: AsyncIterator[bytes], count: int) -> bytes:
    """take_rows for an asynchronous stream."""
    data = bytearray()
    async for chunk in chunks:
        data += chunk
        if (data and not count) or (count and has_row(data, count)):
            break
    return bytes(data)


def take_rest(chunks: Iterator[bytes]) -> tuple[bytes, Exception | None]:
    """What else arrives, and the error that ended it."""
    data = bytearray()
    try:
        for chunk in chunks:
            data += chunk
    except Exception as error:
        return bytes(data), let_go(error)
    return bytes(data), None


async def atake_rest(chunks: AsyncIterator[bytes]) -> tuple[bytes, Exception | None]:
    """take_rest for an asynchronous stream."""
    data = bytearray()
    try:
        async for chunk in chunks:
            data += chunk
    except Exception as error:
        return bytes(data), let_go(error)
    return bytes(data), None


def let_go(error: Exception) -> Exception:
    """The error, without what its frames hold: a cursor left open in a thread locks its table."""
    for each in behind(error):
        traceback.clear_frames(each.__traceback__)
    return error


def behind(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that it was raised from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def counted(rows: set[int]) -> str:
    """For example "1 row" or "40 rows"."""
    most = max(rows)
    return "1 row" if most == 1 else f"{most:,} rows"
