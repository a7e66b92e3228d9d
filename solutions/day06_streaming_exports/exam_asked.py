"""What a request for an export may say beside its path, none of which changes what is exported."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from django.utils.http import http_date

from solutions.day06_streaming_exports import exam_reading, exam_rows
from solutions.day06_streaming_exports.exam_headers import check_headers
from solutions.day06_streaming_exports.exam_rows import Row
from solutions.grading.examiner import Contradicted, Exam, Reply
from solutions.grading.examiner.names import OF_SERVERS
from solutions.grading.examiner.said import Said, visitors

LANGUAGES = ("en", "de", "fr", "ar", "hi")
ZONES = ("Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe")
# Within the hour that comes twice, as each of these zones has it.
TWICE = ("2024-10-27T00:30", "2024-10-27T01:30", "2024-11-03T03:45", "2024-04-06T15:10")
OURS = ("zone", "language")  # what the examiner's own middleware reads
VISITORS = 200  # who say the source's names: of 200 names each with each other one as its value
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
    for each in asks:
        judged(exam, port, f"{path}?{each.query}", [*filter(of_views, each.headers)], rows)
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


def of_views(header: tuple[str, str]) -> bool:
    """Whether it is no business of the server's own."""
    return header[0].upper() not in OF_SERVERS - {"HOST", "COOKIE"}


def named(names: Sequence[str], draw: random.Random) -> Iterator[Said]:
    """Requests that say all names of the source, with values that stand there as well."""
    names = [name for name in names if name not in OURS]
    everybody = visitors(draw, names, alone=False, pairs=VISITORS * len(names))
    yield from islice(everybody, VISITORS)
