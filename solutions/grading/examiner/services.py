"""Services of the examiner's that an answer calls: what they give, how often, how many at once."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from solutions.grading.guest import wire


@dataclass
class Calls:
    """The calls within a block. made: names and arguments, in order. most: in flight at once."""

    made: list[tuple[str, list[Any]]] = field(default_factory=list)
    most: int = 0


class Services:
    """Functions by their names. Each call runs in a thread of its own and may wait there.

    counted: what is called outside a `counting` block is a finding (`stray`).
    """

    def __init__(self) -> None:
        self.functions: dict[str, Callable[..., Any]] = {}
        self.stray: list[str] = []
        self.counted = True
        self._lock = threading.Lock()
        self._in_flight = 0
        self._open: list[Calls] = []

    @contextlib.contextmanager
    def counting(self) -> Iterator[Calls]:
        """Count the calls while the block runs."""
        calls = Calls()
        with self._lock:
            self._open.append(calls)
        try:
            yield calls
        finally:
            with self._lock:
                self._open = [each for each in self._open if each is not calls]

    def serve(self, line: socket.socket) -> None:
        """Answer the calls that come over one line. Runs in a thread of its own."""
        with line, contextlib.suppress(EOFError, OSError, ValueError, TypeError, wire.TooMuch):
            line.settimeout(None)
            while True:
                name, arguments = wire.receive(line)
                wire.send(line, self._done(str(name), list(arguments)))

    def _done(self, name: str, arguments: list[Any]) -> dict[str, Any]:
        with self._lock:
            self._in_flight += 1
            for calls in self._open:
                calls.made.append((name, arguments))
                calls.most = max(calls.most, self._in_flight)
            if not self._open and self.counted:
                self.stray.append(name)
        try:
            if name not in self.functions:
                return {"refused": f"there is no {name[:60]}"}
            return {"value": self.functions[name](*arguments)}
        except Exception as error:
            return {"refused": str(error)[:300]}
        finally:
            with self._lock:
                self._in_flight -= 1
