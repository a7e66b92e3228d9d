"""What a request for an export may say beside its path, none of which changes what is exported."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from django.utils.http import http_date

from solutions.day06_streaming_exports import exam_reading, exam_rows
from solutions.day06_streaming_exports.exam_headers import check_headers
from solutions.day06_streaming_exports.exam_rows import Row
from solutions.grading.examiner import Contradicted, Exam, Reply
from solutions.grading.examiner.names import as_headers, as_values

LANGUAGES = ("en", "de", "fr", "ar", "hi")
ZONES = ("Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe")
# Within the hour that comes twice, as each of these zones has it.
TWICE = ("2024-10-27T00:30", "2024-10-27T01:30", "2024-11-03T03:45", "2024-04-06T15:10")
OURS = ("zone", "language")  # what the examiner's own middleware reads
AT_ONCE = 25  # names: a server takes no line of 4,094 bytes
Headers = Sequence[tuple[str, str]]


def target(exam: Exam, path: str = "/export/") -> str:
    minutes = exam.random.choice([0, 345, -570, exam.random.randrange(-700, 800)])
    return f"{path}?zone={minutes}&language={exam.random.choice(LANGUAGES)}"


def visited(exam: Exam, port: int, where: str, headers: Headers = ()) -> Reply:
    reply = exam.fetch(port, where, headers=headers)
    if not reply.whole:
        raise Contradicted(f"GET {where}", "a whole export", f"{len(reply.body):,} bytes, cut off")
    return reply


def asked_otherwise(exam: Exam, port: int, path: str) -> int:
    """Exports in real zones, each after a change, as a browser asks that has the one before.

    Then such as say all names of the source. Returns how many there were.
    """
    draw = exam.random
    rows = seasons(draw)
    kept: Headers = ()
    for zone in draw.sample(ZONES, len(ZONES)):
        exam_rows.fill(exam, rows)
        kept = as_a_browser(judged(exam, port, f"{path}?zone={zone}", kept, rows))
        title = f"{exam_rows.plain(draw, 200)} {draw.randrange(10**6)}"
        rows = [*rows[:-1], replace(rows[-1], title=title)]
    exam_rows.fill(exam, rows)
    asks = list(named(exam.names, draw))
    for query, headers in asks:
        judged(exam, port, f"{path}?{query}", headers, rows)
    return len(ZONES) + len(asks)


def judged(exam: Exam, port: int, where: str, headers: Headers, rows: list[Row]) -> Reply:
    reply = visited(exam, port, where, headers)
    asked = f"GET {where[:200]}" + (f" with {', '.join(dict(headers))[:200]}" if headers else "")
    if reply.status != 200:
        raise Contradicted(asked, "status 200, and an export", f"status {reply.status}")
    check_headers(reply)
    exam_reading.judge(asked, rows, reply.body)
    return reply


def seasons(draw: random.Random) -> list[Row]:
    """Articles and drafts of all seasons, some within an hour that comes twice."""
    rows = exam_rows.easy(draw, 24, exam_rows.plain, 0.0)
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    moments = [datetime.fromisoformat(each).replace(tzinfo=UTC) for each in TWICE]
    moments += [begin + timedelta(15 * n, draw.randrange(86_400)) for n in range(20)]
    return [
        replace(row, moment=moment, published=n % 5 != 4)
        for n, (row, moment) in enumerate(zip(rows, draw.sample(moments, 24), strict=True))
    ]


def as_a_browser(reply: Reply) -> Headers:
    """What a browser that has this export sends when it asks again."""
    seen = reply.header("Last-Modified") or http_date()
    etag = reply.header("ETag")
    return [("If-Modified-Since", seen), *([("If-None-Match", etag)] if etag else [])]


def named(names: Sequence[str], draw: random.Random) -> Iterator[tuple[str, Headers]]:
    """Queries and headers that are called as the source's names, some of these at once."""
    said = ["1", "true", *draw.sample(as_values(names), 1)]
    for first in range(0, len(names), AT_ONCE):
        some = [name for name in names[first : first + AT_ONCE] if name not in OURS]
        for value in said:
            told = quote(value, safe="")
            yield "&".join(f"{quote(name, safe='')}={told}" for name in some), ()
            yield "", [(name, value) for name in as_headers(some)]
