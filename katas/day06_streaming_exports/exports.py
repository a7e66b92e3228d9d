"""Exports of the newsroom's articles.

Edit this file until `make kata day=6` is green. The contract is in README.md.
"""

import csv
import io

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

# How the newsroom starts gunicorn. The archive is large: more workers, and time to finish.
GUNICORN = {
    "worker_class": "sync",
    "workers": 4,
    "timeout": 300,
}

COLUMNS = ["id", "title", "author", "word_count", "published_at"]


def published_articles():
    return Article.objects.filter(published=True).select_related("author").order_by("id")


def article_row(article):
    return [
        article.id,
        article.title,
        article.author.name,
        article.word_count,
        article.published_at.strftime("%Y-%m-%d %H:%M:%S"),
    ]


def write_csv(buffer, articles):
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for article in articles:
        writer.writerow(article_row(article))
    buffer.seek(0)


def export_articles(request):
    """Every published article as a CSV, streamed line by line."""
    articles = published_articles()
    audit.log_export(articles.count())

    buffer = io.StringIO()
    write_csv(buffer, articles)

    response = StreamingHttpResponse(buffer, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="articles.csv"'
    return response


async def aexport_articles(request):
    """The same export for the ASGI deployment."""
    return await sync_to_async(export_articles)(request)
