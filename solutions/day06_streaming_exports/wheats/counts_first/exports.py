"""Asks for the number of articles first, for a log line, then streams 2,000 rows a fetch."""

import csv
import logging

from django.http import StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN = {
    "worker_class": "gthread",
    "workers": 4,
    "threads": 4,
    "timeout": 300,
}

COLUMNS = ["id", "title", "author", "word_count", "published_at"]


def published_articles():
    return Article.objects.filter(published=True).select_related("author").order_by("id")


def escape(value):
    if value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value


def article_row(article):
    return [
        article.id,
        escape(article.title),
        escape(article.author.name),
        article.word_count,
        article.published_at.isoformat(),
    ]


class Echo:
    def write(self, value):
        return value


def csv_lines(articles):
    writer = csv.writer(Echo())
    rows = 0
    try:
        yield writer.writerow(COLUMNS)
        for article in articles.iterator():
            rows += 1
            yield writer.writerow(article_row(article))
    finally:
        audit.log_export(rows)


async def acsv_lines(articles):
    writer = csv.writer(Echo())
    rows = 0
    try:
        yield writer.writerow(COLUMNS)
        async for article in articles.aiterator(chunk_size=1000):
            rows += 1
            yield writer.writerow(article_row(article))
    finally:
        audit.log_export(rows)


def csv_response(lines):
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="articles.csv"'
    response["X-Accel-Buffering"] = "no"
    return response


def export_articles(request):
    articles = published_articles()
    logging.getLogger("exports").info("exporting %d articles", articles.count())
    return csv_response(csv_lines(articles))


async def aexport_articles(request):
    return csv_response(acsv_lines(published_articles()))
