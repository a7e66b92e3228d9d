"""A stream that takes its time, whatever the database does: for the server tests."""

import time
from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse

SECONDS = 3.5
LINES = 14


def lines() -> Iterator[bytes]:
    """LINES short lines, spread evenly over SECONDS."""
    for number in range(1, LINES + 1):
        time.sleep(SECONDS / LINES)
        yield b"line %d of %d\r\n" % (number, LINES)


def trickle(request: HttpRequest) -> StreamingHttpResponse:
    """A stream that trickles."""
    return StreamingHttpResponse(lines(), content_type="text/plain")
