"""A throw-away copy of the project without its days, in which a new one is laid out."""

import shutil
import subprocess
import sys
from pathlib import Path

from katas.harness.answers import KATAS
from solutions.checks.support.tiny_project import environ_without

ROOT = KATAS.parent
FILES = ("README.md", "pyproject.toml", "conftest.py", "Makefile", ".gitignore")
NOT_COPIED = shutil.ignore_patterns("day[0-9]*", "*-pytest-*.pyc", ".mypy_cache", ".import_linter*")
NEW = ("solutions", "new", "98", "--name", "transactions", "--answer", "transfers")


class Project:
    """The copy in `root`; `day` and `home` are the two folders of its Day 98, once it is there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.day = root / "katas" / "day98_transactions"
        self.home = root / "solutions" / "day98_transactions"
        for folder in ("katas", "solutions"):
            shutil.copytree(ROOT / folder, root / folder, ignore=NOT_COPIED)
        for file in FILES:
            shutil.copy(ROOT / file, root)
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)

    def run(self, *arguments: str, **variables: str) -> tuple[int, str]:
        """Status and output of `python -m ARGUMENTS` in the copy."""
        return self.call(sys.executable, "-m", *arguments, **variables)

    def call(self, *command: str, **variables: str) -> tuple[int, str]:
        """Status and output of a command in the copy."""
        own = {"PYTHONPATH": str(self.root), "COLUMNS": "100"}
        ran = subprocess.run(
            command,
            cwd=self.root,
            env=environ_without(**own | variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        return ran.returncode, ran.stdout

    def files(self) -> dict[str, bytes]:
        """All that is there, but what Python and git keep."""
        return {
            file.relative_to(self.root).as_posix(): file.read_bytes()
            for file in self.root.rglob("*")
            if file.is_file() and not {".git", "__pycache__"} & set(file.parts)
        }
