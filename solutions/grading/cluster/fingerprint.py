"""What a worker must have in common with the grader, and in what they differ."""

import hashlib
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from katas.harness.answers import KATAS
from katas.harness.days import Day
from solutions import SOLUTIONS
from solutions.grading.kept.cache_key import LIBRARIES, deciding

Fingerprint = dict[str, str]
ABSENT = "absent"


def of(days: Sequence[Day]) -> Fingerprint:
    """The minor version of Python, the versions of the libraries, and the files of each day.

    A day's files are its tests and all of the grader that decides a grade; the grader's are those
    that talk to each other.
    """
    found = {"Python": ".".join(platform.python_version_tuple()[:2])}
    found |= {name: _version(name) for name in LIBRARIES}
    found["the grader's files"] = _digest(sorted(Path(__file__).parent.glob("*.py")))
    for day in days:
        files = [*deciding(day), *(SOLUTIONS / day.name / name for name in day.answers)]
        found[f"the files of day {day.number}"] = _digest(files)
    return found


def differences(theirs: Fingerprint, ours: Fingerprint) -> str:
    """In what a worker differs, in words; "" if in nothing."""
    return "; ".join(
        f"{what}: {theirs.get(what, ABSENT)} there, {ours[what]} here"
        for what in ours
        if theirs.get(what) != ours[what]
    )


def _digest(files: Iterable[Path]) -> str:
    parts = hashlib.sha256()
    for file in files:
        parts.update(f"{file.relative_to(KATAS.parent)}\n".encode())
        parts.update(hashlib.sha256(file.read_bytes()).digest())
    return parts.hexdigest()[:16]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ABSENT
