"""Builds Django's handlers around the answer and sends requests through them."""

import asyncio
import logging
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import got_request_exception
from django.test import RequestFactory, override_settings

from katas.day01_request_lifecycle.tests.answered import (
    Answered,
    error_text,
    joined,
    note_on,
    place,
    texts,
)
from katas.day01_request_lifecycle.tests.subject import FILES, TIMING, lifecycle
from katas.harness.meters.transport import call
from katas.harness.run.explain import where
from katas.harness.verdicts import require

# Errors that Django logs by their names: what a request asks for is refused, status 400.
REFUSALS = [
    f"security.{name}"
    for name in ("DisallowedHost", "RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent")
]
URLS = "katas.day01_request_lifecycle.urls"
WAITING = "katas.day01_request_lifecycle.tests.waiting"  # the same, and more pages that wait
LOGGERS = [logging.getLogger(f"django.{name}") for name in ("request", *REFUSALS)]
KINDS = {"wsgi": WSGIHandler, "asgi": ASGIHandler}


def build(kind: str, *layers: str, timing: bool = True) -> Any:
    """Django's WSGI or ASGI handler with TimingMiddleware in MIDDLEWARE.

    layers: further middleware; "TIMING" among them marks its place, the innermost by default.
    """
    if timing:
        assert lifecycle.TimingMiddleware is not None
        layers = layers if "TIMING" in layers else (*layers, "TIMING")
    chain = [TIMING if layer == "TIMING" else layer for layer in layers]
    names = ", ".join(layer.rpartition(".")[2] for layer in chain)
    with override_settings(MIDDLEWARE=chain):
        try:
            handler = KINDS[kind]()
        except Exception as error:
            require(
                False,
                asked=f"build the {kind.upper()} handler; MIDDLEWARE, outermost first: {names}",
                expected="a handler",
                got=error_text(error),
                where=where(error, FILES),
            )
    handler.middleware_names = names if len(chain) > 1 else ""
    return handler


def ask(
    kind: str,
    handler: Any,
    path: str,
    method: str = "GET",
    *,
    patience: float = 10.0,
    **headers: Any,
) -> Answered:
    """The answer of either handler, in this thread."""
    if kind == "wsgi":
        return ask_wsgi(handler, path, method, **headers)
    return asyncio.run(ask_asgi(handler, path, method, patience=patience, **headers))


def ask_all(
    kind: str, handler: Any, *requests: tuple[str, str], patience: float = 10.0
) -> list[Answered]:
    """The answers to several requests, one after the other. requests: method and path of each."""
    if kind == "wsgi":
        return [ask_wsgi(handler, path, method) for method, path in requests]

    async def one_by_one() -> list[Answered]:
        return [
            await ask_asgi(handler, path, method, patience=patience) for method, path in requests
        ]

    return asyncio.run(one_by_one())


def ask_wsgi(handler: Any, path: str, method: str = "GET", **headers: str) -> Answered:
    """Send a request as a WSGI server does. headers: names with _ for -."""
    given: list[tuple[str, list[tuple[str, str]]]] = []
    environ = RequestFactory().generic(method, path, headers=named(headers)).environ
    with errors_seen() as errors:
        began = time.perf_counter()
        try:
            response = handler(environ, lambda status, fields: given.append((status, fields)))
            seconds = time.perf_counter() - began
            body = b"".join(response)
            response.close()
        except Exception as error:
            refuse(handler, "WSGI", f"{method} {path}", error, errors)
    status, fields = given[0]
    return Answered(int(status.split()[0]), joined(fields), body, seconds, errors)


async def ask_asgi(
    handler: Any, path: str, method: str = "GET", *, patience: float = 10.0, **headers: str
) -> Answered:
    """Send a request as an ASGI server does, in the running loop.

    patience: the longest silence, in seconds.
    """
    given = list(named(headers).items())
    with errors_seen() as errors:
        began = time.perf_counter()
        try:
            exchange = await call(handler, path, method=method, headers=given, seconds=patience)
            seconds = time.perf_counter() - began
            body = await exchange.read()
        except Exception as error:
            refuse(handler, "ASGI", f"{method} {path}", error, errors)
    return Answered(exchange.status, joined(exchange.header_list), body, seconds, errors)


def named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def refuse(
    handler: Any, kind: str, asked: str, error: Exception, errors: list[BaseException]
) -> None:
    """An error that left the handler: a server would have nothing to send."""
    seen = [*errors, error]
    around = handler.middleware_names
    require(
        False,
        asked=f"{asked} through the {kind} handler"
        + (f"; MIDDLEWARE, outermost first: {around}" if around else ""),
        expected="a response",
        got="\n".join(texts(seen)),
        note=note_on(seen) or "The error left Django's handler: the server has nothing to send.",
        where=place(seen),
    )


@contextmanager
def errors_seen() -> Iterator[list[BaseException]]:
    """The errors that Django turns into a response with status 500 meanwhile.

    Those that the answer's own lines raise, with any status: of them, Django's log alone tells.
    """
    errors: list[BaseException] = []

    def remember(**kwargs: object) -> None:
        if (error := sys.exc_info()[1]) is not None:
            errors.append(error)

    def remember_own(record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and error not in errors and where(error, FILES):
            errors.append(error)
        return True

    got_request_exception.connect(remember)
    for logger in LOGGERS:
        logger.addFilter(remember_own)
    try:
        yield errors
    finally:
        got_request_exception.disconnect(remember)
        for logger in LOGGERS:
            logger.removeFilter(remember_own)


class Client(threading.Thread):
    """One request through a WSGI handler, in a thread of its own."""

    def __init__(self, handler: Any, path: str, **headers: str) -> None:
        super().__init__(daemon=True)
        self._work = lambda: ask_wsgi(handler, path, **headers)
        self._answered: Answered | None = None
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._answered = self._work()
        except BaseException as error:
            self._error = error

    def result(self, seconds: float = 15.0) -> Answered:
        """The answer. Raises what the request raised."""
        self.join(seconds)
        if self._error is not None:
            raise self._error
        require(
            self._answered is not None,
            asked="GET a page that waits, in a thread of its own",
            expected=f"an answer within {seconds:g} s",
            got="none",
        )
        assert self._answered is not None
        return self._answered
