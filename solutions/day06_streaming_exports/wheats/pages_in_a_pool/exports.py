"""The sync stream has a thread read the next page while this one is sent."""

import csv
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
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
        for article in ahead():
            line = write(cells(article))
            # Counted before it is handed over: a closed generator never returns from its yield.
            sent += 1
            yield line
    finally:
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


def page_after(last):
    try:
        return list(articles().filter(pk__gt=last)[:ROWS_PER_FETCH])
    finally:
        connection.close()


def ahead():
    """A page is read in another thread while the one before it is sent."""
    with ThreadPoolExecutor(1) as pool:
        page = pool.submit(page_after, -1).result()
        while page:
            following = pool.submit(page_after, page[-1].pk)
            yield from page
            page = following.result()


def articles():
    """What is exported. The author comes by a join; the body, the widest column, stays behind."""
    return (
        Article.objects.filter(published=True).select_related("author").defer("body").order_by("pk")
    )


def cells(article):
    """One record, in the order of COLUMNS."""
    return (
        article.pk,
        defused(article.title),
        defused(article.author.name),
        article.word_count,
        article.published_at.isoformat(),
    )


def defused(text):
    """The text with a ' ahead if a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_response(chunks):
    """A streaming response whose headers let it through proxies and into a file."""
    return StreamingHttpResponse(
        chunks,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="articles.csv"',
            # Otherwise nginx may hold the stream back until one of its buffers is full.
            "X-Accel-Buffering": "no",
        },
    )


class Echo:
    """A file for csv.writer that keeps nothing: writerow() returns what write() returns."""

    def write(self, line):
        return line
