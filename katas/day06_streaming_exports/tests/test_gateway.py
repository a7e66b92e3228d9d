"""Task 5: the export behind a real gunicorn and a real nginx."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack

import pytest

from katas.day06_streaming_exports.tests import response_headers, slow_stream
from katas.day06_streaming_exports.tests.driver import exports, respond
from katas.day06_streaming_exports.tests.held_servers import (
    ASGI,
    WSGI,
    first_bytes,
    held_environment,
)
from katas.harness.meters.http import Stream, stream
from katas.harness.meters.servers import ServerFault, gunicorn, nginx
from katas.harness.verdicts import Unfit, require
from katas.newsroom.factories import seed_articles

TIMEOUT = 2
STREAM_SECONDS = 30  # the slow stream, and the test of nginx beside it

pytestmark = pytest.mark.machine


@pytest.fixture(scope="module")
def slow_answer() -> Iterator[Future[Stream]]:
    """The slow stream behind gunicorn with the answer's settings, or what kept it from beginning.

    It takes its time while nginx is tried.
    """
    begun: Future[Stream] = Future()
    with ExitStack() as stack:
        try:
            server = stack.enter_context(
                gunicorn(WSGI, asgi_app=ASGI, settings=worker_settings(), timeout=TIMEOUT)
            )
            begun.set_result(stack.enter_context(stream(server, "/slow/", timeout=STREAM_SECONDS)))
        except Exception as error:
            begun.set_exception(error)
        yield begun


@pytest.mark.task(5)
@pytest.mark.django_db(transaction=True)
def test_proxy_is_told_not_to_buffer():
    """The response asks the proxy not to buffer it."""
    response = respond()
    response_headers.check_not_buffered({name.lower(): value for name, value in response.items()})


@pytest.mark.task(5)
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("slow_answer")
def test_first_byte_passes_nginx(tmp_path):
    """Through nginx with buffering on, the first bytes arrive while the rest is still to come."""
    seed_articles(5)
    assert callable(exports.export_articles)
    environment = held_environment(tmp_path)
    with (
        gunicorn(WSGI, settings={"threads": 4}, env=environment) as upstream,
        nginx(upstream) as proxy,
        stream(proxy, "/export/", timeout=20) as answer,
    ):
        first = first_bytes(answer, tmp_path)
        (tmp_path / "released").touch()
        rest = answer.rest()
    require(
        answer.status == 200 and first + rest,
        asked="GET /export/ through nginx",
        expected="an export",
        got=f"status {answer.status}, {len(first + rest)} bytes",
    )
    require(
        first,
        asked="GET /export/ through nginx; the stream stops after its first chunk",
        expected="the first chunk at the client",
        got="nothing until the stream went on: nginx kept it in its buffer",
    )


@pytest.mark.task(5)
def test_slow_stream_survives_gunicorn(slow_answer):
    """With your settings, a stream that takes 3.5 s gets past gunicorn's time-out of 2 s."""
    read = worker_settings()
    asked = f"stream for {slow_stream.SECONDS} s behind gunicorn --timeout {TIMEOUT} with {read}"
    try:
        answer = slow_answer.result()
    except ServerFault as fault:
        if fault.code is None:
            raise Unfit(f"gunicorn did not start in time:\n{fault.log[-1000:]}") from None
        require(
            False,
            asked=asked,
            expected="gunicorn starts",
            got=last_line(fault.log),
            note="A worker class has to be installed where gunicorn runs.",
        )
    count = answer.rest().count(b"\r\n")
    require(
        answer.complete and count == slow_stream.LINES,
        asked=asked,
        expected=f"{slow_stream.LINES} of {slow_stream.LINES} lines",
        got=f"{count} of {slow_stream.LINES} lines, then the connection was cut",
        note="gunicorn took the worker for dead while it was sending, and killed it.\n"
        "Only worker_class, workers and threads are read: the time-out is fixed by ops.",
    )


def worker_settings() -> dict[str, object]:
    """What is read of the answer's settings for gunicorn."""
    settings = exports.GUNICORN
    require(
        isinstance(settings, Mapping),
        asked="GUNICORN",
        expected="a dict of gunicorn settings",
        got=settings,
    )
    return {key: settings[key] for key in ("worker_class", "workers", "threads") if key in settings}


def last_line(log: str) -> str:
    """The last line of a server's log that says something."""
    lines = [line.strip() for line in log.splitlines() if "Error" in line] or log.splitlines()
    return lines[-1][:200] if lines else "it ended without a word"
