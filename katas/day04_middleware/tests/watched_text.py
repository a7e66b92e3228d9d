"""Strings that tell when they are compared.

How long `==` takes depends on how much of two texts is alike, and so does a dictionary's look-up.
Clocks are too coarse to show it here; a header that notes who compares it is exact, as is a key.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

Note = Callable[[str], None]

# What these give is watched, too.
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
# These look for another text. One that is no key or header, such as "Bearer ", tells nothing.
SEARCHES = (
    *("startswith", "endswith", "find", "rfind", "index", "rindex", "count", "replace", "split"),
    *("rsplit", "partition", "rpartition", "removeprefix", "removesuffix"),
)


class _Side:
    """What headers and keys have in common. kinds: of this side, by what they are copies of."""

    note: Note = staticmethod(lambda text: None)
    kinds: dict[type, Any] = {}

    @classmethod
    def copied(cls, value: Any, note: Note) -> Any:
        """A watched copy of a text or of bytes; anything else as it is."""
        kind = cls.kinds.get(type(value))
        if kind is None:
            return value
        copy = kind(value)
        copy.note = note
        return copy

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return super().__hash__()

    def __getitem__(self, index: Any) -> Any:
        part = super().__getitem__(index)  # type: ignore[misc]
        return self.copied(part, self.note) if isinstance(index, slice) else part


class _HeaderSide(_Side):
    """A header: notes that it is compared with any text."""

    def __eq__(self, other: object) -> Any:
        # Whether a text is empty is no secret, and None has nothing to be compared with.
        if isinstance(other, str | bytes) and other:
            self.note("== compared it with another text")
        return super().__eq__(other)

    def __hash__(self) -> int:
        self.note("a dictionary or a set looked it up")
        return super().__hash__()

    def __contains__(self, part: Any) -> bool:
        # A single character or byte, as in `"," in header`, tells nothing of a key.
        if not isinstance(part, int) and len(part) > 1:
            self.note("`in` searched it for another text")
        return super().__contains__(part)  # type: ignore[misc]


class _KeySide(_Side):
    """A configured key: notes that it is compared with a text that does not come from a key.

    So it sees the copies of a header that are made in C and are plain: `bytes(header, "ascii")`.
    """

    def __eq__(self, other: object) -> Any:
        # Whether a key is empty may be asked.
        if isinstance(other, str | bytes) and other and not isinstance(other, _KeySide):
            self.note("== compared it, or a copy of it, with a key")
        return super().__eq__(other)

    def __hash__(self) -> int:
        return super().__hash__()

    def __contains__(self, part: Any) -> bool:
        if isinstance(part, _HeaderSide):
            self.note("`in` searched a key for it")
        return super().__contains__(part)  # type: ignore[misc]


def _method(plain: Any, name: str, copies: bool) -> Callable[..., Any]:
    original: Any = getattr(plain, name, None)

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        if name == "__radd__":
            return self.copied(plain.__add__(*args, plain(self)), self.note)
        if name in ("__str__", "__bytes__"):
            return self
        if name in SEARCHES and _meet(self, args):
            self.note(f"{name}() compared it with a key")
        found = original(self, *args, **kwargs)
        return self.copied(found, self.note) if copies else found

    return method


def _meet(one: _Side, args: tuple[Any, ...]) -> bool:
    """Whether a header is given a key, or a key a header; several in a tuple included."""
    other = _KeySide if isinstance(one, _HeaderSide) else _HeaderSide
    each = [it for arg in args for it in (arg if isinstance(arg, tuple) else (arg,))]
    return any(isinstance(it, other) for it in each)


def _kind(name: str, side: type, plain: Any) -> type:
    methods = STR_METHODS if plain is str else BYTES_METHODS
    members = {
        each: _method(plain, each, each in methods)
        for each in dict.fromkeys((*methods, *SEARCHES))
        if hasattr(plain, each) or each == "__radd__"
    }
    return type(name, (side, plain), {"__doc__": f"{plain.__name__} that notes.", **members})


_HeaderSide.kinds = {
    str: _kind("WatchedText", _HeaderSide, str),
    bytes: _kind("WatchedBytes", _HeaderSide, bytes),
}
_KeySide.kinds = {
    str: _kind("KeyText", _KeySide, str),
    bytes: _kind("KeyBytes", _KeySide, bytes),
}


def watched(text: str, note: Note) -> str:
    """The text as a str that calls note("...") when it, or an unhashed copy, is compared."""
    copy: str = _HeaderSide.copied(text, note)
    return copy


def watched_key(text: str, note: Note) -> str:
    """A key as a str that calls note("...") when it is compared with what is not a key."""
    copy: str = _KeySide.copied(text, note)
    return copy


@contextmanager
def watched_expressions(texts: Iterable[str], note: Note) -> Iterator[None]:
    """Within the block, note("...") is called when a regular expression is made of such a text.

    Source: re._compile in Lib/re/__init__.py, which all functions there call. How much of a text
    an expression has compared is nothing that Python tells.
    """
    original = re._compile  # type: ignore[attr-defined]
    spelt = {each for text in texts for each in (text, re.escape(text))}

    def compiled(pattern: Any, flags: Any) -> Any:
        plain = str.__str__(pattern) if isinstance(pattern, str) else pattern
        if isinstance(pattern, bytes):
            plain = bytes.decode(pattern, "latin-1")
        if isinstance(plain, str) and any(str.__contains__(plain, text) for text in spelt):
            note("a regular expression compared it with a key")
        return original(pattern, flags)

    with mock.patch.object(re, "_compile", compiled):
        yield
