"""Pages of tuples after the last id, sent to a coroutine that answers with their text."""

import csv
from io import StringIO
from itertools import count

from asgiref.sync import sync_to_async
from django.db.models import F
from django.http import StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN = {"worker_class": "gthread", "workers": 3, "threads": 1}

PAGE = 1_000
SLICE = 50
FIELDS = {"id": "id", "title": "title", "author": "author__name"}
FIELDS |= {name: name for name in ("word_count", "published_at")}


def encoder():
    """A coroutine: send it a page of rows, get the text of them; the first text has the header."""
    page = yield
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(FIELDS)
    while True:
        for pk, title, author, words, moment in page:
            writer.writerow([pk, plain(title), plain(author), words, moment.isoformat("T")])
        del page
        text = out.getvalue()
        out = StringIO()
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        page = yield text


def plain(text):
    return f"'{text}" if text[:1] and text[:1] in "=+-@\t\r" else text


def start():
    coroutine = encoder()
    next(coroutine)
    return coroutine.send


def fetch(after):
    articles = Article.objects.alias(writer=F("author__name")).filter(published=True)
    if after is not None:
        articles = articles.filter(pk__gt=after)
    return list(articles.order_by("pk").values_list(*FIELDS.values())[:PAGE])


def slices(page, is_first):
    """The page in pieces; one empty piece if it is the first page and there is nothing."""
    if is_first and not page:
        yield page
    for begin in range(0, len(page), SLICE):
        yield page[begin : begin + SLICE]


class Tally:
    """How many rows have left, told to the audit when the block ends."""

    def __init__(self):
        self.rows = 0

    def __enter__(self):
        return self

    def __exit__(self, *how):
        audit.log_export(self.rows)


def stream():
    with Tally() as tally:
        encode, last = start(), None
        for turn in count():
            page = fetch(last)
            for rows in slices(page, turn == 0):
                text = encode(rows)
                tally.rows += len(rows)
                yield text
            if len(page) < PAGE:
                return
            last = page[-1][0]


async def astream():
    afetch = sync_to_async(fetch)
    with Tally() as tally:
        encode, last, turn = start(), None, 0
        while True:
            page = await afetch(last)
            for rows in slices(page, turn == 0):
                text = encode(rows)
                tally.rows += len(rows)
                yield text
            if len(page) < PAGE:
                return
            last, turn = page[-1][0], turn + 1


def answer(rows):
    return StreamingHttpResponse(
        rows,
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": 'attachment; filename="articles.csv"',
            "X-Accel-Buffering": "no",
        },
    )


def export_articles(request):
    return answer(stream())


async def aexport_articles(request):
    return answer(astream())
