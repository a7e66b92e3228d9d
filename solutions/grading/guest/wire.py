"""Messages between an examiner and what it examines: JSON that keeps exact types, bounded.

A frame is four bytes of length, most significant first, and that many bytes of JSON. None, bool,
int, float, str and lists are JSON's own; each other type is an object with one key that names it.
What has no form here crosses as the name of its type: it equals nothing.
"""

import base64
import datetime
import json
import math
import socket
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

MOST = 8 * 2**20  # bytes of one frame
DEEPEST = 40
EXACT = 2**53  # integers beyond cross as text: other ends may have doubles only


class TooMuch(Exception):
    """A frame is larger, or a value deeper, than this wire takes."""


@dataclass(frozen=True, eq=False)
class Opaque:
    """A value of a type that does not cross: all that is known is its name."""

    type: str

    def __repr__(self) -> str:
        return f"<{self.type}>"


def plain(value: Any, depth: int = 0) -> Any:
    """The value as JSON's own types. Only exact types cross: a subclass is opaque."""
    if depth > DEEPEST:
        raise TooMuch(f"a value is nested more than {DEEPEST} deep")
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        return value if abs(value) < EXACT else {"int": hex(value)}
    if kind is float:
        return value if math.isfinite(value) else {"float": repr(value)}
    if kind is list:
        return [plain(each, depth + 1) for each in value]
    if kind is tuple:
        return {"tuple": [plain(each, depth + 1) for each in value]}
    if kind is dict:
        return {"dict": [[plain(k, depth + 1), plain(v, depth + 1)] for k, v in value.items()]}
    if kind is bytes:
        return {"bytes": base64.b64encode(value).decode("ascii")}
    if kind is datetime.datetime:
        return {"datetime": value.isoformat()}
    if kind is datetime.date:
        return {"date": value.isoformat()}
    if kind is Decimal:
        return {"decimal": str(value)}
    return {"opaque": kind.__name__[:100]}


def value_of(data: Any) -> Any:
    """The value again. Raises ValueError if it is none of this wire's."""
    if isinstance(data, list):
        return [value_of(each) for each in data]
    if not isinstance(data, dict):
        return data
    if len(data) != 1:
        raise ValueError("not a value of the wire")
    ((kind, content),) = data.items()
    if kind not in READERS:
        raise ValueError("not a value of the wire")
    try:
        return READERS[kind](content)
    except (TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise ValueError("not a value of the wire") from error


READERS: dict[str, Any] = {
    "int": lambda text: int(text, 16),
    "float": lambda text: float(text),
    "tuple": lambda parts: tuple(value_of(each) for each in parts),
    "dict": lambda pairs: {value_of(key): value_of(value) for key, value in pairs},
    "bytes": lambda text: base64.b64decode(text, validate=True),
    "datetime": lambda text: datetime.datetime.fromisoformat(text),
    "date": lambda text: datetime.date.fromisoformat(text),
    "decimal": lambda text: finite(Decimal(text)),
    "opaque": lambda text: Opaque(str(text)),
}


def finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise ValueError("not a value of the wire")
    return number


def send(line: socket.socket, value: Any) -> int:
    """Send a value; returns how many bytes it took. Raises TooMuch or OSError."""
    data = json.dumps(plain(value), separators=(",", ":")).encode("ascii")
    if len(data) > MOST:
        raise TooMuch(f"a message of {len(data):,} bytes; at most {MOST:,} cross")
    line.sendall(len(data).to_bytes(4, "big") + data)
    return len(data)


def receive(line: socket.socket) -> Any:
    """The next value. Raises EOFError at the end, ValueError, TooMuch or OSError (TimeoutError)."""
    size = int.from_bytes(_exactly(line, 4), "big")
    if size > MOST:
        raise TooMuch(f"a message of {size:,} bytes; at most {MOST:,} cross")
    try:
        return value_of(json.loads(_exactly(line, size)))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _exactly(line: socket.socket, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        part = line.recv(min(size - len(found), 2**16))
        if not part:
            raise EOFError
        found += part
    return bytes(found)
