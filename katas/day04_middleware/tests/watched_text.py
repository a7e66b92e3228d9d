"""Strings that tell when they are compared.

How long `==` takes depends on how much of two texts is alike, and so does a dictionary's look-up.
Clocks are too coarse to show it here; a header that notes who compares it is exact.
"""

from collections.abc import Callable
from typing import Any

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
    kinds: dict[type, Any] = {str: WatchedText, bytes: WatchedBytes}
    kind = kinds.get(type(value))
    if kind is None:
        return value
    copy = kind(value)
    copy.note = note
    return copy


def _method(plain: Any, name: str) -> Callable[..., Any]:
    original: Any = getattr(plain, name, None)

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        if name == "__radd__":
            return _watched(plain.__add__(*args, plain(self)), self.note)
        if name in ("__str__", "__bytes__"):
            return self
        return _watched(original(self, *args, **kwargs), self.note)

    return method


def _equal(plain: Any, name: str, sign: str) -> Callable[..., Any]:
    original = getattr(plain, name)

    def compare(self: Any, other: Any) -> Any:
        # Whether a text is empty is no secret, and None has nothing to be compared with.
        if isinstance(other, str | bytes) and other:
            self.note(f"{sign} compared it with another text")
        return original(self, other)

    return compare


def _hash(plain: Any) -> Callable[[Any], int]:
    def hashed(self: Any) -> int:
        self.note("a dictionary or a set looked it up")
        return plain.__hash__(self)

    return hashed


def _contains(plain: Any) -> Callable[..., bool]:
    def contains(self: Any, part: Any) -> bool:
        # A single character or byte, as in `"," in header`, tells nothing of a key.
        if not isinstance(part, int) and len(part) > 1:
            self.note("`in` searched it for another text")
        return plain.__contains__(self, part)

    return contains


def _getitem(plain: Any) -> Callable[..., Any]:
    def getitem(self: Any, index: Any) -> Any:
        part = plain.__getitem__(self, index)
        return _watched(part, self.note) if isinstance(index, slice) else part

    return getitem


def _kind(name: str, plain: Any, methods: tuple[str, ...]) -> type:
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
