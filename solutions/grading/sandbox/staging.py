"""The grader's own folder for one run: the days as they are examined, and room for each sandbox.

    kata/     katas/, pyproject.toml, conftest.py and `guest/`: what a sandbox sees as /kata
    kata/exams/dayNN.../exam_inside.py  what the examiner can have done in there
    etc/      the few files that programs look for in /etc
    examiners/  the examiners' own databases; no sandbox sees them
    sandboxes/N/  answers/ and, without a sandbox, tmp/

The copy is made once, so that an edit during the run changes nothing, and its bytecode is written
by the reference's run, so that no submission pays for it.
"""

import compileall
import os
import shutil
import tempfile
from pathlib import Path

from katas.harness.answers import KATAS
from solutions import SOLUTIONS
from solutions.grading.sandbox.bubblewrap import ETC_OWN

GUEST = Path(__file__).resolve().parents[1] / "guest"
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


class Workplace:
    """The folder at `root`, made anew, or a temporary one; use it as a context."""

    def __init__(self, root: Path | None = None) -> None:
        if root is None:
            root = Path(tempfile.mkdtemp(prefix="katas-grade-"))
        elif root.exists():  # left behind by a grader that was killed
            shutil.rmtree(root)
        root.mkdir(exist_ok=True)
        self.root = root.resolve()
        self.kata = self.root / "kata"
        self.etc = self.root / "etc"
        self._count = 0
        shutil.copytree(KATAS, self.kata / "katas", ignore=LEFT_OUT)
        shutil.copytree(GUEST, self.kata / "guest", ignore=LEFT_OUT)
        for name in ("pyproject.toml", "conftest.py"):
            if (KATAS.parent / name).is_file():
                shutil.copy2(KATAS.parent / name, self.kata)
        self.examiners = self.root / "examiners"
        for file in SOLUTIONS.glob("day*/exam_inside*.py"):
            folder = self.kata / "exams" / file.parent.name
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, folder)
        # No run of the reference's imports these ahead of all others, as it does the days.
        for name in ("exams", "guest"):
            compileall.compile_dir(self.kata / name, quiet=2)
        self.etc.mkdir()
        for name, text in ETC_OWN.items():
            (self.etc / name).write_text(text)
        readable(self.root)

    def __enter__(self) -> "Workplace":
        return self

    def __exit__(self, *error: object) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    def new_folder(self) -> Path:
        """A fresh folder for one sandbox, with answers/ and tmp/ in it."""
        self._count += 1
        folder = self.root / "sandboxes" / str(self._count)
        for part in ("answers", "tmp"):
            (folder / part).mkdir(parents=True)
        readable(folder)
        return folder

    def leave(self, folder: Path) -> None:
        """Remove a sandbox' folder."""
        shutil.rmtree(folder, ignore_errors=True)

    def own(self, user: int) -> None:
        """Give the copied days to a user, who is to write their bytecode."""
        for folder, _, _ in os.walk(self.kata):
            os.chown(folder, user, user)


def readable(root: Path) -> None:
    """Let everyone read the folder, whatever the umask is: the sandbox runs as another user."""
    for folder, _, files in os.walk(root):
        Path(folder).chmod(0o755)
        for name in files:
            (Path(folder) / name).chmod(0o644)


def stage(folder: Path, files: dict[str, bytes]) -> None:
    """Write a day's answer files, and nothing else, into a fresh folder."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    readable(folder)
