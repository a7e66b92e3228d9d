"""Whose code a frame runs: the answer's, ours, Python's own, or code made at run time."""

import os
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from types import FrameType

from katas.harness.answers import KATAS

PATHS = sysconfig.get_paths()
OURS = tuple(PATHS[name] + os.sep for name in ("purelib", "platlib"))
OURS += (str(KATAS) + os.sep, str(Path(__file__).parent) + os.sep)
OURS += (str(Path(__file__).parents[1] / "exams") + os.sep,)
PYTHON = (PATHS["stdlib"] + os.sep, PATHS["platstdlib"] + os.sep, "<frozen ")


class Places:
    """Knows the answer's files."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._names = {str(file): file.name for file in files}

    def answers(self, file: str) -> bool:
        return file in self._names

    def honest(self, file: str) -> bool:
        """Whether it is a file of Python, of a library, or given with the days."""
        return not self.answers(file) and file.startswith(OURS + PYTHON)

    def strange(self, frame: FrameType) -> bool:
        """Whether it runs the answer's code, or code that is nobody's whom this knows."""
        made_here = frame.f_globals.get("__file__") in self._names
        return made_here or not self.honest(frame.f_code.co_filename)

    def caller(self, frame: FrameType | None, through: bool) -> tuple[str, int] | None:
        """The answer's file and line if it is its code that calls, else None.

        through: look through functions of Python's own library. Code made at run time belongs to
        whoever runs it; to ("", 0) if that cannot be seen.
        """
        made = False
        while frame is not None:
            file = frame.f_code.co_filename
            if self.answers(file):
                return self._names[file], frame.f_lineno
            if file.startswith(OURS):
                return None
            if not file.startswith(PYTHON):
                made = True
            elif not through:
                return ("", 0) if made else None
            frame = frame.f_back
        return ("", 0) if made else None

    def place(self, code: object) -> tuple[str, int]:
        """Where a function's code is, as a flag names it."""
        file = getattr(code, "co_filename", "")
        return self._names.get(file, ""), getattr(code, "co_firstlineno", 0) * self.answers(file)
