"""One StringIO for the whole export, emptied after every row."""

import csv
import io

from django.http import StreamingHttpResponse

from katas.day06_streaming_exports.audit import log_export
from katas.newsroom.models import Article

GUNICORN = {"worker_class": "sync", "threads": 4}

DANGEROUS = frozenset("=+-@\t\r")


class Slip:
    """A small buffer that gives back what was written to it, and is empty again."""

    def __init__(self):
        self.buffer = io.StringIO(newline="")
        self.writer = csv.writer(self.buffer, quoting=csv.QUOTE_ALL)

    def write(self, *cells):
        self.writer.writerow(cells)
        text = self.buffer.getvalue()
        self.buffer.seek(0)
        self.buffer.truncate()
        return text

    def header(self):
        return self.write("id", "title", "author", "word_count", "published_at")

    def article(self, article):
        return self.write(
            article.pk,
            quoted(article.title),
            quoted(article.author.name),
            article.word_count,
            article.published_at.isoformat(),
        )


def quoted(text):
    if text[:1] and text[:1] in DANGEROUS:
        return f"'{text}"
    return text


def rows():
    slip, sent = Slip(), 0
    try:
        yield slip.header()
        queryset = Article.objects.filter(published=True).order_by("pk").select_related("author")
        for article in queryset.iterator():
            text = slip.article(article)
            sent += 1
            yield text
    finally:
        log_export(sent)


async def arows():
    slip, sent = Slip(), 0
    try:
        yield slip.header()
        queryset = Article.objects.filter(published=True).order_by("pk").select_related("author")
        async for article in queryset.aiterator():
            text = slip.article(article)
            sent += 1
            yield text
    finally:
        log_export(sent)


HEADERS = {
    "Content-Disposition": 'attachment; filename="articles.csv"',
    "X-Accel-Buffering": "no",
}


def export_articles(request):
    return StreamingHttpResponse(rows(), content_type="text/csv; charset=utf-8", headers=HEADERS)


async def aexport_articles(request):
    return StreamingHttpResponse(arows(), content_type="text/csv; charset=utf-8", headers=HEADERS)
