"""The iterator logs when it is exhausted, and again when it is closed.

Caught by:
    test_two_exports_keep_their_own_count
    test_audit_of_a_finished_export
"""

import csv
from itertools import chain

from django.http import StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN = {"worker_class": "gthread", "threads": 4}

COLUMNS = ("id", "title", "author", "word_count", "published_at")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ROWS_PER_FETCH = 500


def export_articles(request):
    return csv_response(Lines())


async def aexport_articles(request):
    return csv_response(alines())


class Lines:
    def __init__(self):
        self.write = csv.writer(Echo()).writerow
        self.records = chain([COLUMNS], map(cells, articles().iterator(chunk_size=ROWS_PER_FETCH)))
        self.records_sent = 0

    def __iter__(self):
        return self

    def __next__(self):
        try:
            record = next(self.records)
        except StopIteration:
            self.log()
            raise
        self.records_sent += 1
        return self.write(record)

    def close(self):
        self.log()

    def log(self):
        audit.log_export(max(self.records_sent - 1, 0))


async def alines():
    write = csv.writer(Echo()).writerow
    sent = 0
    try:
        yield write(COLUMNS)
        async for article in articles().aiterator(chunk_size=ROWS_PER_FETCH):
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
