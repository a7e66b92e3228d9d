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

# Seconds of CPU time: from the start of the process to what once() gives, and for each round. By
# the clock three times as many: a busy machine takes nothing away.
ONCE, ROUND = 60, 20
BY_THE_CLOCK = 3


class Fault(Exception):
    """The answer gave nothing to measure. The text says why."""


class Measured:
    """A process that measures one answer. Use it as a context manager.

    answers_folder: the answers' folder, None for katas/ itself. module: of the day's tests/, with
    once() and each_round().
    """

    def __init__(self, day: Day, answers_folder: str | None, module: str) -> None:
        command = [sys.executable, "-m", "katas.harness.measuring"]
        self._environ = answers.environment(answers_folder)
        self._environ |= databases.of_a_run(self._environ)
        self._process = subprocess.Popen(
            [*command, str(day.number), module, str(ONCE), str(ROUND)],
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
        return self._value(self._started, ONCE)

    def another_round(self) -> Any:
        """What each_round() returns. Raises Fault."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(b"\n")
        return self._value(time.monotonic(), ROUND)

    def _value(self, since: float, seconds: int) -> Any:
        """The value of the next line, JSON as it was printed. Raises Fault."""
        until = since + BY_THE_CLOCK * seconds
        assert self._process.stdout is not None
        while b"\n" not in self._rest:
            left = max(0, until - time.monotonic())
            if not select.select([self._process.stdout], [], [], left)[0]:
                raise Fault(f"no end after {BY_THE_CLOCK * seconds} s")
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
            if status == -signal.SIGXCPU:
                return "no end, for as much CPU time as there is"
            by_signal = f"signal {-status}" if status < 0 else f"exit status {status}"
            return f"the process that ran it ended with {by_signal}"
        return "the process that ran it says nothing any more"
