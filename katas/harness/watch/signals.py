"""The signals that a watch hears of while it waits."""

import contextlib
import os
import signal
from collections.abc import Iterator
from types import FrameType


@contextlib.contextmanager
def signals() -> Iterator[int]:
    """A descriptor that wakes for a new window size or `fg`; SIGTERM and SIGHUP end the program."""

    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    signal.signal(signal.SIGWINCH, lambda number, frame: None)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(-1)
        os.close(reader)
        os.close(writer)
