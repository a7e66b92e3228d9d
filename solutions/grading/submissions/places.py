"""A place in the inbox: a file or folder on disk, or one within a .zip that holds many hand-ins."""

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from zipfile import ZipFile

from solutions.grading.limits import FILE
from solutions.grading.submissions import archives
from solutions.grading.submissions.entries import (
    ENVIRONMENT,
    MOST_DEEP,
    MOST_FILES,
    CannotRead,
    Entry,
    Skipped,
    refused,
    regular,
    saved,
)

DEEPEST = 3  # folders of a .zip: around the download, its assignment, a student


@dataclass(frozen=True, slots=True)
class Place:
    """above: the folder on disk in which it lies, one text for all that lies there. own: its name
    there. inside: the path below, if that is a .zip; () for itself.

    No path: one is kept for each hand-in.
    """

    above: str
    own: str
    inside: tuple[str, ...] = ()

    @classmethod
    def of(cls, path: Path) -> "Place":
        return cls(str(path.parent), path.name)

    @property
    def path(self) -> Path:
        return Path(self.above, self.own)

    @property
    def name(self) -> str:
        return self.inside[-1] if self.inside else self.own

    @property
    def origin(self) -> Path:
        """It as a path, of which a part may lie in a .zip."""
        return self.path.joinpath(*self.inside)

    @property
    def is_link(self) -> bool:
        return not self.inside and self.path.is_symlink()

    @property
    def is_folder(self) -> bool:
        if self.inside:
            return any(len(own) > len(self.inside) for _, own in self._below())
        return self.path.is_dir() and not self.is_link

    @property
    def is_zip(self) -> bool:
        """Whether it is a .zip on disk: one in another is a hand-in, and no place of many."""
        return not self.inside and not self.is_folder and self.path.suffix.lower() == ".zip"

    def children(self) -> list["Place"]:
        """What lies in the folder or .zip, by name. Raises CannotRead."""
        if self.inside or self.is_zip:
            deep = len(self.inside)
            names = {own[deep] for _, own in self._below() if len(own) > deep}
            return [Place(self.above, self.own, (*self.inside, name)) for name in sorted(names)]
        try:
            # Not as paths: their parts would be kept for good, in a table of their own.
            at = str(self.path)
            with os.scandir(at) as found:
                return [Place(at, name) for name in sorted(each.name for each in found)]
        except OSError as error:
            raise CannotRead(f"{self.name} cannot be listed: {error.strerror}") from None

    @property
    def saved(self) -> float:
        """When, in seconds; 0 if unknown."""
        inside = [archives.changed(member) for member, _ in self._below()] if self.inside else []
        return max(inside, default=0.0) or saved(self.path)

    def entries(self, name: str, skipped: Skipped) -> Iterator[Entry]:
        """The files in it. name: what a single file is called. Raises CannotRead."""
        if self.is_link:
            raise CannotRead("it is a link, and links are not followed")
        if self.inside and not self.is_folder:
            yield from self._single(name, skipped)
        elif self.inside:
            yield from self._in_zip(skipped)
        elif self.is_folder:
            yield from of_folder(self.path, skipped)
        else:
            yield from of_file(self.path, (name,), skipped)

    def text(self, most: int) -> str:
        """What a file says. Raises CannotRead."""
        if not self.inside:
            data = regular(self.path, most)
        else:
            archive = archive_of(self.path, *self._version)
            data = archives.of_member(archive, self._below()[0][0], most)
        return data.decode("utf-8-sig", "replace")

    def _single(self, name: str, skipped: Skipped) -> Iterator[Entry]:
        """A file in a .zip, under the name that it is to have."""
        for entry in self._in_zip(skipped):
            if entry.parts == self.inside[-1:]:
                yield Entry((name,), entry.read, entry.changed)
            else:
                yield entry

    def _in_zip(self, skipped: Skipped) -> Iterator[Entry]:
        archive = archive_of(self.path, *self._version)
        there, when = self._below(), saved(self.path)
        # The .zip of the class is none that the student has packed.
        yield from archives.members(
            archive, (), skipped, deep=2, below=self.inside, there=there, saved=when
        )

    def _below(self) -> list[archives.Member]:
        return index_of(self.path, *self._version).get(self.inside, [])

    @property
    def _version(self) -> tuple[int, int]:
        stat = self.path.stat()
        return stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=8)
def archive_of(path: Path, *version: int) -> ZipFile:
    """Kept open while its students are read one after the other. Raises CannotRead."""
    return archives.opened(path)


@lru_cache(maxsize=8)
def index_of(path: Path, *version: int) -> dict[tuple[str, ...], list[archives.Member]]:
    """The files of a .zip by what they lie in, so far down as hand-ins do. Raises CannotRead."""
    found: defaultdict[tuple[str, ...], list[archives.Member]] = defaultdict(list)
    for member in archives.members_in(archive_of(path, *version)):
        for deep in range(min(len(member[1]), DEEPEST) + 1):
            found[member[1][:deep]].append(member)
    return dict(found)


def of_folder(root: Path, skipped: Skipped, parts: tuple[str, ...] = ()) -> Iterator[Entry]:
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
        if any(entry.name == ENVIRONMENT for entry in entries):
            skipped.names.add(folder.name)
            continue
        for entry in entries:
            if skipped(entry.name):
                continue
            count += 1
            if count > MOST_FILES:
                raise CannotRead(f"it has more than {MOST_FILES:,} files")
            below = (*above, entry.name)
            if entry.is_dir(follow_symlinks=False):
                if len(below) > MOST_DEEP:
                    raise CannotRead(f"it has more than {MOST_DEEP} folders in one another")
                waiting.append((Path(entry.path), below))
            else:
                yield from of_file(Path(entry.path), below, skipped)


def of_file(path: Path, parts: tuple[str, ...], skipped: Skipped) -> Iterator[Entry]:
    """The file itself, or what a .zip holds."""
    if path.suffix.lower() != ".zip":
        yield Entry(parts, lambda: regular(path, FILE), saved(path))
        return
    try:
        archive, when = archives.opened(path), saved(path)
        for entry in archives.members(archive, archives.above(parts), skipped, saved=when):
            yield replace(entry, packed=when)
    except CannotRead as error:
        yield refused(parts, str(error))
