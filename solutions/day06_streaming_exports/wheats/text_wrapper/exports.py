"""Typed layers: a TextIOWrapper over bytes, an ExitStack round the rows, chunks of 16 KiB."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, aclosing, closing
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, Final

from django.http import HttpRequest, StreamingHttpResponse

from katas.day06_streaming_exports import audit
from katas.newsroom.models import Article

GUNICORN: Final[dict[str, Any]] = {"worker_class": "gthread", "threads": 16, "workers": 1}

COLUMNS: Final = ("id", "title", "author", "word_count", "published_at")
FETCH_SIZE: Final = 2_000
CHUNK_BYTES: Final = 16 * 1024
FORMULA_START: Final = re.compile(r"\A(?=[=+\-@\t\r])")


def neutralise(text: str) -> str:
    """The text with an apostrophe ahead of what a spreadsheet would run."""
    return FORMULA_START.sub("'", text, count=1)


@dataclass(slots=True)
class CsvEncoder:
    """Rows in, UTF-8 out."""

    raw: io.BytesIO = field(default_factory=io.BytesIO)
    text: io.TextIOWrapper = field(init=False)
    writer: csv.DictWriter[str] = field(init=False)

    def __post_init__(self) -> None:
        self.text = io.TextIOWrapper(self.raw, encoding="utf-8", newline="", write_through=True)
        self.writer = csv.DictWriter(self.text, COLUMNS, quoting=csv.QUOTE_NONNUMERIC)

    def header(self) -> None:
        self.writer.writeheader()

    def row(self, article: Article) -> None:
        self.writer.writerow(
            {
                "published_at": article.published_at.astimezone(UTC).isoformat(),
                "author": neutralise(article.author.name),
                "title": neutralise(article.title),
                "word_count": article.word_count,
                "id": article.pk,
            }
        )

    @property
    def size(self) -> int:
        return self.raw.tell()

    def drain(self) -> bytes:
        data = self.raw.getvalue()
        self.raw.seek(0)
        self.raw.truncate(0)
        return data


@dataclass(slots=True)
class ExportSession:
    """One export: what is written and waits, and what has been handed over."""

    encoder: CsvEncoder = field(default_factory=CsvEncoder)
    pending: int = 0
    handed_over: int = 0

    def write(self, article: Article) -> bool:
        """Write the article's row. True when it is time to hand over."""
        self.encoder.row(article)
        self.pending += 1
        return self.encoder.size >= CHUNK_BYTES

    def hand_over(self) -> bytes:
        data = self.encoder.drain()
        self.handed_over += self.pending
        self.pending = 0
        return data

    def finish(self) -> None:
        audit.log_export(self.handed_over)


def articles():
    return Article.objects.filter(published=True).select_related("author").order_by("id")


def export_stream() -> Iterator[bytes]:
    with ExitStack() as stack:
        session = ExportSession()
        stack.callback(session.finish)
        session.encoder.header()
        source = stack.enter_context(closing(articles().iterator(chunk_size=FETCH_SIZE)))
        yield from (session.hand_over() for article in source if session.write(article))
        if session.encoder.size:
            yield session.hand_over()


async def aexport_stream() -> AsyncIterator[bytes]:
    session = ExportSession()
    try:
        session.encoder.header()
        async with aclosing(articles().aiterator(chunk_size=FETCH_SIZE)) as source:
            async for article in source:
                if session.write(article):
                    yield session.hand_over()
        if session.encoder.size:
            yield session.hand_over()
    finally:
        session.finish()


class CsvResponse(StreamingHttpResponse):
    """A CSV to be saved, which no proxy holds back."""

    def __init__(self, stream: Iterator[bytes] | AsyncIterator[bytes], filename: str) -> None:
        super().__init__(stream, content_type="text/csv; charset=utf-8")
        self["Content-Disposition"] = f'attachment; filename="{filename}"'
        self["X-Accel-Buffering"] = "no"


def export_articles(request: HttpRequest) -> CsvResponse:
    """Every published article, streamed."""
    return CsvResponse(export_stream(), "articles.csv")


async def aexport_articles(request: HttpRequest) -> CsvResponse:
    """Every published article, streamed under ASGI."""
    return CsvResponse(aexport_stream(), "articles.csv")
