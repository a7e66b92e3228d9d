"""What must hold of the headers of an export, synchronous or not."""

from django.utils.http import parse_header_parameters

from katas.day06_streaming_exports.tests.driver import first_headers
from katas.harness.verdicts import require


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
            # Types and parameters are written in any case; a file's name is what it is.
            parse_header_parameters(headers.get("content-disposition", ""))
            == ("attachment", {"filename": "articles.csv"}),
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
        first = first_headers.get(name.lower(), got)
        note = f"The first export of this run had {first}: what do your exports share?"
        require(
            ok,
            asked=f"the export's {name}",
            expected=expected,
            got=got,
            note=note if first != got else "",
        )


def check_not_buffered(headers: dict[str, str]) -> None:
    """The header by which a response asks nginx not to buffer it."""
    require(
        headers.get("x-accel-buffering", "").strip().lower() == "no",
        asked="the export's X-Accel-Buffering",
        expected="no",
        got=headers.get("x-accel-buffering", "no such header"),
        note="nginx collects an upstream's answer in its buffers unless the answer asks it not to.",
    )
