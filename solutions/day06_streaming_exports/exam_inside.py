"""What the examined process does when it is asked for exports: takes them here, or serves them."""

import contextlib
import ctypes
import datetime
import gc
from collections.abc import Callable, Iterator
from itertools import count, islice
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.db.models import Field
from django.test import RequestFactory
from django.utils import timezone, translation
from guest.served_database.served_connection import Connection

from katas.day06_streaming_exports.tests.turns import Turns
from katas.harness.meters.servers import dotted
from katas.harness.run.tracing import follow_instructions, tracing
from katas.newsroom.models import Article, Author

from .exam_inside_gateway import ask_for, stand_by
from .exam_inside_loop import abegin, aclose, adrain, ais_async, aquiet, arelease, atake, atasks
from .exam_inside_middleware import asking, keep_connections, state

__all__ = ["abegin", "aclose", "adrain", "ais_async", "aquiet", "arelease", "atake", "atasks"]

PIECE = 2**20  # bytes after which no further chunk is taken
SHARE = 0.15  # of the steps of a thread are followed by another's turn
numbers = count()
streams: dict[int, list[Any]] = {}


def prepare(agent: Any) -> None:
    """The audit is the examiner's; the time zone and the language are the request's."""

    def log_export(rows: int) -> None:
        agent.call("log_export", rows)

    asking.append(agent.call)
    agent.module("audit").log_export = log_export
    settings.ROOT_URLCONF = f"{__package__}.exam_inside_urls"
    settings.MIDDLEWARE = [f"{__package__}.exam_inside_middleware.active"]
    settings.USE_THOUSAND_SEPARATOR = True
    stand_by(agent)


def give_back(agent: Any) -> None:
    """Let large blocks go back to the system as soon as they are free (M_MMAP_THRESHOLD)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(-3, 2**17)


def active(agent: Any, minutes: int, language: str) -> None:
    """The time zone and the language that are active from now on."""
    timezone.activate(datetime.timezone(datetime.timedelta(minutes=minutes)))
    translation.activate(language)


def begin(agent: Any) -> int:
    """Begin an export in this process. Returns its number."""
    keep_connections()
    response = agent.module("exports").export_articles(RequestFactory().get("/export/"))
    number = next(numbers)
    streams[number] = [response, iter(response)]
    return number


def take(agent: Any, number: int, most: int) -> tuple[bytes, int, list[str] | None]:
    """Up to `most` further chunks of an export, how many came, and how it ended.

    None: it has not ended. An empty list: as an iterator does. Otherwise by an error: its words,
    and those of the ones behind it.
    """
    found: list[bytes] = []
    size = 0
    try:
        for chunk in islice(streams[number][1], most):
            found.append(chunk)
            if (size := size + len(chunk)) > PIECE:
                break
        else:
            if len(found) < most:
                return b"".join(found), len(found), []
    except Exception as error:
        return b"".join(found), len(found), state(error)
    return b"".join(found), len(found), None


def close(agent: Any, number: int) -> None:
    """Close an export as a server does, and let go of it."""
    response = streams.pop(number)[0]
    response.close()


def release(agent: Any) -> None:
    """Close the connection of the exports here, with what they have left open on it."""
    connections.close_all()


def collect(agent: Any) -> None:
    gc.collect()


def tell_gone(agent: Any) -> None:
    """Let go of what refers to itself only, and have the database hear which cursors are gone."""
    gc.collect()
    Connection.tell_gone()


class Torn(Exception):
    """What nobody can have expected."""


def tear(agent: Any, column: str, value: Any, kind: int) -> None:
    """From now on Django cannot read this value of a column; the database still can."""
    error = (Torn, ValueError, TypeError, OverflowError)[kind]

    def from_db_value(found: Any, expression: object, connection: object) -> Any:
        if found == value:
            raise error(f"the {column} of this row cannot be read")
        return found

    field: Field[Any, Any] = (Author if column == "name" else Article)._meta.get_field(column)
    field.from_db_value = from_db_value


class Steps(Turns):
    """Threads of which any may go on after a step of the answer's, many of which make a line."""

    def __init__(
        self, strange: Callable[[FrameType], bool], jobs: list[Callable[[], object]]
    ) -> None:
        super().__init__([], jobs)
        self._strange = strange

    def run(self) -> list[Any]:
        """What an export has done in another thread, which it waits for, is followed as well."""
        followed = tracing(lambda frame, *_: self._follow(self.turn, frame), by_instruction=True)
        with followed:
            return super().run()

    def _answers(self, frame: FrameType) -> bool:
        return self._strange(frame)

    def _follow(self, me: int, frame: FrameType) -> Any:
        if not self._answers(frame):
            return None

        def step(frame: FrameType, event: str, arg: object) -> Any:
            if event == "opcode" and not self.free and self.draw.random() < SHARE:
                self._pass_on(me)
            return step

        frame.f_trace_lines = False
        follow_instructions(frame, step)
        return step


def in_threads(agent: Any, threads: int, seed: int) -> list[bytes | list[str]]:
    """So many exports, each in a thread, which take turns step by step; or what one raised."""

    def download() -> bytes:
        response = exports.export_articles(RequestFactory().get("/export/"))
        try:
            return b"".join(response)
        finally:
            response.close()

    exports = agent.module("exports")
    turns = Steps(agent.strange, [download] * threads)
    turns.draw.seed(seed)
    return [each if isinstance(each, bytes) else state(each) for each in turns.run()]


def serve(agent: Any) -> int:
    """gunicorn with threads, which takes requests of any length. Returns its port."""
    threads = {"worker_class": "gthread", "threads": 4}
    unlimited = {"limit_request_line": 0, "limit_request_field_size": 0}
    many = {"limit_request_fields": 32_768}  # gunicorn's own most
    port: int = agent.gunicorn(get_wsgi_application, **threads, **unlimited, **many)[0]
    return port


def aserve(agent: Any) -> int:
    """uvicorn. Returns its port."""
    port: int = agent.uvicorn(get_asgi_application)[0]
    return port


def told(agent: Any) -> list[list[str]]:
    """What is read of GUNICORN, as gunicorn's command line would get it."""
    return [list(each) for each in chosen(agent)]


def serve_as_told(agent: Any) -> int:
    """gunicorn with the answer's settings and the time-out of ops. Returns its port."""
    return ask_for(list(chosen(agent)))


def chosen(agent: Any) -> Iterator[tuple[str, str]]:
    found = agent.module("exports").GUNICORN
    for key in ("worker_class", "workers", "threads"):
        if key in found:
            yield key, dotted(found[key]) if key == "worker_class" else str(found[key])
