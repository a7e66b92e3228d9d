"""The answer that is examined: its module, its file, and how it is imported anew."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from katas.harness.answers import Answer, day_folder

MODULE = "katas.day01_request_lifecycle.lifecycle"
TIMING = f"{MODULE}.TimingMiddleware"
FILES = [day_folder("day01_request_lifecycle") / "lifecycle.py"]
lifecycle = Answer(MODULE)


Change = tuple[object, str, object]  # an object, a name of it, and what that means meanwhile


@contextmanager
def patched(*changes: Change) -> Iterator[None]:
    """Names of other objects mean something else for a while."""
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in changes]
    try:
        for owner, name, value in changes:
            setattr(owner, name, value)
        yield
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)


@contextmanager
def replaced(*changes: Change) -> Iterator[Any]:
    """The answer, imported anew while names of other modules are replaced.

    An answer that did `from time import time` gets the replacement as well.
    """
    package = importlib.import_module(MODULE.rpartition(".")[0])
    original = importlib.import_module(MODULE)
    try:
        with patched(*changes):
            del sys.modules[MODULE]
            yield importlib.import_module(MODULE)
    finally:
        sys.modules[MODULE] = original
        package.lifecycle = original  # type: ignore[attr-defined]


def lanes() -> list[str]:
    """What TimingMiddleware may be given: a get_response that is "sync", one that is "async"."""
    layer = lifecycle.TimingMiddleware
    able = {
        "sync": getattr(layer, "sync_capable", True),
        "async": getattr(layer, "async_capable", False),
    }
    return [lane for lane, is_able in able.items() if is_able]


def line_of_middleware() -> str:
    """The line where TimingMiddleware, or its __call__, begins; "" if it is not in the answer."""
    found = lifecycle.TimingMiddleware
    for each in (getattr(found, "__call__", None), found):  # noqa: B004
        code = getattr(each, "__code__", None)
        if code and code.co_filename == str(FILES[0]):
            return f"{FILES[0].name}:{code.co_firstlineno} in {code.co_name}"
    return ""
