"""Both exports are class-based views on one base; the async one has an async get()."""

import csv

from django.http import StreamingHttpResponse
from django.views import View

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN = {"worker_class": "uvicorn.workers.UvicornWorker"}


class Echo:
    def write(self, text):
        return text


class CsvExport(View):
    """What the export holds and how it is labelled; a subclass says how it is pulled."""

    columns = ("id", "title", "author", "word_count", "published_at")
    formula_starts = ("=", "+", "-", "@", "\t", "\r")
    chunk_size = 800

    def get_queryset(self):
        return Article.objects.filter(published=True).order_by("pk").select_related("author")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.writerow = csv.writer(Echo()).writerow
        self.sent = 0

    def header(self):
        return self.writerow(self.columns)

    def line(self, article):
        self.sent += 1
        return self.writerow(
            [
                article.pk,
                self.text(article.title),
                self.text(article.author.name),
                article.word_count,
                article.published_at.isoformat(),
            ]
        )

    def text(self, value):
        return f"'{value}" if value.startswith(self.formula_starts) else value

    def render(self, content):
        return StreamingHttpResponse(
            content,
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": 'attachment; filename="articles.csv"',
                "X-Accel-Buffering": "no",
            },
        )


class ArticlesExport(CsvExport):
    def get(self, request):
        return self.render(self.stream())

    def stream(self):
        try:
            yield self.header()
            for article in self.get_queryset().iterator(self.chunk_size):
                yield self.line(article)
        finally:
            audit.log_export(self.sent)


class AsyncArticlesExport(CsvExport):
    async def get(self, request):
        return self.render(self.stream())

    async def stream(self):
        try:
            yield self.header()
            async for article in self.get_queryset().aiterator(self.chunk_size):
                yield self.line(article)
        finally:
            audit.log_export(self.sent)


export_articles = ArticlesExport.as_view()
aexport_articles = AsyncArticlesExport.as_view()
