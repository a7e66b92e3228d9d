"""A newsroom's database: a file of SQLite's, or one of its own on the PostgreSQL server.

Either has a name by which processes find it, in KATAS_DATABASE: the file's path, or the name there.
"""

import itertools
import shutil
from pathlib import Path

from katas.harness.postgres import databases

BARE = "template1"  # what PostgreSQL makes an empty database of
_numbers = itertools.count(1)


def made(folder: Path, like: str | None = None) -> str:
    """The name of a new one, a copy of one that nobody uses just now, or empty.

    folder: for a file.
    """
    if databases.are_served():
        name = databases.name_of(f"newsroom{next(_numbers)}")
        databases.copy(like or BARE, name)
        return name
    file = folder / "newsroom.sqlite3"
    if like is not None:
        shutil.copyfile(like, file)
    return str(file)


def shared(folder: Path, name: str) -> str:
    """What another machine has of that database: the same server, or a copy of the file."""
    return name if databases.are_served() else made(folder, name)


def removed(name: str) -> None:
    """Have it gone from the server; a file goes with its folder."""
    if databases.are_served():
        databases.drop(name)
