"""Single keys from a terminal, whose modes are put back whatever happens."""

import contextlib
import os
import re
import signal
import sys
import termios
import tty
from collections.abc import Iterator
from types import FrameType
from typing import Any

ESCAPES = re.compile(rb"\x1b(\[[0-9;?<>=]*[@-~]|O.|.)?")
END = "\x04"  # Ctrl-D


class HungUp(Exception):
    """The terminal is gone."""


class Keys:
    """Keys as they are pressed, not echoed, if standard input is a terminal that is ours to read.

    Use it as a context manager. Ctrl-Z stops the process, and its terminal is as it was meanwhile.
    """

    def __init__(self) -> None:
        self._saved: list[Any] | None = None
        self.descriptor = sys.stdin.fileno() if is_ours() else None

    def __enter__(self) -> "Keys":
        if self.descriptor is not None:
            self._saved = termios.tcgetattr(self.descriptor)
            self._enter()
            signal.signal(signal.SIGTSTP, self._suspend)
        return self

    def __exit__(self, *error: object) -> None:
        self._leave()

    def _enter(self) -> None:
        if self.descriptor is not None:
            tty.setcbreak(self.descriptor, termios.TCSANOW)

    def _leave(self) -> None:
        if self.descriptor is not None and self._saved is not None:
            with contextlib.suppress(termios.error):  # a terminal that is gone needs nothing
                termios.tcsetattr(self.descriptor, termios.TCSANOW, self._saved)

    @contextlib.contextmanager
    def lent(self) -> Iterator[None]:
        """The terminal as it was, for another program."""
        self._leave()
        try:
            yield
        finally:
            self._enter()

    def _suspend(self, number: int, frame: FrameType | None) -> None:
        """Ctrl-Z: give the terminal back, stop, and take it again when the shell says `fg`."""
        self._leave()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._suspend)
        if is_ours():
            self._enter()

    def read(self) -> str:
        """One key, or "" for what is none: an arrow, or several at once, which is a paste.

        Raises HungUp.
        """
        assert self.descriptor is not None
        try:
            data = os.read(self.descriptor, 1024)
        except OSError:
            data = b""
        if not data:
            raise HungUp
        left = ESCAPES.sub(b"", data)
        return left.decode("ascii", "replace") if len(left) == 1 else ""


def is_ours() -> bool:
    """Whether standard input is a terminal, and this process in its foreground."""
    try:
        return sys.stdin.isatty() and os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError, AttributeError):  # closed, or none
        return False
