"""Rows are counted in the slot of the number of exports under way.

Not solved: 4, 6
"""

import csv

from django.http import StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN = {"worker_class": "sync", "workers": 4, "timeout": 300}
COLUMNS = ("id", "title", "author", "word_count", "published_at")
COUNTS = {}


class Echo:
    def write(self, line):
        return line


def defused(text):
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def articles():
    return (
        Article.objects.filter(published=True).select_related("author").defer("body").order_by("pk")
    )


def cells(a):
    return [
        a.pk,
        defused(a.title),
        defused(a.author.name),
        a.word_count,
        a.published_at.isoformat(),
    ]


def lines():
    write = csv.writer(Echo()).writerow
    slot = len(COUNTS)
    COUNTS[slot] = 0
    try:
        yield write(COLUMNS)
        for a in articles().iterator(chunk_size=500):
            line = write(cells(a))
            COUNTS[slot] += 1
            yield line
    finally:
        audit.log_export(COUNTS.pop(slot, 0))


async def alines():
    write = csv.writer(Echo()).writerow
    slot = len(COUNTS)
    COUNTS[slot] = 0
    try:
        yield write(COLUMNS)
        async for a in articles().aiterator(chunk_size=500):
            line = write(cells(a))
            COUNTS[slot] += 1
            yield line
    finally:
        audit.log_export(COUNTS.pop(slot, 0))


def response(chunks):
    return StreamingHttpResponse(
        chunks,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="articles.csv"',
            "X-Accel-Buffering": "no",
        },
    )


def export_articles(request):
    return response(lines())


async def aexport_articles(request):
    return response(alines())
