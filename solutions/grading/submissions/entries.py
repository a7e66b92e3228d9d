"""A file as it was handed in: read without being followed or trusted."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from katas.harness.archive import MOMENTS, OLDEST
from solutions.grading.limits import MIB

MOST_FILES = 20_000  # of one hand-in, without what is no answer
MOST_DEEP = 24
SHOWN = 64  # characters of a path
SKIPPED = {"__macosx", "__pycache__", "venv", "env", "node_modules", "site-packages", "thumbs.db"}
MADE_UP = (OLDEST + timedelta(days=1, seconds=2 * MOMENTS)).timestamp()
ENVIRONMENT = "pyvenv.cfg"  # stands in a virtual environment, whatever that is called


class CannotRead(Exception):
    """A file, or a whole archive, that is not taken. The text says why."""


@dataclass(frozen=True)
class Entry:
    """A file as it was handed in.

    parts: its path. read: its bytes; raises CannotRead. changed: when, in seconds; 0 if unknown.
    packed: when the .zip on disk in which it lies was saved; 0 for none.
    """

    parts: tuple[str, ...]
    read: Callable[[], bytes]
    changed: float = 0.0
    packed: float = 0.0

    @property
    def path(self) -> str:
        """As it is told: cut where it is too long to be read."""
        whole = "/".join(self.parts)
        return whole if len(whole) <= SHOWN else f"{whole[: SHOWN // 2]}...{whole[-SHOWN // 2 :]}"

    @property
    def name(self) -> str:
        return self.parts[-1]


@dataclass
class Skipped:
    """What is no answer and was left out before it could count: names, to tell of nothing else."""

    names: set[str] = field(default_factory=set)

    def __call__(self, part: str) -> bool:
        """Whether a file or folder of that name is left out. What is hidden is never an answer."""
        if part.lower() not in SKIPPED and (not part.startswith(".") or part == ".."):
            return False
        self.names.add(part)
        return True


def refused(parts: tuple[str, ...], reason: str) -> Entry:
    """An entry that cannot be read, for a reason that is known already."""

    def read() -> bytes:
        raise CannotRead(reason)

    return Entry(parts, read)


def told(seconds: float) -> float:
    """A time, or 0 for one that follows from a file's contents, as `make submit` packs it."""
    return seconds if seconds > MADE_UP else 0.0


def saved(path: Path) -> float:
    """When; 0 for a file that is gone, or tells no time."""
    try:
        return told(os.lstat(path).st_mtime)
    except OSError:
        return 0.0


def descriptor_of(path: Path) -> int:
    """An open descriptor of a regular file. Raises CannotRead for anything else."""
    try:
        kind = os.lstat(path).st_mode
        if stat.S_ISLNK(kind):
            raise CannotRead(f"{path.name} is a link, and links are not followed")
        if not stat.S_ISREG(kind):
            raise CannotRead(f"{path.name} is not a regular file")
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise CannotRead(f"{path.name} is not a regular file")
        return descriptor
    except OSError as error:
        raise CannotRead(f"{path.name} cannot be read: {error.strerror}") from None


def regular(path: Path, most: int) -> bytes:
    """The bytes of a regular file of at most that many. Raises CannotRead for anything else."""
    with os.fdopen(descriptor_of(path), "rb") as file:
        try:
            return bounded(file.read(most + 1), most, path.name)
        except OSError as error:
            raise CannotRead(f"{path.name} cannot be read: {error.strerror}") from None


def bounded(data: bytes, most: int, name: str) -> bytes:
    if len(data) > most:
        raise too_large(name, most)
    return data


def too_large(name: str, most: int) -> CannotRead:
    size = f"{most // MIB} MiB" if most >= MIB else f"{most // 1024} KiB"
    return CannotRead(f"{name} is larger than {size}")
