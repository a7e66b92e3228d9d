"""Runs a day's tests in a process of its own and hands on the events of its record.

The tests run an answer that may loop, flood, crash or end its process. The parent owns the record,
and ends the whole process group when nothing has been heard for longer than a test may take.
"""

import contextlib
import json
import os
import select
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence

from katas.harness.days import Day
from katas.harness.lines import LineBuffer
from katas.harness.postgres import databases
from katas.harness.run.loading import forget_bytecode
from katas.harness.run.record import Event, ExitStatus, read
from katas.harness.run.stacks import answer_line
from katas.harness.run.starting import Start, arguments, as_fork, as_process
from katas.harness.run.time_limit import PATIENCE

GRACE = 20.0


class Run:
    """One run of a day. Iterate over it for the events; it has ended when the iteration ends."""

    def __init__(
        self,
        day: Day,
        *options: str,
        environ: Mapping[str, str] = os.environ,
        warm: bool = False,
        until: int | None = None,
        held: bool = False,
        start: Start | None = None,
    ) -> None:
        """Start the tests. warm: fork them from this process, which has warmed up.

        until: a file descriptor; as soon as it can be read, the run is given up without an end.
        held: collect the tests, and wait for `go` before the answer is loaded; warm runs only.
        start: another way to start a warm run's process.
        """
        self.day = day
        self._environ = environ
        self._until = [] if until is None else [until]
        self._given_up = False
        self._warm = warm
        forget_bytecode(day, environ)
        self._output = tempfile.TemporaryFile("w+b")  # noqa: SIM115 (closed when the run ends)
        reader, writer = os.pipe()
        self._reader = reader
        self._over = self._silent = self._began = False
        self._go = -1
        self._patience = PATIENCE * day.time_limit + GRACE
        pytest_arguments = [f"--record={writer}", *arguments(day, *options)]
        unneeded = [reader]
        if held:
            waiting, self._go = os.pipe()
            pytest_arguments.append(f"--held={waiting}")
            unneeded.append(self._go)
        # Optimized, Python drops the docstrings, which are the rules that the learner reads.
        environ = {name: value for name, value in environ.items() if name != "PYTHONOPTIMIZE"}
        environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        self._folder = contextlib.ExitStack()
        if own := databases.of_a_run(environ):
            environ |= own
            self._folder.callback(databases.drop, own[databases.NAMES], environ)
        # Removed with all that a run leaves there which is killed. In the common folder pytest
        # would also clear away what its other runs have left, for as long as that takes.
        folder = tempfile.TemporaryDirectory(prefix="katas-run-", ignore_cleanup_errors=True)
        environ["TMPDIR"] = self._folder.enter_context(folder)
        start = start or (as_fork if warm else as_process)
        self._process = start(pytest_arguments, environ, self._output.fileno(), unneeded, writer)
        os.close(writer)
        if held:
            os.close(waiting)

    def __iter__(self) -> Iterator[Event]:
        """The events; always ends with one `end`, made up here if the tests could not write it."""
        running: Event | None = None
        try:
            for event in read(self._lines()):
                if event["event"] == "start":
                    running, self._began = event, True
                elif event["event"] == "test":
                    running = None
                self._over = event["event"] == "end"
                yield event
                if self._over:
                    break
            if not (self._over or self._given_up):
                yield from self._broken_off(running)
        finally:
            self.close()

    def go(self, options: Sequence[str]) -> bool:
        """Let a run that was held load the answer. False if it has ended before that.

        options: any of --seed=N and --first-task=N.
        """
        forget_bytecode(self.day, self._environ)
        with contextlib.suppress(BrokenPipeError):
            os.write(self._go, json.dumps(list(options)).encode() + b"\n")
        os.close(self._go)
        self._go = -1
        return self._process.poll() is None

    def give_up(self) -> None:
        """End the run at once, without an event."""
        self._given_up = True
        self.close()

    @property
    def pid(self) -> int:
        """The tests' process, which leads a process group of its own."""
        return self._process.pid

    def _lines(self) -> Iterator[str]:
        """Lines from the pipe until it closes or nothing was heard for too long."""
        stream = LineBuffer()
        while True:
            heard = select.select([self._reader, *self._until], [], [], self._patience)[0]
            self._silent = not heard
            self._given_up = any(each in self._until for each in heard)
            if self._silent or self._given_up:
                return
            data = os.read(self._reader, 65_536)
            if not data:
                return
            yield from (line.decode("utf-8", "replace") for line in stream.feed(data))

    def _broken_off(self, running: Event | None) -> Iterator[Event]:
        """What is known when the tests' process fell silent or died."""
        if self._silent:
            self._dump_stacks()
            died = f"was silent for {self._patience:g} s"
        else:
            self._wait(2)
            code = self._process.poll() or 0
            died = f"died of {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        said = self._said()
        self.close(wait=0.5)
        if running is None:
            when = "after a test" if self._began else "before a test ran"
            yield {
                "event": "stopped",
                "reason": "broken-off",
                "text": f"The tests' process {died} {when}.\n\n{said[-2000:]}",
            }
            yield {"event": "end", "status": int(ExitStatus.ENVIRONMENT), "seconds": 0.0}
            return
        yield {
            "event": "test",
            "id": running["id"],
            "task": running.get("task"),
            "outcome": "failed",
            "seconds": self.day.time_limit,
            "verdict": {
                "asked": "",
                "expected": "the tests' process to go on",
                "got": f"the process {died}",
                "where": answer_line(said, self.day),
                "note": "The tests after this one were not run.",
                "figures": [],
            },
            "figures": [],
            "output": "",
        }
        yield {"event": "end", "status": int(ExitStatus.RED), "seconds": 0.0}

    def _dump_stacks(self) -> None:
        """Have faulthandler write all stacks: its SIGABRT handler runs even in a stuck process."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGABRT)
        self._wait(2)

    def _said(self) -> str:
        self._output.seek(0)
        return self._output.read().decode("utf-8", "replace")

    def close(self, wait: float = 3.0) -> None:
        """End the tests' process and everything it started; harmless when it has ended."""
        # What a warm run does after its end, nobody sees: pytest collects garbage ten times.
        if self._process.poll() is None and not (self._given_up or (self._over and self._warm)):
            if not self._over:
                self._process.send_signal(signal.SIGINT)
            self._wait(wait)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        with contextlib.suppress(OSError):
            os.close(self._reader)
            self._reader = -1
        with contextlib.suppress(OSError):
            os.close(self._go)
            self._go = -1
        self._output.close()
        self._folder.close()

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self._process.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
