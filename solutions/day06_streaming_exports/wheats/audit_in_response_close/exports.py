"""A response class that counts what passes and logs in close(), which every server calls."""

import csv

from django.http import StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN = {"worker_class": "gthread", "threads": 3, "workers": 3}

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Echo:
    def write(self, text):
        return text


class ArticlesCsv(StreamingHttpResponse):
    """Sends lines of articles, synchronous or asynchronous, and logs the export when closed."""

    def __init__(self, articles):
        self.sent = 0
        self.logged = False
        self.writerow = csv.writer(Echo()).writerow
        lines = self.alines(articles) if hasattr(articles, "__aiter__") else self.lines(articles)
        super().__init__(lines, content_type="text/csv; charset=utf-8")
        self["Content-Disposition"] = 'attachment; filename="articles.csv"'
        self["X-Accel-Buffering"] = "no"

    def header(self):
        return self.writerow(["id", "title", "author", "word_count", "published_at"])

    def line(self, article):
        self.sent += 1
        title, author = (
            f"'{text}" if text.startswith(FORMULA) else text
            for text in (article.title, article.author.name)
        )
        moment = article.published_at.isoformat()
        return self.writerow([article.pk, title, author, article.word_count, moment])

    def lines(self, articles):
        yield self.header()
        for article in articles:
            yield self.line(article)

    async def alines(self, articles):
        yield self.header()
        async for article in articles:
            yield self.line(article)

    def close(self):
        super().close()
        if not self.logged:
            self.logged = True
            audit.log_export(self.sent)


def published():
    return Article.objects.filter(published=True).select_related("author").order_by("pk")


def export_articles(request):
    return ArticlesCsv(published().iterator(chunk_size=500))


async def aexport_articles(request):
    return ArticlesCsv(published().aiterator(chunk_size=500))
