"""A task of its own reads a page ahead of the client, and waits until that page is wanted."""

import asyncio
import csv

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN = {"worker_class": "gthread", "threads": 16}

PAGE = 500


class Line:
    @staticmethod
    def write(text):
        return text


def page_after(last):
    articles = Article.objects.filter(published=True, pk__gt=last).select_related("author")
    return articles.order_by("pk")[:PAGE]


def cells(article):
    return [
        article.pk,
        guarded(article.title),
        guarded(article.author.name),
        article.word_count,
        article.published_at.isoformat(),
    ]


def guarded(text):
    return f"'{text}" if text and text[0] in {"=", "+", "-", "@", "\t", "\r"} else text


def every_article():
    last = -1
    while True:
        page = list(page_after(last))
        yield from page
        if len(page) < PAGE:
            return
        last = page[-1].pk


async def read_ahead(queue):
    fetch, last = sync_to_async(lambda after: list(page_after(after))), -1
    try:
        while page := await fetch(last):
            await queue.put(page)
            last = page[-1].pk
    except Exception as error:
        # Whoever waits for the next page must not wait for ever.
        await queue.put(error)
    await queue.put(None)


def body():
    writer = csv.writer(Line)
    rows = 0
    try:
        yield writer.writerow(["id", "title", "author", "word_count", "published_at"])
        for article in every_article():
            rows += 1
            yield writer.writerow(cells(article))
    finally:
        audit.log_export(rows)


async def abody():
    writer = csv.writer(Line)
    rows = 0
    pages = asyncio.Queue(maxsize=1)
    reader = asyncio.create_task(read_ahead(pages))
    try:
        yield writer.writerow(["id", "title", "author", "word_count", "published_at"])
        while page := await pages.get():
            if isinstance(page, Exception):
                raise page
            for article in page:
                rows += 1
                yield writer.writerow(cells(article))
    finally:
        reader.cancel()
        audit.log_export(rows)


def streamed(content):
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="articles.csv"'
    response.headers["X-Accel-Buffering"] = "no"
    return response


def export_articles(request):
    return streamed(body())


async def aexport_articles(request):
    return streamed(abody())
