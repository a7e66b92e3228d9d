"""A program on a pseudo-terminal, and the screen that a person would see."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyte

from katas.harness.watch.screen import HOME, TO_SCREEN_END


class Terminal:
    """Starts the command as the leader of a session whose terminal this is."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        environ: Mapping[str, str],
        size: tuple[int, int] = (40, 80),
    ) -> None:
        self.screen = pyte.Screen(size[1], size[0])
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            with suppress(BaseException):
                os.chdir(folder)
                os.execve(command[0], list(command), dict(environ))  # noqa: S606 (no shell wanted)
            os._exit(127)
        self.status: int | None = None
        self.resize(*size)

    def resize(self, lines: int, columns: int) -> None:
        self.screen.resize(lines, columns)
        size = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, size)

    @property
    def text(self) -> str:
        """The screen, line by line, without the blanks at their ends."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def press(self, keys: str) -> None:
        os.write(self.descriptor, keys.encode())

    def modes(self) -> list[Any]:
        return termios.tcgetattr(self.descriptor)

    def see(self, *wanted: str, seconds: float = 30.0) -> str:
        """Wait until all of these texts are on the screen. Returns the screen, drawn to its end."""
        self.wait_for(
            lambda: all(text in self.text for text in wanted) and not self._is_being_drawn(),
            seconds,
        )
        return self.text

    def wait_for(self, condition: Callable[[], object], seconds: float = 30.0) -> None:
        """Take in what comes until the condition holds."""
        until = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < until, f"it did not come about in time\n\n{self.text}"
            self._pump(0.02)

    def rest(self, seconds: float) -> None:
        """Take in what comes during that time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._pump(0.02)

    def _is_being_drawn(self) -> bool:
        """What is drawn over what was there may come in pieces, and its rest is the old screen."""
        return self.raw.rfind(HOME.encode()) > self.raw.rfind(TO_SCREEN_END.encode())

    def _pump(self, seconds: float) -> None:
        if select.select([self.descriptor], [], [], seconds)[0]:
            with suppress(OSError):  # Linux says so when the last program has left the terminal
                data = os.read(self.descriptor, 65_536)
                self.raw += data
                self._stream.feed(data)
        elif self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = os.waitstatus_to_exitcode(status) if pid else None

    def ended(self, seconds: float = 20.0) -> int:
        """Wait for the end of the program. Returns its status, negative for a signal."""
        until = time.monotonic() + seconds
        while self.status is None:
            assert time.monotonic() < until, f"it does not end\n\n{self.text}"
            self._pump(0.02)
            if self.status is None:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                self.status = os.waitstatus_to_exitcode(status) if pid else None
        return self.status

    def close(self) -> None:
        """Kill the program if it still runs, and hang up."""
        if self.status is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.status = -signal.SIGKILL
        with suppress(OSError):
            os.close(self.descriptor)
