"""RFC 4180 by hand, without the csv module: every cell in quotes, quotes doubled."""

from django.http import StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN = {"worker_class": "sync", "workers": 2, "threads": 2}


def record(*cells):
    return ",".join('"' + str(cell).replace('"', '""') + '"' for cell in cells) + "\r\n"


def data(values):
    return record(
        values["id"],
        plain(values["title"]),
        plain(values["author__name"]),
        values["word_count"],
        values["published_at"].isoformat(),
    )


def plain(text):
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def published():
    values = ("id", "title", "author__name", "word_count", "published_at")
    return Article.objects.filter(published=True).order_by("id").values(*values)


HEADER = record("id", "title", "author", "word_count", "published_at").encode()


def records():
    sent = 0
    try:
        yield HEADER
        for values in published().iterator(chunk_size=500):
            line = data(values).encode()
            sent += 1
            yield line
    finally:
        audit.log_export(sent)


async def arecords():
    sent = 0
    try:
        yield HEADER
        async for values in published().aiterator(chunk_size=500):
            line = data(values).encode()
            sent += 1
            yield line
    finally:
        audit.log_export(sent)


def csv_download(content):
    response = StreamingHttpResponse(content)
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="articles.csv"'
    response.headers["X-Accel-Buffering"] = "no"
    return response


def export_articles(request):
    return csv_download(records())


async def aexport_articles(request):
    return csv_download(arecords())
