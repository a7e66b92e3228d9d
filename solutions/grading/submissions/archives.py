"""The files of a .zip, listed and read without ever being laid out where they say."""

import io
import os
import stat
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from solutions.grading.limits import FILE, MIB
from solutions.grading.submissions.entries import (
    ENVIRONMENT,
    MOST_DEEP,
    MOST_FILES,
    CannotRead,
    Entry,
    Skipped,
    bounded,
    descriptor_of,
    refused,
    told,
    too_large,
)
from solutions.grading.submissions.file_names import DAY

MEMBERS = 32 * MIB  # bytes of a .zip's list of its members; nothing else of it is held in memory
INNER_ZIPS = 512 * MIB  # bytes of all that are within one .zip: unpacked to be read, and gone then
CHUNK = MIB

Member = tuple[zipfile.ZipInfo, tuple[str, ...]]  # with its path


def above(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Where the files of a .zip lie: beside it; in a folder of its name, if that names a day."""
    stem = parts[-1][: -len(".zip")]
    return (*parts[:-1], stem) if DAY.search(stem) else parts[:-1]


class ZipBytes(io.BufferedReader):
    """A .zip's bytes for zipfile, which asks for the whole list of members at once."""

    def read(self, size: int | None = -1, /) -> bytes:
        whole = size is None or not 0 <= size <= MEMBERS
        return bounded(super().read(MEMBERS + 1 if whole else size), MEMBERS, "the list of members")


def opened(path: Path) -> zipfile.ZipFile:
    """A .zip on disk. Raises CannotRead."""
    return as_zip(io.FileIO(descriptor_of(path)), path.name)


def as_zip(file: io.RawIOBase, name: str) -> zipfile.ZipFile:
    """Raises CannotRead."""
    try:
        archive = zipfile.ZipFile(ZipBytes(file))
    except CannotRead as error:
        raise CannotRead(f"{name}: {error}") from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, NotImplementedError):
        raise CannotRead(f"{name} is not a readable .zip") from None
    archive.filename = name
    return archive


def parts_of(member: zipfile.ZipInfo) -> tuple[str, ...]:
    """Windows programs write backslashes where the format asks for slashes."""
    parts = member.filename.replace("\\", "/").split("/")
    return tuple(part for part in parts if part not in ("", "."))


def members_in(archive: zipfile.ZipFile) -> list[Member]:
    """The files of a .zip, with their paths."""
    files = (
        (member, parts_of(member))
        for member in archive.infolist()
        if not member.is_dir() and not member.filename.endswith("\\")
    )
    return [(member, own) for member, own in files if own]


@dataclass
class Room:
    """For what lies in .zips within one .zip. left: bytes that may still be unpacked."""

    left: int = INNER_ZIPS


def members(
    archive: zipfile.ZipFile,
    parts: tuple[str, ...],
    skipped: Skipped,
    deep: int = 1,
    below: tuple[str, ...] = (),
    there: Sequence[Member] | None = None,
    saved: float = 0.0,
    room: Room | None = None,
) -> Iterator[Entry]:
    """The members of a .zip and of those in it, of which so many lie in one another.

    deep: how many. below, there: only what lies in a folder, which is that. saved: when the .zip
    was.

    Raises CannotRead.
    """
    name = archive.filename
    listed = members_in(archive) if there is None else there
    environments = {own[:-1] for _, own in listed if own and own[-1] == ENVIRONMENT}
    count, room = 0, room or Room()
    for member, own in listed:
        kept = own[len(below) :] or own[-1:]
        if any(map(skipped, kept)) or any(own[: len(each)] == each for each in environments):
            continue
        count += 1
        if count > MOST_FILES:
            raise CannotRead(f"{name} has more than {MOST_FILES:,} files")
        path = (*parts, *kept)
        if own[-1].lower().endswith(".zip"):
            if not deep:
                said = "lies in too many others, and is not opened: put the files into one .zip"
                yield refused(path, f"{'/'.join(path)[-100:]} {said}")
                continue
            try:
                unpacked = spooled(archive, member, room.left)
                room.left -= unpacked.seek(0, os.SEEK_END)
                within = as_zip(unpacked, own[-1])
                when = changed(member) or saved
                files = members(within, above(path), skipped, deep - 1, saved=when, room=room)
                yield from files
            except CannotRead as error:
                yield refused(path, str(error))
        elif len(path) > MOST_DEEP + 1:
            raise CannotRead(f"{name} has more than {MOST_DEEP} folders in one another")
        else:
            yield Entry(path, partial(of_member, archive, member, FILE), changed(member) or saved)


def changed(member: zipfile.ZipInfo) -> float:
    """When, by the clock of who packed it; 0 for a time that is none."""
    try:
        return told(time.mktime((*member.date_time, 0, 0, -1)))
    except (ValueError, OverflowError):
        return 0.0


def spooled(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> io.FileIO:
    """A member in a file that has no name and ends with its use. Raises CannotRead."""
    try:
        file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - the .zip within closes it
        for chunk in chunks(archive, member, most):
            file.write(chunk)
    except OSError as error:
        raise CannotRead(f"{member.filename} cannot be unpacked: {error.strerror}") from None
    return file


def of_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """A member's bytes, unpacked only up to its bound. Raises CannotRead."""
    return b"".join(chunks(archive, member, most))


def chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """A member's bytes, up to its bound. Raises CannotRead."""
    name = member.filename[-100:]
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise CannotRead(f"{name} is not a regular file")
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        raise CannotRead(f"{name} points out of its archive")
    if member.flag_bits & 1:
        raise CannotRead(f"{name} is encrypted")
    size = 0
    try:
        with archive.open(member) as file:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                if size > most:
                    break
                yield chunk
    except Exception as error:  # each way of packing raises errors of its own
        raise CannotRead(f"{name} cannot be unpacked: {type(error).__name__}") from None
    if size > most:
        raise too_large(name, most)
