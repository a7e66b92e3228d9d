"""The largest batches that are early enough, their authors fetched by a second query each."""

import csv
import io
from itertools import islice

from django.http import StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN = {"worker_class": "gthread"}

ROWS_PER_CHUNK = 2_000
COLUMNS = ("id", "title", "author", "word_count", "published_at")
TRIGGERS = tuple("=+-@\t\r")


def published():
    return (
        Article.objects.filter(published=True)
        .prefetch_related("author")
        .only("title", "author", "word_count", "published_at")
        .order_by("pk")
    )


def harmless(text):
    return "'" + text if text.startswith(TRIGGERS) else text


def as_csv(rows):
    """The rows as one string, each with its line end."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def as_rows(articles):
    return [
        (
            article.pk,
            harmless(article.title),
            harmless(article.author.name),
            article.word_count,
            article.published_at.isoformat(),
        )
        for article in articles
    ]


def batches():
    articles = published().iterator(chunk_size=ROWS_PER_CHUNK)
    while batch := as_rows(islice(articles, ROWS_PER_CHUNK)):
        yield batch


async def abatches():
    batch = []
    async for article in published().aiterator(chunk_size=ROWS_PER_CHUNK):
        batch += as_rows([article])
        if len(batch) == ROWS_PER_CHUNK:
            yield batch
            batch = []
    if batch:
        yield batch


def chunks():
    sent = 0
    try:
        yield as_csv([COLUMNS])
        for batch in batches():
            sent += len(batch)
            yield as_csv(batch)
    finally:
        audit.log_export(sent)


async def achunks():
    sent = 0
    try:
        yield as_csv([COLUMNS])
        async for batch in abatches():
            sent += len(batch)
            yield as_csv(batch)
    finally:
        audit.log_export(sent)


def download(content):
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="articles.csv"'
    response["X-Accel-Buffering"] = "no"
    return response


def export_articles(request):
    return download(chunks())


async def aexport_articles(request):
    return download(achunks())
