"""Writes a report's file in one step: a reader sees the old one or the new one, never a half."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def written(path: Path) -> Iterator[TextIO]:
    """A text file (UTF-8, line ends as written) that takes its place when the block has ended."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with half.open("w", encoding="utf-8", newline="") as file:
            yield file
        half.replace(path)  # not reached by an error
    finally:
        half.unlink(missing_ok=True)


def write(path: Path, text: str) -> None:
    with written(path) as file:
        file.write(text)
