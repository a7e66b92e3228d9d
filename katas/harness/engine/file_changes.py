"""Tells when one of a day's answer files has another content than before.

watchfiles wakes whoever waits for the descriptor; the content alone decides. Once a second the
files are looked at all the same: a file system that gives no events (a folder shared with a virtual
machine or a container, some network drives) shows itself that way, and is polled from then on.
"""

import contextlib
import hashlib
import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import watchfiles

GLANCE = 1.0  # seconds between two looks at files that gave no event
STEP_MS = 10  # watchfiles waits for that long a silence before it reports
MOST_MS = 100  # and reports at the latest after that long a noise
POLL_MS = 250
SETTLE = 0.25  # seconds for which a file may be gone: some editors move it away to write it anew
State = tuple[str | None, ...]


class Saves:
    """Watches the files. Wait for `fileno()` to be readable, for `wait()` at most; ask `news()`."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.files = list(files)
        self.notice = ""
        self.polling = is_forced()
        if self.polling:
            self.notice = "Polling, as WATCHFILES_FORCE_POLLING asks for."
        self.state = state_of(self.files)
        self._looks = self._look()
        self._next_glance = time.monotonic() + GLANCE
        self._gone_since = 0.0
        self._missed = False
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)
        self._start()

    def _start(self) -> None:
        self._stop = threading.Event()
        self._trouble = ""
        self._folders = {folder: inode(folder) for folder in folders_of(self.files)}
        self._thread = threading.Thread(target=self._watch, args=(self._stop,), daemon=True)
        self._thread.start()

    def _watch(self, stop: threading.Event) -> None:
        names = {file.name for file in self.files} | {file.resolve().name for file in self.files}
        try:
            for _ in watchfiles.watch(
                *(folder for folder in self._folders if folder.is_dir()),
                watch_filter=lambda change, path: Path(path).name in names,
                step=STEP_MS,
                debounce=MOST_MS,
                rust_timeout=0,
                stop_event=stop,
                force_polling=self.polling,
                poll_delay_ms=POLL_MS,
                recursive=False,
                raise_interrupt=False,
            ):
                self._wake()
        except Exception as error:
            self._trouble = str(error) or type(error).__name__
        if not stop.is_set():
            self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(OSError):  # full: whoever waits is about to wake as it is
            os.write(self._writer, b".")

    def fileno(self) -> int:
        return self._reader

    def wait(self) -> float:
        """Seconds after which `news()` is to be asked at the latest."""
        return SETTLE if self._gone_since else max(0.0, self._next_glance - time.monotonic())

    def news(self) -> State | None:
        """The new state if it is another than before, else None; a state has None for no file."""
        woken = self._drain()
        glance = time.monotonic() >= self._next_glance
        if not (woken or glance or self._gone_since):
            return None
        looks, before = self._look(), self._looks
        self._looks = looks
        if woken:
            self._missed = False
        if glance:
            self._next_glance = time.monotonic() + GLANCE
            self._attend(moved=looks != before and not woken)
        return self._compare()

    def saved_at(self) -> float:
        """When the newest file was written, in time.time(); now, if an older one was moved here."""
        now = time.time()
        newest = max((look[0] / 1e9 for look in self._looks if look), default=now)
        return newest if 0 <= now - newest <= GLANCE + 1 else now

    def _compare(self) -> State | None:
        state = state_of(self.files)
        if None in state and None not in self.state:
            self._gone_since = self._gone_since or time.monotonic()
            if time.monotonic() - self._gone_since < SETTLE:
                return None
        self._gone_since = 0.0
        if state == self.state:
            return None
        self.state = state
        return state

    def _attend(self, *, moved: bool) -> None:
        """Begin again where the watch has broken; poll where a save gave no event for a second."""
        if not self.polling and self._missed:
            self._poll("This folder gives no file events")
        elif self._trouble and not self.polling:
            self._poll(f"No file events ({self._trouble.splitlines()[0][:80]})")
        elif self._trouble or self._folders != {f: inode(f) for f in folders_of(self.files)}:
            self._restart()
            moved = False
        self._missed = moved

    def _poll(self, reason: str) -> None:
        self.polling = True
        self.notice = f"{reason}: polling every {POLL_MS / 1000:g} s instead."
        self._restart()

    def _restart(self) -> None:
        self._stop.set()
        self._start()

    def _look(self) -> list[tuple[int, int, int] | None]:
        return [look_of(file) for file in self.files]

    def _drain(self) -> bool:
        try:
            return bool(os.read(self._reader, 4096))
        except BlockingIOError:
            return False

    def close(self) -> None:
        self._stop.set()
        self._thread.join(1.0)
        os.close(self._reader)
        os.close(self._writer)


def is_forced() -> bool:
    """Whether the variable asks for polling, as watchfiles reads it."""
    value = os.environ.get("WATCHFILES_FORCE_POLLING", "")
    return bool(value) and value.lower() not in ("false", "disable", "disabled")


def state_of(files: Sequence[Path]) -> State:
    """A hash of each file's content; None for one that is not there or cannot be read."""
    found: list[str | None] = []
    for file in files:
        try:
            found.append(hashlib.sha256(file.read_bytes()).hexdigest())
        except OSError:
            found.append(None)
    return tuple(found)


def look_of(file: Path) -> tuple[int, int, int] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def folders_of(files: Sequence[Path]) -> list[Path]:
    """The files' folders, and those that links lead to."""
    return list(dict.fromkeys(f for file in files for f in (file.parent, file.resolve().parent)))


def inode(folder: Path) -> int:
    try:
        return folder.stat().st_ino
    except OSError:
        return 0
