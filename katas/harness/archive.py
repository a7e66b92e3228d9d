"""Files packed into an archive whose bytes depend on nothing but the files."""

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from katas.harness.files import half_of

# What a zip file can tell: moments from here on, of even seconds.
OLDEST = datetime(1980, 1, 1, tzinfo=UTC)
MOMENTS = 15 * 365 * 86_400


@dataclass(frozen=True)
class Item:
    """A file's bytes, and whether it is a program."""

    data: bytes
    program: bool = False

    @property
    def mode(self) -> int:
        return 0o755 if self.program else 0o644

    @property
    def moment(self) -> datetime:
        """The time of its last change, before 2010, which follows from its contents.

        Python believes the bytecode of a file whose size and time have stayed the same. With one
        time for all, an edition that is unpacked over an older one would run parts of that.
        """
        return OLDEST + timedelta(seconds=2 * (zlib.crc32(self.data) % MOMENTS))

    @classmethod
    def of(cls, file: Path) -> "Item":
        return cls(file.read_bytes(), program=bool(file.stat().st_mode & 0o100))


def write_zip(path: Path, items: Mapping[str, Item]) -> None:
    with half_of(path) as half, zipfile.ZipFile(half, "w") as archive:
        for name, item in sorted(items.items()):
            add(archive, name, item)


def add(archive: zipfile.ZipFile, name: str, item: Item, moment: datetime | None = None) -> None:
    """Add a file to a .zip that is open. moment: what it says of its last change."""
    entry = zipfile.ZipInfo(name, (moment or item.moment).timetuple()[:6])
    entry.create_system = 3  # Unix, wherever it is made: the mode counts
    entry.external_attr = (0o100000 | item.mode) << 16
    archive.writestr(entry, item.data, zipfile.ZIP_DEFLATED, 9)


def write_tar(path: Path, items: Mapping[str, Item]) -> None:
    """A .tar.gz; the gzip header names no file and no time."""
    with (
        half_of(path) as half,
        half.open("wb") as raw,
        gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for name, item in sorted(items.items()):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(item.data), item.mode
            entry.mtime = int(item.moment.timestamp())
            archive.addfile(entry, io.BytesIO(item.data))
