"""The export's URLs, and a stream whose lines the examiner sends when it likes."""

from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.urls import path

from katas.day06_streaming_exports import urls

from .exam_inside_middleware import asking


def lines(count: int) -> Iterator[bytes]:
    for number in range(count):
        yield asking[0]("line", number).encode() + b"\r\n"


def trickle(request: Any, count: int) -> StreamingHttpResponse:
    return StreamingHttpResponse(lines(count), content_type="text/plain")


urlpatterns = [*urls.urlpatterns, path("trickle/<int:count>/", trickle)]
