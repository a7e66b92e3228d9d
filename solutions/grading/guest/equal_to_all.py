"""Objects of an answer that are equal to everything, or that lie about their type."""

import contextlib
import sys
from collections.abc import Iterator
from types import FunctionType
from typing import Any

from .frame_owner import Places

LIES = ("__class__", "__instancecheck__", "__subclasscheck__")
STRANGERS: tuple[Any, ...] = (
    object(),
    7_340_033,
    "neither this nor that",
    b"\xfe\x01",
    [0.3],
    None,
)


def classes() -> Iterator[type]:
    """All classes that there are."""
    seen, waiting = {id(object)}, [object]
    while waiting:
        for each in type.__subclasses__(waiting.pop()):
            if id(each) not in seen:
                seen.add(id(each))
                waiting.append(each)
                yield each


class Equality:
    """The classes of now are known; those that come later are looked at."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._known = {id(each): each for each in classes()}

    def liars(self) -> Iterator[tuple[str, int, str]]:
        """File, line and reason of each."""
        for kind in classes():
            if id(kind) not in self._known and not self._honest(kind):
                yield from self._of(kind)

    def _honest(self, kind: type) -> bool:
        module = sys.modules.get(kind.__module__)
        file = getattr(module, "__file__", None) or ""
        name = kind.__qualname__.partition(".")[0]
        return self._places.honest(file) and (hasattr(module, name))

    def _of(self, kind: type) -> Iterator[tuple[str, int, str]]:
        own = type.__getattribute__(kind, "__dict__")
        for name in LIES:
            if name in own:
                yield *self._where(own, name), f"its class {kind.__qualname__} has a {name}"
        for name, lie in (("__eq__", True), ("__ne__", False)):
            if name in own and lies(kind, name, lie):
                what = "equal to" if lie else "never other than"
                yield *self._where(own, name), f"its class {kind.__qualname__} is {what} everything"

    def _where(self, own: Any, name: str) -> tuple[str, int]:
        function = own[name]
        if isinstance(function, property):
            function = function.fget
        code = function.__code__ if type(function) is FunctionType else None
        if code is None or not self._places.answers(code.co_filename):
            codes = (f.__code__ for f in own.values() if type(f) is FunctionType)
            code = next((c for c in codes if self._places.answers(c.co_filename)), None)
        return self._places.place(code)


def lies(kind: type, name: str, lie: bool) -> bool:
    """Whether its instances give that answer to two strangers of different types."""
    instance = bare(kind)
    if instance is None:
        return False
    given = 0
    for stranger in STRANGERS:
        with contextlib.suppress(Exception):
            told = getattr(kind, name)(instance, stranger)
            given += told is not NotImplemented and bool(told) is lie
    return given >= (2 if lie else len(STRANGERS))


def bare(kind: type) -> Any:
    """An instance that was not initialized, or None."""
    for base in kind.__mro__:
        if "__new__" in vars(base):
            with contextlib.suppress(Exception):
                return base.__new__(kind)  # type: ignore[call-overload]
    with contextlib.suppress(Exception):
        return object.__new__(kind)
    return None
