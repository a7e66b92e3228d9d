"""Iterators written as classes: next() makes a line, close() logs once, whoever calls it."""

import csv
from collections import deque

from django.http import StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN = {"worker_class": "gthread", "threads": 2}

COLUMNS = ["id", "title", "author", "word_count", "published_at"]
PAGE = 500


class Echo:
    def write(self, text):
        return text


class Export:
    """The state of one export: the page that is being sent, and how much has gone."""

    def __init__(self):
        self.to_csv = csv.writer(Echo()).writerow
        self.page = deque()
        self.last = 0
        self.more = True
        self.started = False
        self.sent = 0
        self.closed = False

    def next_page(self):
        articles = Article.objects.filter(published=True, pk__gt=self.last).order_by("pk")
        return articles.select_related("author")[:PAGE]

    def take(self, page):
        self.page.extend(page)
        self.more = len(page) == PAGE
        if page:
            self.last = page[-1].pk

    def row(self):
        article = self.page.popleft()
        self.sent += 1
        cells = (
            article.pk,
            defuse(article.title),
            defuse(article.author.name),
            article.word_count,
            article.published_at.isoformat(),
        )
        return self.to_csv(cells)

    def header(self):
        self.started = True
        return self.to_csv(COLUMNS)

    def close(self):
        if not self.closed:
            self.closed = True
            audit.log_export(self.sent)


def defuse(text):
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


class Lines(Export):
    def __iter__(self):
        return self

    def __next__(self):
        if not self.closed and not self.started:
            return self.header()
        if not self.closed and not self.page and self.more:
            self.take(list(self.next_page()))
        if self.closed or not self.page:
            self.close()
            raise StopIteration
        return self.row()


class AsyncLines(Export):
    """Django calls close() of an asynchronous iterator, too, when the response is closed."""

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.closed and not self.started:
            return self.header()
        if not self.closed and not self.page and self.more:
            self.take([article async for article in self.next_page()])
        if self.closed or not self.page:
            self.close()
            raise StopAsyncIteration
        return self.row()

    async def aclose(self):
        self.close()


def respond(lines):
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="articles.csv"'
    response["X-Accel-Buffering"] = "no"
    return response


def export_articles(request):
    return respond(Lines())


async def aexport_articles(request):
    return respond(AsyncLines())
