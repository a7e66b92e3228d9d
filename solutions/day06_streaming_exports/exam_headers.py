"""The headers of an export."""

from django.utils.http import parse_header_parameters

from solutions.grading.examiner import Contradicted, Reply


def check_headers(reply: Reply) -> None:
    """Those that make a browser save the export as a file."""
    kind, _, parameters = (reply.header("Content-Type") or "").partition(";")
    charset = parameters.strip().lower().replace('"', "").replace(" ", "")
    try:
        disposition = parse_header_parameters(reply.header("Content-Disposition") or "")
    except ValueError:
        disposition = ("", {})
    typed = kind.strip().lower() == "text/csv" and charset == "charset=utf-8"
    saved = disposition == ("attachment", {"filename": "articles.csv"})
    for name, right, expected in (
        ("Content-Type", typed, "text/csv; charset=utf-8"),
        ("Content-Disposition", saved, 'attachment; filename="articles.csv"'),
        ("Content-Length", reply.header("Content-Length") is None, "no such header"),
    ):
        if not right:
            got = reply.header(name) or "no such header"
            raise Contradicted(f"the export's {name}", expected, got)
    if reply.status != 200:
        raise Contradicted("the export's status", "200", str(reply.status))


def check_not_buffered(value: str | None) -> None:
    if (value or "").strip().lower() != "no":
        raise Contradicted("the export's X-Accel-Buffering", "no", value or "no such header")
