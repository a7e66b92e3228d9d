"""What a worker must have in common with the grader, and in what they differ."""

import hashlib
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from katas.harness.answers import KATAS
from katas.harness.days import Day
from solutions import SOLUTIONS
from solutions.grading.kept.cache_key import LIBRARIES, deciding
from solutions.grading.text import listed

Fingerprint = dict[str, dict[str, str]]
ABSENT = "absent"


def of(days: Sequence[Day]) -> Fingerprint:
    """The `versions` of Python and of the libraries, and the `files`, each with its digest.

    The files are all that decide a grade of these days, their references, and those of the grader
    that talk to each other.
    """
    versions = {"Python": ".".join(platform.python_version_tuple()[:2])}
    versions |= {name: _version(name) for name in LIBRARIES}
    files = set(Path(__file__).parent.glob("*.py"))
    for day in days:
        files.update(deciding(day), (SOLUTIONS / day.name / name for name in day.answers))
    found = {str(file.relative_to(KATAS.parent)): _digest(file) for file in files}
    return {"versions": versions, "files": found}


def differences(theirs: Fingerprint, ours: Fingerprint) -> str:
    """In what a worker differs, in words; "" if in nothing."""
    there, here = theirs["versions"], ours["versions"]
    told = [
        f"{what}: {there.get(what, ABSENT)} there, {here[what]} here"
        for what in here
        if there.get(what) != here[what]
    ]
    there, here = theirs["files"], ours["files"]
    names = [name for name in sorted({**there, **here}) if there.get(name) != here.get(name)]
    if names:
        told.append(f"not the same there and here: {listed(names)}")
    return "; ".join(told)


def same(before: Fingerprint, now: Fingerprint) -> bool:
    """Whether all that there is now was the same before. There may have been more."""
    return all(before[kind].get(n) == found for kind in now for n, found in now[kind].items())


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ABSENT
