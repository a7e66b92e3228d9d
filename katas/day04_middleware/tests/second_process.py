"""A second process, as an answer sees it: its module anew, and hashes of texts of its own."""

import builtins
import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any, TypeVar
from unittest.mock import patch

from katas.day04_middleware.tests.premises import DAY

MODULE = f"{DAY}.middleware"
T = TypeVar("T")


class SecondProcess:
    """Runs what is built and asked in the second process: `second.run(lambda: ...)`."""

    def __init__(self) -> None:
        self._module: ModuleType | None = None

    def run(self, do: Callable[[], T]) -> T:
        first = import_module(MODULE)
        sys.modules.pop(MODULE)
        if self._module is not None:
            sys.modules[MODULE] = self._module
        try:
            with patch.object(builtins, "hash", _salted):
                return do()
        finally:
            self._module = sys.modules.get(MODULE)
            sys.modules[MODULE] = first
            sys.modules[DAY].middleware = first  # type: ignore[attr-defined]


_plain: Callable[[Any], int] = hash


def _salted(value: Any) -> int:
    """hash(), which Python salts for each process (PYTHONHASHSEED), with another salt for texts.

    Who asks is told by the globals: a dataclass' own `__hash__` has no file.
    """
    parts = value if isinstance(value, tuple) else (value,)
    asker = sys._getframe(1).f_globals.get("__name__")
    if asker == MODULE and any(isinstance(part, str | bytes) for part in parts):
        return _plain(("the second process", value))
    return _plain(value)
