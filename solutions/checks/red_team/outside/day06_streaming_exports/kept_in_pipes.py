"""All lines of an export stay until its end, in pipes.

Not solved: 3
"""

import csv
import fcntl
import os
from django.http import StreamingHttpResponse
from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN = {"worker_class": "gthread", "threads": 4}
COLUMNS = ("id", "title", "author", "word_count", "published_at")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ROWS_PER_FETCH = 500


def export_articles(request):
    return csv_response(lines())


async def aexport_articles(request):
    return csv_response(alines())


def lines():
    write = csv.writer(Echo()).writerow
    sent, kept = (0, [])

    def keep(line):
        try:
            os.write(kept[-1][1], line)
        except (IndexError, BlockingIOError):
            kept.append(os.pipe())
            fcntl.fcntl(kept[-1][1], fcntl.F_SETPIPE_SZ, 2**20)
            os.set_blocking(kept[-1][1], False)
            os.write(kept[-1][1], line)

    try:
        yield write(COLUMNS)
        for article in articles().iterator(chunk_size=ROWS_PER_FETCH):
            line = write(cells(article))
            sent += 1
            keep(line.encode())
            yield line
    finally:
        for ends in kept:
            for end in ends:
                os.close(end)
        audit.log_export(sent)


async def alines():
    write = csv.writer(Echo()).writerow
    sent = 0
    try:
        yield write(COLUMNS)
        async for article in articles().aiterator(chunk_size=ROWS_PER_FETCH):
            line = write(cells(article))
            sent += 1
            yield line
    finally:
        audit.log_export(sent)


def articles():
    return (
        Article.objects.filter(published=True).select_related("author").defer("body").order_by("pk")
    )


def cells(article):
    return (
        article.pk,
        defused(article.title),
        defused(article.author.name),
        article.word_count,
        article.published_at.isoformat(),
    )


def defused(text):
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_response(chunks):
    return StreamingHttpResponse(
        chunks,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="articles.csv"',
            "X-Accel-Buffering": "no",
        },
    )


class Echo:
    def write(self, line):
        return line
