"""The warm parent as seen from outside: a process of server.py, jobs in, events out."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence

from katas.harness import answers, days
from katas.harness.days import Day
from katas.harness.files import Stamps, stamps
from katas.harness.lines import LineBuffer
from katas.harness.run.record import Event, read

# What the warm process has loaded; where one of these changes, another process takes its place.
LOADED = ("katas/harness/**/*.py", "katas/newsroom/**/*.py", "katas/__init__.py", "pyproject.toml")
END_WITHIN = 1.0  # seconds


class WarmParent:
    """A process that has everything loaded and runs the newest job; the one before is given up."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._owed = self._group = 0
        self._loaded = loaded()
        self._lines = LineBuffer()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "katas.harness.forkserver.server"],
            cwd=answers.KATAS.parent,
            env=answers.environment(None),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            bufsize=0,
            # Ctrl-C is for whoever sits at the terminal, and that is not this process.
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def fileno(self) -> int:
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def run(self, day: Day, options: Sequence[str]) -> None:
        """Run the day, and give up what was running. Events of that one are not seen any more."""
        if self._loaded != loaded():
            self.close()
            self._start()
        folder = answers.folder()
        self._owed += 1
        self._write(
            {
                "day": day.number,
                "answers": folder and str(folder),
                "options": list(options),
                "standby": True,
            }
        )

    def give_up(self) -> None:
        """End what is running, if anything is."""
        if self._owed:
            self._write(None)

    def _write(self, job: Event | None) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # its end is noticed where its events are read
            self._process.stdin.write((json.dumps(job) if job else "").encode() + b"\n")

    def events(self) -> list[Event]:
        """What has come of the newest job; wait for `fileno()` to be readable. Raises Died."""
        assert self._process.stdout is not None
        data = os.read(self._process.stdout.fileno(), 65_536)
        if not data:
            why = self._why()
            self._end_group()
            raise Died(why)
        found = []
        for event in read(line.decode() for line in self._lines.feed(data)):
            if event["event"] == "forked":
                self._group = event["pid"]
            elif event["event"] == "done":
                self._owed -= 1
                self._group = 0
            elif self._owed == 1:
                found.append(event)
        return found

    def restart(self) -> None:
        """Put a new process in the place of one that has died."""
        self.close()
        self._start()

    def _why(self) -> str:
        code = self._process.wait()
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace").strip()
        died = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        return "\n".join([f"The process that runs the tests {died}.", *said.splitlines()[-12:]])

    def _end_group(self) -> None:
        """End the run of a parent that was killed: by itself it does so at once on Linux only."""
        if self._group:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._group, signal.SIGKILL)
        self._group = self._owed = 0

    def close(self) -> None:
        """End the process and what it runs."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(END_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
        if self._process.wait() != 0:
            self._end_group()
        self._process.stdout.close()
        self._errors.close()


class Died(Exception):
    """The warm process has ended by itself; the text says how."""


def loaded() -> Stamps:
    """The stamps of every file that the warm process has loaded or read."""
    root = answers.KATAS.parent
    apps = [f"{name.replace('.', '/')}/**/*.py" for name in days.apps()]
    return stamps(file for pattern in (*LOADED, *apps) for file in root.glob(pattern))
