"""Writes a report's file in one step: a reader sees the old one or the new one, never a half."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def half_of(path: Path) -> Iterator[Path]:
    """A file to write to that takes the path's place when the block has ended well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield half
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


@contextmanager
def written(path: Path) -> Iterator[TextIO]:
    """The same as a text file: UTF-8, line ends as written."""
    with half_of(path) as half, half.open("w", encoding="utf-8", newline="") as file:
        yield file


def write(path: Path, text: str) -> None:
    with written(path) as file:
        file.write(text)
