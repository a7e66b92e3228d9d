"""The async generator loops over the queryset itself, which fetches and keeps every row.

Hint: The asynchronous export sends its first row when it has all of them: over what do you loop
there?

Caught by:
    test_async_audit_of_a_disconnect
    test_async_first_row_leaves_early
    test_async_memory_stays_flat
"""

import csv

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
    sent = 0
    try:
        yield write(COLUMNS)
        for article in articles().iterator(chunk_size=ROWS_PER_FETCH):
            sent += 1
            yield write(cells(article))
    finally:
        audit.log_export(sent)


async def alines():
    write = csv.writer(Echo()).writerow
    sent = 0
    try:
        yield write(COLUMNS)
        async for article in articles():
            sent += 1
            yield write(cells(article))
    finally:
        audit.log_export(sent)


def articles():
    return Article.objects.filter(published=True).select_related("author").order_by("pk")


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
