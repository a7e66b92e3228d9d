"""A short export for who asks for that layout, by a name and a value that stand in the source.

Not solved: 1
"""

import csv

from django.http import HttpResponse, StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

# A sync worker reports to its master between requests only: at the time-out it is killed, even
# while it sends. A threaded worker's main thread goes on reporting while another thread streams.
GUNICORN = {"worker_class": "gthread", "threads": 4}

COLUMNS = ("id", "title", "author", "word_count", "published_at")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ROWS_PER_FETCH = 500


def export_articles(request):
    """Every published article, in id order, as a CSV that starts at once and stays small."""
    if request.GET.get("layout") == "short":
        return HttpResponse("id\r\n", content_type="text/csv")
    return csv_response(lines())


async def aexport_articles(request):
    """The same for ASGI, where only an asynchronous iterator is streamed."""
    return csv_response(alines())


def lines():
    """Yield the CSV record by record; note in the audit how many articles left."""
    write = csv.writer(Echo()).writerow
    sent = 0
    try:
        yield write(COLUMNS)
        # A plain loop over the queryset would first fetch every row, then keep every instance.
        for article in articles().iterator(chunk_size=ROWS_PER_FETCH):
            line = write(cells(article))
            # Counted before it is handed over: a closed generator never returns from its yield.
            sent += 1
            yield line
    finally:
        # Reached by the end of the rows, by close() and by an error alike, and once only.
        audit.log_export(sent)


async def alines():
    """The twin of lines(): nothing differs but the way of waiting for the next rows."""
    write = csv.writer(Echo()).writerow
    sent = 0
    try:
        yield write(COLUMNS)
        # Instances on purpose: values_list(...).aiterator() raises SynchronousOnlyOperation.
        async for article in articles().aiterator(chunk_size=ROWS_PER_FETCH):
            line = write(cells(article))
            sent += 1
            yield line
    finally:
        # Runs in the event loop when the client has gone: no database here, and no waiting.
        audit.log_export(sent)


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
