"""Sees the old way to mark a coroutine function, which Python 3.12 and later do not heed."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from katas.day01_request_lifecycle.tests.subject import FILES
from katas.harness.run.explain import locator

OLD = "_is_coroutine"


@contextmanager
def old_marks_seen() -> Iterator[list[str]]:
    """The answer's lines that read asyncio.coroutines._is_coroutine meanwhile.

    On Python 3.11 asgiref's own markcoroutinefunction reads it too, and is right to.
    """
    module, places = asyncio.coroutines, []
    locate = locator(FILES)

    class Watched(ModuleType):
        @property
        def _is_coroutine(self) -> object:
            if line := locate(sys._getframe(1)):
                places.append(line)
            try:
                return vars(self)[OLD]
            except KeyError:
                raise AttributeError(OLD) from None

    module.__class__ = Watched
    try:
        yield places
    finally:
        module.__class__ = ModuleType
