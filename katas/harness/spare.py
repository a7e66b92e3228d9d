"""The run that answers the next save: its tests are collected, and it stands before the answer."""

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from katas.harness import answers
from katas.harness.days import Day
from katas.harness.run import Run

# What a spare has read by the time it stands before the answer.
READ = ("*.py", "*/*.py", "*/*/*.py", "kata.toml")
Job = tuple[str, str | None]


class Spare:
    """At most one run in waiting, for a day and a folder of answers."""

    def __init__(self, until: int) -> None:
        """until: see `Run`."""
        self._until = until
        self._run: Run | None = None
        self._for: Job | None = None
        self._read: list[tuple[str, int, int]] = []

    def prepare(self, day: Day, folder: str | None) -> None:
        """Have one wait, unless there is one of that kind."""
        if self._run is not None and self._for == (day.name, folder):
            return
        self.close()
        with contextlib.suppress(OSError):  # then the next save begins from the start
            self._read = signature(day)
            self._for = day.name, folder
            environ = environment(folder)
            self._run = Run(day, environ=environ, warm=True, until=self._until, held=True)

    def take(self, day: Day, folder: str | None, options: Sequence[str]) -> Run | None:
        """The waiting run, let go; None if there is none or what it has read is of yesterday."""
        run, self._run = self._run, None
        if run is None:
            return None
        if self._for == (day.name, folder) and self._read == signature(day) and run.go(options):
            return run
        run.give_up()
        return None

    def close(self) -> None:
        if self._run is not None:
            self._run.give_up()
            self._run = None


def environment(folder: str | None) -> dict[str, str]:
    """This process' own, with that folder of answers."""
    environ = {name: value for name, value in os.environ.items() if name != answers.VARIABLE}
    return environ if folder is None else {**environ, answers.VARIABLE: folder}


def signature(day: Day) -> list[tuple[str, int, int]]:
    """Name, time and size of what is read before the answer: the day's files but the answers."""
    mine = {day.folder / file for file in day.answers}
    files = {file for pattern in READ for file in day.folder.glob(pattern)} - mine
    files.add(Path(answers.KATAS.parent, "conftest.py"))
    found = []
    for file in sorted(files):
        with contextlib.suppress(OSError):
            stat = file.stat()
            found.append((str(file), stat.st_mtime_ns, stat.st_size))
    return found
