"""The parent's end of a process that measures one answer."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

from katas.harness import answers
from katas.harness.days import Day
from katas.harness.postgres import databases

# Seconds by the clock: from the start of the process to what once() gives, and for each round.
ONCE, ROUND = 60.0, 20.0


class Fault(Exception):
    """The answer gave nothing to measure. The text says why."""


class Measured:
    """A process that measures one answer. Use it as a context manager.

    answers_folder: the answers' folder, None for katas/ itself. module: of the day's tests/, with
    once() and each_round().
    """

    def __init__(self, day: Day, answers_folder: str | None, module: str) -> None:
        self._environ = answers.environment(answers_folder)
        self._environ |= databases.of_a_run(self._environ)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "katas.harness.measuring", str(day.number), module],
            cwd=answers.KATAS.parent,
            env=self._environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            # One group, to be ended as a whole; Ctrl-C is the parent's affair.
            start_new_session=True,
        )
        self._rest = b""
        self._started = time.monotonic()

    def __enter__(self) -> "Measured":
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
        if databases.are_served(self._environ):
            databases.drop(self._environ[databases.NAMES], self._environ)

    def once(self) -> Any:
        """What once() returned. Raises Fault."""
        return self._value(self._started + ONCE, ONCE)

    def another_round(self) -> Any:
        """What each_round() returns. Raises Fault."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(b"\n")
        return self._value(time.monotonic() + ROUND, ROUND)

    def _value(self, until: float, seconds: float) -> Any:
        """The value of the next line, JSON as it was printed. Raises Fault."""
        assert self._process.stdout is not None
        while b"\n" not in self._rest:
            left = max(0, until - time.monotonic())
            if not select.select([self._process.stdout], [], [], left)[0]:
                raise Fault(f"no end after {seconds:.0f} s")
            data = os.read(self._process.stdout.fileno(), 65_536)
            if not data:
                raise Fault(self._ending())
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        said = json.loads(line)
        if "fault" in said:
            raise Fault(said["fault"])
        return said["value"]

    def _ending(self) -> str:
        """How the process ended."""
        with suppress(subprocess.TimeoutExpired):
            status = self._process.wait(3)
            by_signal = f"signal {-status}" if status < 0 else f"exit status {status}"
            return f"the process that ran it ended with {by_signal}"
        return "the process that ran it says nothing any more"
