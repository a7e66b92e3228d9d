"""Files written in one step, and told apart by their stamps."""

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

Stamps = list[tuple[str, int, int]]


@contextlib.contextmanager
def half_of(path: Path) -> Iterator[Path]:
    """A place to write to that takes the path's place when the block has ended well.

    A reader sees the old file or the new one, never a half. A folder may be written as well; one
    that stands in the path's place is an error.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield half
        half.replace(path)
    finally:
        if half.is_dir():
            shutil.rmtree(half)
        half.unlink(missing_ok=True)


@contextlib.contextmanager
def written(path: Path) -> Iterator[TextIO]:
    """The same as a text file: UTF-8, line ends as written."""
    with half_of(path) as half, half.open("w", encoding="utf-8", newline="") as file:
        yield file


def write(path: Path, text: str) -> None:
    with written(path) as file:
        file.write(text)


def stamps(files: Iterable[Path]) -> Stamps:
    """Name, time and size of each file that is there; they change with any save, or nearly."""
    found = []
    for file in sorted(set(files)):
        with contextlib.suppress(OSError):
            stat = file.stat()
            found.append((str(file), stat.st_mtime_ns, stat.st_size))
    return found
