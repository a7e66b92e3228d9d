"""Puts the starter back, and an answer back; what is replaced is kept in a dated folder.

    .katas/backups/day06_streaming_exports/2026-11-24T00-14-51.204117Z-reset/exports.py

A folder is never written to twice. `-reset` was set aside by a reset and is what undo brings back,
the latest first; undo then names it `-undone`, and keeps what it replaces as `-undo`.
"""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from katas.harness.answers import KATAS
from katas.harness.days import Day
from katas.harness.files import half_of

HOME = KATAS.parent / ".katas" / "backups"
FORM = "%Y-%m-%dT%H-%M-%S"


class NothingToUndo(Exception):
    """No reset of the day is left to be undone."""


def is_untouched(day: Day) -> bool:
    """Whether the learner's files are still the starter."""
    try:
        return all(
            (day.folder / file).read_bytes() == (day.starter / file).read_bytes()
            for file in day.answers
        )
    except OSError:
        return False


def reset(day: Day) -> Path | None:
    """Put the starter back. Returns the folder with what was there, None if there was nothing
    of the learner's. Raises OSError, having changed nothing or having kept everything."""
    return _replace(day, day.starter, "reset")


def undo(day: Day) -> tuple[Path, Path | None]:
    """Bring back what the latest reset set aside.

    Returns the folder it came from, and the one with what it replaced: None if that was the
    starter. Raises NothingToUndo, or OSError.
    """
    left = of(day, "reset")
    if not left:
        raise NothingToUndo
    kept = _replace(day, left[-1], "undo")
    undone = left[-1].with_name(left[-1].name.removesuffix("reset") + "undone")
    return left[-1].rename(undone), kept


def of(day: Day, kind: str = "*") -> list[Path]:
    """The day's backups, the latest last. kind: "reset", "undone" or "undo"."""
    return sorted((HOME / day.name).glob(f"*Z-{kind}"))


def moment(folder: Path) -> str:
    """When a backup was made, as a person writes it."""
    return f"{made(folder).astimezone():%d %B %Y, %H:%M:%S}"


def made(folder: Path) -> datetime:
    """When a backup was made."""
    return datetime.strptime(folder.name[:19], FORM).replace(tzinfo=UTC)


def _replace(day: Day, source: Path, kind: str) -> Path | None:
    """Make the day's answer files those of the source, which may lack some of them."""
    present = [file for file in day.answers if (day.folder / file).exists()]
    kept = None
    if present and any(_differs(day, file) for file in present):
        kept = _new_folder(day, kind)
        try:
            for file in present:
                _copy(day.folder / file, kept / file)
        except OSError:
            shutil.rmtree(kept, ignore_errors=True)
            raise
    for file in day.answers:
        if (source / file).exists():
            _put(source / file, day.folder / file)
    return kept


def _differs(day: Day, file: str) -> bool:
    mine = day.folder / file
    return not mine.is_file() or mine.read_bytes() != (day.starter / file).read_bytes()


def _new_folder(day: Day, kind: str) -> Path:
    (HOME / day.name).mkdir(parents=True, exist_ok=True)
    while True:
        now = datetime.now(UTC).strftime(f"{FORM}.%f")
        folder = HOME / day.name / f"{now}Z-{kind}"
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    else:
        target.write_bytes(source.read_bytes())


def _put(source: Path, target: Path) -> None:
    """In one step: whoever reads the target meanwhile finds the old or the new."""
    with half_of(target) as half:
        _copy(source, half)
        if target.is_dir() and not target.is_symlink():  # a learner's, and kept by now
            shutil.rmtree(target)
