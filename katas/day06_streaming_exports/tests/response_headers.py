"""What must hold of the headers of an export, synchronous or not."""

from typing import Any

from django.utils.http import http_date, parse_header_parameters

from katas.harness.verdicts import require


def check_headers(
    status: int, headers: dict[str, str], first: dict[str, str] | None = None
) -> None:
    """The headers that make a browser save the export as a file. Names in lower case.

    first: those of the first export of this run by the same view, if it is known.
    """
    before = judged(200, headers if first is None else first)
    for (ok, name, expected, got), (ok_then, _, _, then) in zip(
        judged(status, headers), before, strict=True
    ):
        require(
            ok,
            asked=f"the export's {name}",
            expected=expected,
            got=got,
            note=f"The first export of this run had {then}: what do your exports share?"
            if ok_then
            else "",
        )


def judged(status: int, headers: dict[str, str]) -> list[tuple[bool, str, str, str]]:
    """For each header, whether it is right, its name, what is expected, and what it is."""
    kind, _, parameters = headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().replace('"', "").replace(" ", "")
    return [
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
            headers.get("content-length", "no such header"),
        ),
    ]


def check_not_buffered(headers: dict[str, str]) -> None:
    """The header by which a response asks nginx not to buffer it."""
    require(
        headers.get("x-accel-buffering", "").strip().lower() == "no",
        asked="the export's X-Accel-Buffering",
        expected="no",
        got=headers.get("x-accel-buffering", "no such header"),
        note="nginx collects an upstream's answer in its buffers unless the answer asks it not to.",
    )


def as_a_browser(response: Any) -> dict[str, str]:
    """What a browser that has this export sends when it asks again: has it changed since?"""
    response.close()
    seen = response.get("Last-Modified", http_date())
    etag = {"If-None-Match": response["ETag"]} if "ETag" in response else {}
    return {"If-Modified-Since": seen, **etag}


def check_sent_anew(response: Any, headers: dict[str, str]) -> None:
    """An export that was asked for once more, after a change, is not said to be what it was."""
    response.close()
    told = ", ".join(headers)
    require(
        response.status_code == 200,
        asked=f"export once more, after a change, from a browser that kept the last one ({told})",
        expected="status 200, and a new export",
        got=f"status {response.status_code}",
    )
