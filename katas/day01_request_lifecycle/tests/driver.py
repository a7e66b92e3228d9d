"""Builds Django's handlers around the answer and sends requests through them."""

import asyncio
import importlib
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import got_request_exception
from django.test import RequestFactory, override_settings

from katas.day01_request_lifecycle.pages import Broken
from katas.harness.answers import Answer, day_folder
from katas.harness.meters.transport import call
from katas.harness.run.explain import where
from katas.harness.verdicts import require

MODULE = "katas.day01_request_lifecycle.lifecycle"
lifecycle = Answer(MODULE)
FILES = [day_folder("day01_request_lifecycle") / "lifecycle.py"]
URLS = "katas.day01_request_lifecycle.urls"
TIMING = f"{MODULE}.TimingMiddleware"
KINDS = {"wsgi": WSGIHandler, "asgi": ASGIHandler}


@dataclass
class Answered:
    """An answer as it left the handler. seconds: the whole request, as its client saw it."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    errors: list[BaseException] = field(default_factory=list)

    @property
    def faults(self) -> list[BaseException]:
        """The errors that no page and no layer raised on purpose."""
        return [error for error in self.errors if not isinstance(error, Broken)]

    @property
    def text(self) -> str:
        """The status, and what went wrong on the way."""
        return "\n".join([f"status {self.status}", *dict.fromkeys(map(error_text, self.faults))])

    @property
    def where(self) -> str:
        """The answer's line at which something went wrong, or ""."""
        return next((place for error in self.faults if (place := where(error, FILES))), "")


def error_text(error: BaseException) -> str:
    """For example "RuntimeError: the press is broken"."""
    return f"{type(error).__name__}: {error}"


def build(kind: str, *layers: str, timing: bool = True) -> Any:
    """Django's WSGI or ASGI handler with TimingMiddleware in MIDDLEWARE.

    layers: further middleware; "TIMING" among them marks its place, the innermost by default.
    """
    asked = f"build Django's {kind.upper()} handler with TimingMiddleware in MIDDLEWARE"
    if timing:
        assert lifecycle.TimingMiddleware is not None
        layers = layers if "TIMING" in layers else (*layers, "TIMING")
    chain = [TIMING if layer == "TIMING" else layer for layer in layers]
    with override_settings(MIDDLEWARE=chain):
        try:
            handler = KINDS[kind]()
            if kind == "wsgi":
                return handler
        except Exception as error:
            require(
                False,
                asked=asked,
                expected="a handler",
                got=error_text(error),
                where=where(error, FILES),
            )
    return handler


def ask(kind: str, handler: Any, path: str, method: str = "GET", **headers: str) -> Answered:
    """The answer of either handler, in this thread."""
    if kind == "wsgi":
        return ask_wsgi(handler, path, method, **headers)
    return asyncio.run(ask_asgi(handler, path, method, **headers))


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
            refuse("WSGI", f"{method} {path}", error, errors)
    status, fields = given[0]
    found = {name.lower(): value for name, value in fields}
    return Answered(int(status.split()[0]), found, body, seconds, errors)


async def ask_asgi(handler: Any, path: str, method: str = "GET", **headers: str) -> Answered:
    """Send a request as an ASGI server does, in the running loop."""
    given = list(named(headers).items())
    with errors_seen() as errors:
        began = time.perf_counter()
        try:
            exchange = await call(handler, path, method=method, headers=given)
            seconds = time.perf_counter() - began
            body = await exchange.read()
        except Exception as error:
            refuse("ASGI", f"{method} {path}", error, errors)
    return Answered(exchange.status, exchange.headers, body, seconds, errors)


def named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def refuse(kind: str, asked: str, error: Exception, errors: list[BaseException]) -> None:
    """An error that left the handler: a server would have nothing to send."""
    seen = [*errors, error]
    require(
        False,
        asked=f"{asked} through the {kind} handler",
        expected="a response",
        got="\n".join(map(error_text, seen)),
        note=note_on(seen) or "The error left Django's handler: the server has nothing to send.",
        where=next((place for each in seen if (place := where(each, FILES))), ""),
    )


def note_on(errors: list[BaseException]) -> str:
    """What helps to understand the errors, or ""."""
    if any("coroutine" in str(error) for error in errors):
        return (
            "A coroutine was taken for a response: somebody called an async layer and did not"
            " await it."
        )
    return ""


@contextmanager
def errors_seen() -> Iterator[list[BaseException]]:
    """The errors that Django turns into a response with status 500 meanwhile."""
    errors: list[BaseException] = []

    def remember(**kwargs: object) -> None:
        if (error := sys.exc_info()[1]) is not None:
            errors.append(error)

    got_request_exception.connect(remember)
    try:
        yield errors
    finally:
        got_request_exception.disconnect(remember)


# Threads and fresh modules -----------------------------------------------------------------------


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


@contextmanager
def replaced(*changes: tuple[object, str, object]) -> Iterator[Any]:
    """The answer, imported anew while names of other modules are replaced.

    changes: object, name, and what the name means meanwhile. An answer that did
    `from time import time` gets the replacement as well.
    """
    package = importlib.import_module(MODULE.rpartition(".")[0])
    original = importlib.import_module(MODULE)
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in changes]
    try:
        for owner, name, value in changes:
            setattr(owner, name, value)
        del sys.modules[MODULE]
        yield importlib.import_module(MODULE)
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)
        sys.modules[MODULE] = original
        package.lifecycle = original  # type: ignore[attr-defined]
