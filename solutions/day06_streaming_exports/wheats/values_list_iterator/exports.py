"""Tuples instead of instances; the async twin takes dictionaries, for aiterator() has no tuples."""

import csv

from django.db.models import F
from django.http import StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN = {"worker_class": "gevent"}

FIELDS = ("id", "title", "author_name", "word_count", "published_at")
HEADER = ("id", "title", "author", "word_count", "published_at")


class Pipe:
    def write(self, text):
        return text


def source():
    articles = Article.objects.filter(published=True).order_by("id")
    return articles.annotate(author_name=F("author__name"))


def clean(pk, title, author, words, moment):
    return pk, tame(title), tame(author), words, moment.isoformat()


def tame(text):
    match text[:1]:
        case "=" | "+" | "-" | "@" | "\t" | "\r":
            return f"'{text}"
    return text


def lines():
    row = csv.writer(Pipe()).writerow
    sent = 0
    try:
        yield row(HEADER)
        for values in source().values_list(*FIELDS).iterator(chunk_size=2000):
            sent += 1
            yield row(clean(*values))
    finally:
        audit.log_export(sent)


async def alines():
    row = csv.writer(Pipe()).writerow
    sent = 0
    try:
        yield row(HEADER)
        async for values in source().values(*FIELDS).aiterator(chunk_size=2000):
            sent += 1
            yield row(clean(*(values[field] for field in FIELDS)))
    finally:
        audit.log_export(sent)


def attachment(content):
    return StreamingHttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="articles.csv"',
            "X-Accel-Buffering": "no",
        },
    )


def export_articles(request):
    return attachment(lines())


async def aexport_articles(request):
    return attachment(alines())
