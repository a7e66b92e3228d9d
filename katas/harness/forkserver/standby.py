"""The run that answers the next save: its tests are collected, and it stands before the answer."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from katas.harness import answers
from katas.harness.days import Day
from katas.harness.files import Stamps, stamps
from katas.harness.run.process import Run

# What a run has read by the time it stands before the answer.
READ = ("*.py", "*/*.py", "*/*/*.py", "kata.toml")


class Standby:
    """At most one run in waiting, for a day and a folder of answers."""

    def __init__(self, until: int) -> None:
        """until: see `Run`."""
        self._until = until
        self._run: Run | None = None
        self._for: tuple[str, str | None] | None = None
        self._stamps: Stamps = []

    def prepare(self, day: Day, folder: str | None) -> None:
        """Have one wait, unless there is one of that kind."""
        if self._run is not None and self._for == (day.name, folder):
            return
        self.close()
        with contextlib.suppress(OSError):  # then the next save begins from the start
            self._stamps = collected(day)
            self._for = day.name, folder
            environ = answers.environment(folder)
            self._run = Run(day, environ=environ, warm=True, until=self._until, held=True)

    def take(self, day: Day, folder: str | None, options: Sequence[str]) -> Run | None:
        """The waiting run, let go; None if there is none or what it has read is of yesterday."""
        run, self._run = self._run, None
        if run is None:
            return None
        if self._for == (day.name, folder) and self._stamps == collected(day) and run.go(options):
            return run
        run.give_up()
        return None

    def close(self) -> None:
        if self._run is not None:
            self._run.give_up()
            self._run = None


def collected(day: Day) -> Stamps:
    """The stamps of what is read before the answer: the day's files but the answers."""
    mine = {day.folder / file for file in day.answers}
    files = {file for pattern in READ for file in day.folder.glob(pattern)} - mine
    return stamps([*files, Path(answers.KATAS.parent, "conftest.py")])
