"""The tests' end of a process of the newsroom: asks it for deeds, and reads what it says."""

import contextlib
import json
import os
import re
import select
import signal
from collections.abc import Iterable
from pathlib import Path
from time import monotonic
from typing import Any

from katas.harness.answers import MissingName
from katas.harness.verdicts import require

PATIENCE = 12.0  # seconds for anything that a process is asked to do
# A process that sleeps at that many looks in a row, each after so many seconds, waits for others.
NAPS, NAP = 25, 0.02
PLACE = re.compile(r'day05_app_ready/((?:apps|startup)\.py)", line (\d+), in (\S+)')


class Process:
    """A process of the newsroom. Use it as a context manager: it ends with the block."""

    def __init__(self, pid: int, stdin: int, stdout: int, log: Path) -> None:
        self._pid, self._in, self._out, self._log = pid, stdin, stdout, log
        self._rest = b""
        self._ended = False
        self._start: dict[str, Any] | None = None

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *error: object) -> None:
        os.close(self._in)
        until = monotonic() + (0 if error[0] else 3)
        while not self._ended and monotonic() < until:
            self._read(until - monotonic())
        if not self._ended:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        os.close(self._out)

    def start(self) -> dict[str, Any]:
        """What the process did while it started: sql, threads, processes, fault, config."""
        if self._start is None:
            found = self.reply(PATIENCE) or {"fault": self._silence()}
            self._start = {"sql": [], "threads": [], "processes": [], "config": "", **found}
        return self._start

    def started(self) -> "Process":
        """Itself, once it has started. Raises Wrong if it could not."""
        check_started(self.start()["fault"], "start a process: django.setup()")
        return self

    def begin(self, do: str, **details: Any) -> None:
        """Ask for a deed, without waiting."""
        # A process that has ended cannot listen; reply() tells of its end.
        with contextlib.suppress(BrokenPipeError):
            os.write(self._in, json.dumps({"do": do, **details}).encode() + b"\n")

    def reply(self, seconds: float) -> dict[str, Any] | None:
        """The next line that the process says; None if there is none in time."""
        until = monotonic() + seconds
        while b"\n" not in self._rest:
            if self._ended:
                return {"fault": self._silence()}
            if monotonic() > until:
                return None
            self._read(until - monotonic())
        line, _, self._rest = self._rest.partition(b"\n")
        return json.loads(line)

    def reply_unless_asleep(
        self, seconds: float, children: Iterable[int] = ()
    ) -> dict[str, Any] | None:
        """As reply(), and None as soon as the process has slept for a while: it waits for others.

        children: processes of its own that have to sleep as well, or to have ended.

        A process that a busy machine keeps waiting does not sleep. Where the system does not tell
        (no /proc), this is reply().
        """
        slept, until = 0, monotonic() + seconds
        while slept < NAPS and monotonic() < until:
            if (reply := self.reply(NAP)) is not None:
                return reply
            slept = slept + 1 if all(map(sleeps, [self._pid, *children])) else 0
        return None

    def end(self, asked: str) -> Any:
        """The value of the deed that was begun. Raises Wrong if there is none."""
        return value_of(self.reply(PATIENCE) or {"fault": self._silence()}, asked)

    def ask(self, do: str, asked: str, **details: Any) -> Any:
        """Have a deed done and give its value."""
        self.started().begin(do, **details)
        return self.end(asked)

    def _read(self, seconds: float) -> None:
        """Take in what the process says within that time, or that it has ended."""
        if select.select([self._out], [], [], max(0.0, seconds))[0]:
            data = os.read(self._out, 65_536)
            self._rest += data
            self._ended = not data

    def _silence(self) -> dict[str, Any]:
        log = self._log.read_text(errors="replace")
        found = {"kinds": [], "where": place_in(log)}
        if self._ended:
            return {**found, "text": f"the process ended: {last_line(log)}"}
        text = f"the process still ran after {PATIENCE:.0f} s"
        return {**found, "text": text, "cause": "time"}


def sleeps(pid: int) -> bool:
    """All threads of the process wait for something, or it has ended.

    Source: man 5 proc_pid_stat, state.
    """
    stats = Path(f"/proc/{pid}/task").glob("*/stat")
    with contextlib.suppress(OSError):
        states = {stat.read_text().rpartition(")")[2].split()[0] for stat in stats}
        return bool(states) and states <= {"S", "Z"}
    return False


def value_of(reply: dict[str, Any], asked: str) -> Any:
    """The value in a process' reply. Raises MissingName, or Wrong for an error."""
    __tracebackhide__ = True
    if "missing" in reply:
        raise MissingName(*reply["missing"])
    fault = reply.get("fault")
    if fault:
        require(
            False,
            asked=asked,
            expected="no error",
            got=fault["text"],
            where=fault["where"],
            cause=fault.get("cause", ""),
        )
    return reply["value"]


def check_started(
    fault: dict[str, Any] | None, asked: str, expected: str = "a process that starts"
) -> None:
    """A process has to start before anything else can be said of it."""
    __tracebackhide__ = True
    if fault:
        require(
            False,
            asked=asked,
            expected=expected,
            got=fault["text"],
            where=fault["where"],
            cause=fault.get("cause", ""),
        )


def times(count: int) -> str:
    """For example "3 times"."""
    return {0: "not at all", 1: "once", 2: "twice"}.get(count, f"{count} times")


def last_line(log: str) -> str:
    """The last line of a log that says something."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    errors = [
        line for line in lines if re.match(r"[\w.]*(Error|Warning|NotReady|Exception)\b", line)
    ]
    return (errors or lines or ["it ended without a word"])[-1][:300]


def place_in(log: str) -> str:
    """The answer's line in a traceback that was printed, or ""."""
    found = PLACE.findall(log)
    if not found:
        return ""
    file, line, function = found[-1]
    return f"{file}:{line}" + ("" if function == "<module>" else f" in {function}")
