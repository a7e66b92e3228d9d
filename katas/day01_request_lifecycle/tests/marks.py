"""Takes away the old way to mark a coroutine function, which Python 3.12 and later do not heed."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from katas.day01_request_lifecycle.tests.subject import FILES
from katas.harness.run.explain import locator

OLD = "_is_coroutine"


@contextmanager
def old_mark_void() -> Iterator[list[str]]:
    """On Python 3.11, too, the answer's use of asyncio.coroutines._is_coroutine marks nothing.

    Gives the answer's lines that read it. asgiref's own markcoroutinefunction, which reads it on
    3.11, is right to, and gets what it wants.
    """
    module = asyncio.coroutines
    places: list[str] = []
    locate = locator(FILES)

    class Watched(ModuleType):
        @property
        def _is_coroutine(self) -> object:
            if line := locate(sys._getframe(1)):
                places.append(line)
                return object()
            try:
                return vars(self)[OLD]
            except KeyError:
                raise AttributeError(OLD) from None

    module.__class__ = Watched
    try:
        yield places
    finally:
        module.__class__ = ModuleType
