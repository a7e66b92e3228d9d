"""The grader's side of the examiners: warm processes that fork for each examination.

One for each module of Django settings that the days use: a day with a `settings.py` has its own.
"""

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from katas.harness.answers import KATAS
from katas.harness.days import Day

STARTS_WITHIN = 120.0
MESSAGE = 65_536


class CannotExamine(Exception):
    """The examiners do not start. The text is what they said."""


class Examiners:
    """The examiners of a grading; use it as a context. folder: theirs; who made it removes it."""

    def __init__(self, days: Sequence[Day], folder: Path) -> None:
        self._folder = folder
        self._days: dict[str, list[Day]] = {}
        for day in days:
            self._days.setdefault(settings_of(day), []).append(day)
        self._lines: dict[str, socket.socket] = {}
        self._processes: list[subprocess.Popen[bytes]] = []
        self.covered: dict[int, list[int]] = {}

    def __enter__(self) -> "Examiners":
        for said in [self._start(settings) for settings in self._days]:
            self._wait(*said)
        return self

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self._processes]

    def _wait(self, settings: str, said: IO[bytes]) -> None:
        """Until it is warm, and knows what it covers. Raises CannotExamine."""
        line = self._lines[settings]
        if not select.select([line], [], [], STARTS_WITHIN)[0] or not (data := line.recv(MESSAGE)):
            said.seek(0)
            raise CannotExamine(said.read().decode("utf-8", "replace")[-2000:])
        found = json.loads(data)["covered"]
        self.covered |= {int(day): tasks for day, tasks in found.items()}

    def _start(self, settings: str) -> tuple[str, IO[bytes]]:
        line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        folder = self._folder / str(len(self._processes))
        folder.mkdir(parents=True)
        numbers = [day.number for day in self._days[settings]]
        known = {"settings": settings, "days": numbers, "folder": str(folder)}
        said = tempfile.TemporaryFile("w+b")  # noqa: SIM115 (as long as the process)
        self._processes.append(
            subprocess.Popen(
                [sys.executable, "-P", "-s", "-m", "solutions.grading.examiner", json.dumps(known)],
                stdin=theirs.fileno(),
                stdout=said,
                stderr=said,
                cwd=KATAS.parent,
                env={
                    **os.environ,
                    "PYTHONPATH": str(KATAS.parent),
                    "PYTHONHASHSEED": "0",
                    "TMPDIR": str(folder),
                },
                start_new_session=True,
            )
        )
        theirs.close()
        self._lines[settings] = line
        return settings, said

    def begin(
        self, day: Day, tasks: Sequence[int], seed: str, desk: socket.socket, answers: Path
    ) -> int:
        """Begin an examination. Returns the reading end of a pipe with what is found.

        desk: a socket to the sandbox' forkserver; whose copy here may be closed afterwards.
        answers: the folder of the answer's files, which lie there when the sandbox is ready. If
        the examiner has been ended meanwhile, a new one is started. Raises CannotExamine.
        """
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        job = {"day": day.number, "tasks": list(tasks), "seed": seed, "answers": str(answers)}
        message, settings = json.dumps(job).encode(), settings_of(day)
        try:
            try:
                socket.send_fds(self._lines[settings], [message], [desk.fileno(), writer])
            except OSError:
                self._lines[settings].close()
                self._wait(*self._start(settings))
                socket.send_fds(self._lines[settings], [message], [desk.fileno(), writer])
        except BaseException:
            os.close(reader)
            raise
        finally:
            os.close(writer)
        return reader

    def __exit__(self, *error: object) -> None:
        for line in self._lines.values():
            line.close()
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, 9)
            process.wait()


def settings_of(day: Day) -> str:
    own = (day.folder / "settings.py").is_file()
    return f"{day.package}.settings" if own else "katas.harness.settings"
