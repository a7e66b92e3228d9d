"""What a grade depends on, as one hash: a grade of the same key need not be found again."""

import hashlib
import json
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

from katas.harness.answers import KATAS
from katas.harness.days import Day
from solutions.grading import limits
from solutions.grading.intake import Answer

GRADING = Path(__file__).resolve().parent
ONLY_SHOWN = {
    "__pycache__",
    "reports",
    "screen.py",
    "output.py",
    "similarity.py",
    "alike.py",
    "likeness.py",
    "throughput.py",
}
ONLY_SHOWN |= {"late.py", "pseudonyms.py", "reviews.py"}
LIBRARIES = ["django", "pytest", "pytest-django", "factory-boy", "Faker", "gunicorn", "uvicorn"]


def key(day: Day, answer: Answer, apart: bool) -> str:
    """The key of a student's day. apart: whether it runs in a sandbox."""
    parts = hashlib.sha256(day_digest(day))
    parts.update(json.dumps([apart, answer.problem]).encode())
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
    folders = [KATAS / "harness", KATAS / "newsroom", day.folder, GRADING]
    for file in sorted(file for folder in folders for file in folder.rglob("*") if file.is_file()):
        relative = file.relative_to(KATAS.parent)
        own = file.parent == day.folder and file.name in day.answers
        if not ONLY_SHOWN & set(relative.parts) and "starter" not in relative.parts and not own:
            parts.update(f"{relative} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    versions = [platform.python_version(), *(f"{name} {version(name)}" for name in LIBRARIES)]
    bounds = [
        limits.LIMITS,
        limits.SCRATCH,
        limits.cpu(day),
        limits.silence(day),
        limits.whole(day),
    ]
    parts.update(json.dumps([versions, bounds]).encode())
    return parts.digest()
