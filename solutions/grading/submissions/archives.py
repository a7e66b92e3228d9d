"""The files of a submission, listed and read without ever being unpacked, followed or trusted."""

import io
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from solutions.grading.limits import FILE, MIB

MOST_FILES = 20_000  # of one submission; a virtual environment has about 5,000
MOST_DEEP = 24
ZIP = 64 * MIB  # bytes of a .zip
INNER_ZIP = 16 * MIB  # bytes of a .zip within a .zip, which is held in memory
SKIPPED = {"__macosx", "__pycache__", ".git", ".venv", "venv", "env", "node_modules"}
SKIPPED |= {"site-packages", ".tox", ".mypy_cache", ".pytest_cache", ".ds_store", ".idea"}


class CannotRead(Exception):
    """A file, or a whole archive, that is not taken. The text says why."""


@dataclass(frozen=True)
class Entry:
    """A file as it was handed in. parts: its path. read: its bytes; raises CannotRead."""

    parts: tuple[str, ...]
    read: Callable[[], bytes]

    @property
    def path(self) -> str:
        return "/".join(self.parts)

    @property
    def name(self) -> str:
        return self.parts[-1]


def of_folder(root: Path, parts: tuple[str, ...] = ()) -> Iterator[Entry]:
    """The files below a folder. Links and devices are listed too: reading them says what they are.

    Raises CannotRead if there are too many.
    """
    count = 0
    waiting = [(root, parts)]
    while waiting:
        folder, above = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            raise CannotRead(f"{folder.name} cannot be listed: {error.strerror}") from None
        for entry in entries:
            count += 1
            if count > MOST_FILES:
                raise CannotRead(f"it has more than {MOST_FILES:,} files")
            if entry.name.lower() in SKIPPED or entry.name.startswith("._"):
                continue
            below = (*above, entry.name)
            if entry.is_dir(follow_symlinks=False):
                if len(below) > MOST_DEEP:
                    raise CannotRead(f"it has more than {MOST_DEEP} folders in one another")
                waiting.append((Path(entry.path), below))
            else:
                yield from of_file(Path(entry.path), below)


def of_file(path: Path, parts: tuple[str, ...]) -> Iterator[Entry]:
    """The file itself, or what a .zip holds."""
    if path.suffix.lower() != ".zip":
        yield Entry(parts, lambda: regular(path, FILE))
        return
    try:
        yield from members(regular(path, ZIP), path.name, parts[:-1], inner=True)
    except CannotRead as error:
        yield refused(parts, str(error))


def regular(path: Path, most: int) -> bytes:
    """The bytes of a regular file of at most that many. Raises CannotRead for anything else."""
    try:
        kind = os.lstat(path).st_mode
        if stat.S_ISLNK(kind):
            raise CannotRead(f"{path.name} is a link, and links are not followed")
        if not stat.S_ISREG(kind):
            raise CannotRead(f"{path.name} is not a regular file")
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise CannotRead(f"{path.name} is not a regular file")
            return bounded(file.read(most + 1), most, path.name)
    except OSError as error:
        raise CannotRead(f"{path.name} cannot be read: {error.strerror}") from None


def bounded(data: bytes, most: int, name: str) -> bytes:
    if len(data) > most:
        size = f"{most // MIB} MiB" if most >= MIB else f"{most // 1024} KiB"
        raise CannotRead(f"{name} is larger than {size}")
    return data


def members(data: bytes, name: str, parts: tuple[str, ...], inner: bool) -> Iterator[Entry]:
    """The members of a .zip and, if `inner`, of each .zip in it. Raises CannotRead."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, NotImplementedError):
        raise CannotRead(f"{name} is not a readable .zip") from None
    if len(archive.infolist()) > MOST_FILES:
        raise CannotRead(f"{name} has more than {MOST_FILES:,} files")
    for member in archive.infolist():
        # Windows programs write backslashes where the format asks for slashes.
        own = tuple(part for part in member.filename.replace("\\", "/").split("/") if part)
        skipped = any(part.lower() in SKIPPED or part.startswith("._") for part in own)
        if skipped or not own or member.is_dir() or member.filename.endswith("\\"):
            continue
        below = (*parts, *own)
        if inner and own[-1].lower().endswith(".zip"):
            try:
                content = of_member(archive, member, INNER_ZIP)
                yield from members(content, own[-1], (*parts, *own[:-1]), inner=False)
            except CannotRead as error:
                yield refused(below, str(error))
        elif len(below) > MOST_DEEP + 1:
            raise CannotRead(f"{name} has more than {MOST_DEEP} folders in one another")
        else:
            yield Entry(below, partial(of_member, archive, member, FILE))


def of_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """A member's bytes, unpacked only up to its bound. Raises CannotRead."""
    name = member.filename[-100:]
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise CannotRead(f"{name} is not a regular file")
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        raise CannotRead(f"{name} points out of its archive")
    if member.flag_bits & 1:
        raise CannotRead(f"{name} is encrypted")
    try:
        with archive.open(member) as file:
            content = file.read(most + 1)
    except Exception as error:  # each way of packing raises errors of its own
        raise CannotRead(f"{name} cannot be unpacked: {type(error).__name__}") from None
    return bounded(content, most, name)


def refused(parts: tuple[str, ...], reason: str) -> Entry:
    """An entry that cannot be read, for a reason that is known already."""

    def read() -> bytes:
        raise CannotRead(reason)

    return Entry(parts, read)
