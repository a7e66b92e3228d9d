"""The line end goes ahead of each record, so the last has none; moments are written with Z."""

import csv
import io
from datetime import UTC

from django.http import StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN = {"worker_class": "gthread", "threads": 4}

SEPARATOR = "\r\n"


def joined(cells):
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue().removesuffix(SEPARATOR)


def quoted(text):
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def record(article):
    moment = article.published_at.astimezone(UTC)
    return SEPARATOR + joined(
        [
            article.pk,
            quoted(article.title),
            quoted(article.author.name),
            article.word_count,
            moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        ]
    )


def source():
    return Article.objects.filter(published=True).order_by("pk").prefetch_related("author")


def stream():
    sent = 0
    try:
        yield "id,title,author,word_count,published_at"
        for article in source().iterator(chunk_size=2_000):
            sent += 1
            yield record(article)
    finally:
        audit.log_export(sent)


async def astream():
    sent = 0
    try:
        yield "id,title,author,word_count,published_at"
        async for article in source().aiterator(chunk_size=2_000):
            sent += 1
            yield record(article)
    finally:
        audit.log_export(sent)


def response_of(content):
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="articles.csv"'
    response["X-Accel-Buffering"] = "no"
    return response


def export_articles(request):
    return response_of(stream())


async def aexport_articles(request):
    return response_of(astream())
