"""An answer to a request, and what went wrong on its way, in words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from katas.day01_request_lifecycle.pages import Broken
from katas.day01_request_lifecycle.tests.subject import FILES, line_of_middleware
from katas.harness.run.explain import where

# How Django and Python put it that a layer gave something else than a response.
NO_RESPONSE = re.compile(
    r"'(\w+)' object has no attribute '_resource_closers'"
    r"|object (\w+) can't be used in 'await' expression"
)


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
        return "\n".join([f"status {self.status}", *texts(self.faults)])

    @property
    def note(self) -> str:
        """What helps to understand the errors, or ""."""
        return note_on(self.faults)

    @property
    def where(self) -> str:
        """The answer's line at which something went wrong, or ""."""
        return place(self.faults)


def joined(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by their names in small letters; one that is there several times is a list."""
    found: dict[str, str] = {}
    for name, value in fields:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def texts(errors: Sequence[BaseException]) -> list[str]:
    """For example "RuntimeError: the press is broken". Each once, the plainest first."""
    plain = [f"TimingMiddleware returned {kind}" for kind in given_for_responses(errors)]
    return list(dict.fromkeys([*plain, *map(error_text, errors)]))


def error_text(error: BaseException) -> str:
    """For example "RuntimeError: the press is broken"."""
    text = f"{type(error).__name__}: {error}".removesuffix(": ")
    return re.sub(r" at 0x[0-9a-f]+", "", text)


def given_for_responses(errors: Sequence[BaseException]) -> list[str]:
    """What TimingMiddleware gave for a response: "None", "a coroutine"."""
    found = []
    for error in errors:
        if (match := NO_RESPONSE.search(str(error))) and not where(error, FILES):
            kind = match[1] or match[2]
            if "Response" not in kind:
                found.append("None" if kind == "NoneType" else f"a {kind}")
    return found


def note_on(errors: Sequence[BaseException]) -> str:
    """What helps to understand the errors, or ""."""
    if "None" in given_for_responses(errors):
        return "A layer hands a response on: is there a way through it that ends without return?"
    for error in errors:
        if "different event loop" in str(error):
            return (
                "A Lock, a Semaphore or a Queue on which somebody had to wait belongs to that loop."
            )
        if "coroutine" in str(error):
            if where(error, FILES):
                return "get_response gave a coroutine, and this line takes it for a response."
            return "Nobody awaited what TimingMiddleware returned: it was taken for a response."
    return ""


def place(errors: Sequence[BaseException]) -> str:
    """The answer's line at which something went wrong, or ""."""
    for error in errors:
        if line := where(error, FILES):
            return line
    return line_of_middleware() if given_for_responses(errors) else ""
