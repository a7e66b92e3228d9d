"""Pages of ids first, then the articles that still have them."""

import csv

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN = {"worker_class": "gthread", "threads": 16}

PAGE = 900


class Line:
    @staticmethod
    def write(text):
        return text


def page_after(last):
    articles = Article.objects.filter(published=True).order_by("pk")
    articles = articles if last is None else articles.filter(pk__gt=last)
    return articles.values_list("pk", flat=True)[:PAGE]


def looked_up(pks):
    found = Article.objects.select_related("author").in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


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
    last = None
    while True:
        page = list(page_after(last))
        yield from looked_up(page)
        if len(page) < PAGE:
            return
        last = page[-1]


async def aevery_article():
    last = None
    while True:
        page = [pk async for pk in page_after(last)]
        for article in await sync_to_async(looked_up)(page):
            yield article
        if len(page) < PAGE:
            return
        last = page[-1]


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
    try:
        yield writer.writerow(["id", "title", "author", "word_count", "published_at"])
        async for article in aevery_article():
            rows += 1
            yield writer.writerow(cells(article))
    finally:
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
