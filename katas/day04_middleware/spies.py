"""Strings that tell when they are compared, and a cache whose readers wait for each other. Given.

How long `==` takes depends on how much of two texts is alike, and so does a dictionary's look-up.
Clocks are too coarse to show it here; a header that notes who compares it is exact.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.core.cache.backends.locmem import LocMemCache

Note = Callable[[str], None]

STR_METHODS = (
    *("strip", "lstrip", "rstrip", "lower", "upper", "casefold", "title", "capitalize"),
    *("swapcase", "replace", "removeprefix", "removesuffix", "translate", "expandtabs"),
    *("center", "ljust", "rjust", "zfill", "encode", "__add__", "__radd__", "__mul__"),
    *("__str__", "__format__", "__mod__"),
)
BYTES_METHODS = (
    *("strip", "lstrip", "rstrip", "lower", "upper", "replace", "removeprefix", "removesuffix"),
    *("translate", "decode", "__add__", "__bytes__", "ljust", "rjust", "swapcase", "hex"),
)


def _watched(value: Any, note: Note) -> Any:
    """A watched copy of a text or of bytes; anything else as it is."""
    kind = {str: WatchedText, bytes: WatchedBytes}.get(type(value))
    if kind is None:
        return value
    copy = kind(value)
    copy.note = note
    return copy


def _method(plain: type, name: str) -> Callable[..., Any]:
    original = getattr(plain, name, None)

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        if name == "__radd__":
            return _watched(plain.__add__(*args, plain(self)), self.note)
        if name in ("__str__", "__bytes__"):
            return self
        return _watched(original(self, *args, **kwargs), self.note)  # type: ignore[misc]

    return method


def _equal(plain: type, name: str, sign: str) -> Callable[..., Any]:
    original = getattr(plain, name)

    def compare(self: Any, other: Any) -> Any:
        # Whether a text is empty is no secret, and None has nothing to be compared with.
        if isinstance(other, str | bytes) and other:
            self.note(f"{sign} compared it with another text")
        return original(self, other)

    return compare


def _hash(plain: type) -> Callable[[Any], int]:
    def hashed(self: Any) -> int:
        self.note("a dictionary or a set looked it up")
        return plain.__hash__(self)

    return hashed


def _contains(plain: type) -> Callable[..., bool]:
    def contains(self: Any, part: Any) -> bool:
        # A single character or byte, as in `"," in header`, tells nothing of a key.
        if not isinstance(part, int) and len(part) > 1:
            self.note("`in` searched it for another text")
        return plain.__contains__(self, part)  # type: ignore[attr-defined]

    return contains


def _getitem(plain: type) -> Callable[..., Any]:
    def getitem(self: Any, index: Any) -> Any:
        part = plain.__getitem__(self, index)  # type: ignore[attr-defined]
        return _watched(part, self.note) if isinstance(index, slice) else part

    return getitem


def _kind(name: str, plain: type, methods: tuple[str, ...]) -> type:
    members: dict[str, Any] = {
        method: _method(plain, method)
        for method in methods
        if hasattr(plain, method) or method == "__radd__"
    }
    members.update(
        __doc__=f"{plain.__name__} that notes comparisons; what its methods give is watched, too.",
        __eq__=_equal(plain, "__eq__", "=="),
        __ne__=_equal(plain, "__ne__", "!="),
        __hash__=_hash(plain),
        __contains__=_contains(plain),
        __getitem__=_getitem(plain),
        note=staticmethod(lambda text: None),
    )
    return type(name, (plain,), members)


WatchedText = _kind("WatchedText", str, STR_METHODS)
WatchedBytes = _kind("WatchedBytes", bytes, BYTES_METHODS)


def watched(text: str, note: Note) -> str:
    """The text as a str that calls note("...") when it, or an unhashed copy, is compared."""
    return _watched(text, note)


class _KeySide:
    """A configured key: notes that it is compared with a text that does not come from a key.

    So it sees the copies of a header that are made in C and are plain: `bytes(header, "ascii")`.
    """

    note: Note = staticmethod(lambda text: None)

    def __eq__(self, other: object) -> Any:
        # Whether a key is empty may be asked.
        if isinstance(other, str | bytes) and other and not isinstance(other, _KeySide):
            self.note("== compared it, or a copy of it, with a key")
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return super().__hash__()


class KeyBytes(_KeySide, bytes):
    """The bytes of a configured key."""


class KeyText(_KeySide, str):
    """A configured key."""

    def encode(self, *args: Any, **kwargs: Any) -> bytes:
        copy = KeyBytes(super().encode(*args, **kwargs))
        copy.note = self.note
        return copy


def watched_key(text: str, note: Note) -> str:
    """A key as a str that calls note("...") when it is compared with what is not a key."""
    copy = KeyText(text)
    copy.note = note
    return copy


# Threads at the cache -----------------------------------------------------------------------------

PATIENCE = 0.4
PARTS = 4


class Gate:
    """Holds whoever arrives until `crowd` are there, or PATIENCE seconds have passed; then opens.

    It never closes again: an answer that lets one thread in at a time waits once, not each time.
    """

    def __init__(self, crowd: int) -> None:
        self._crowd = crowd
        self._there = 0
        self._open = False
        self._change = threading.Condition()

    def arrive(self) -> None:
        with self._change:
            self._there += 1
            if self._there >= self._crowd:
                self._open = True
                self._change.notify_all()
            # In parts: if the whole process was stalled, the others get a part to catch up.
            for _ in range(PARTS):
                self._change.wait_for(lambda: self._open, PATIENCE / PARTS)
            self._open = True
            self._change.notify_all()


@contextmanager
def readers_meet(crowd: int) -> Iterator[None]:
    """Whoever has read a key from a LocMemCache goes on when `crowd` threads have read that key.

    So each of them acts on the same old value, as in the worst of luck. `add` and `incr`, which
    look and change under one lock, are left alone; only an `incr` that finds nothing waits.
    """
    gates: dict[object, Gate] = {}
    lock = threading.Lock()
    get, has_key, incr = LocMemCache.get, LocMemCache.has_key, LocMemCache.incr

    def gate(*name: object) -> Gate:
        with lock:
            return gates.setdefault(name, Gate(crowd))

    def slow_get(self: Any, key: Any, *args: Any, **kwargs: Any) -> Any:
        value = get(self, key, *args, **kwargs)
        gate("get", key).arrive()
        return value

    def slow_has_key(self: Any, key: Any, *args: Any, **kwargs: Any) -> bool:
        found = has_key(self, key, *args, **kwargs)
        gate("has_key", key).arrive()
        return found

    def slow_incr(self: Any, key: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return incr(self, key, *args, **kwargs)
        except ValueError:
            gate("incr", key).arrive()
            raise

    with (
        patch.object(LocMemCache, "get", slow_get),
        patch.object(LocMemCache, "has_key", slow_has_key),
        patch.object(LocMemCache, "incr", slow_incr),
    ):
        yield
