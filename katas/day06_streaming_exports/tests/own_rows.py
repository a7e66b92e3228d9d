"""What must hold of exports that were under way at once."""

from collections.abc import Sequence

from katas.day06_streaming_exports.tests.csv_reading import COLUMNS, read
from katas.day06_streaming_exports.tests.driver import FILES
from katas.day06_streaming_exports.tests.expectations import published
from katas.harness.run.explain import where
from katas.harness.verdicts import require


def check_own_rows(bodies: Sequence[object], asked: str) -> None:
    """Each of several exports that were under way at once has the rows that it would have alone.

    bodies: their bytes, or what they raised instead.
    """
    articles = published()
    assert articles
    wanted = [COLUMNS[:4]] + [
        [str(each.pk), each.title, each.author.name, str(each.word_count)] for each in articles
    ]
    right = b""
    for number, body in enumerate(bodies, 1):
        this = f"export {number} of {len(bodies)}"
        if body == right != b"":
            continue  # read already
        if not isinstance(body, bytes | bytearray):
            assert isinstance(body, BaseException)
            require(
                False,
                asked=asked,
                expected="no error",
                got=f"{this}: {type(body).__name__}: {body}",
                where=where(body, FILES),
            )
            continue
        export = read(body)
        got = [row[:4] for row in (export.header, *export.rows)]
        place = next((n for n, row in enumerate(wanted) if got[n : n + 1] != [row]), len(wanted))
        require(
            got == wanted,
            asked=asked,
            expected=f"{this}, record {place + 1}: {record(wanted, place)}",
            got=record(got, place),
            note="What belongs to one export has got into another, or was lost to it.",
        )
        right = bytes(body)


def record(records: Sequence[list[str]], place: int) -> str:
    """The record at that place as a line."""
    return ",".join(records[place])[:200] if place < len(records) else "none"
