"""The async stream pulls slices of the one synchronous iterator through sync_to_async."""

import csv
from itertools import islice

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN = {"worker_class": "gthread"}

SLICE = 400
RISKY = ("=", "+", "-", "@", "\t", "\r")


class Passage:
    def write(self, text):
        return text


def records():
    """Yield the data rows as CSV text, one by one."""
    write = csv.writer(Passage()).writerow
    articles = Article.objects.filter(published=True).select_related("author").order_by("pk")
    for article in articles.iterator(chunk_size=SLICE):
        title, author = (
            f"'{text}" if text.startswith(RISKY) else text
            for text in (article.title, article.author.name)
        )
        moment = article.published_at.isoformat()
        yield write([article.pk, title, author, article.word_count, moment])


def slices(rows):
    """Lists of up to SLICE records; an empty list is the end."""
    return list(islice(rows, SLICE))


HEADER = "id,title,author,word_count,published_at\r\n"


def stream():
    sent = 0
    try:
        yield HEADER
        for record in records():
            sent += 1
            yield record
    finally:
        audit.log_export(sent)


async def astream():
    sent = 0
    rows = records()
    try:
        yield HEADER
        while batch := await sync_to_async(slices, thread_sensitive=True)(rows):
            sent += len(batch)
            yield "".join(batch)
    finally:
        audit.log_export(sent)


def csv_file(content):
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="articles.csv"'
    response["X-Accel-Buffering"] = "no"
    return response


def export_articles(request):
    return csv_file(stream())


async def aexport_articles(request):
    return csv_file(astream())
