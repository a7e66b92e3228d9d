"""Work that takes a while, in a process of its own that prints events, one JSON line each."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable

from katas.harness import answers
from katas.harness.run.record import Event, read

LONGEST_LINE = 2**24  # bytes; a picture with its table is one line


class Job:
    """At most one process at a time; started again, it ends the one before."""

    def __init__(self, module: str, day: int, take: Callable[[Event], None]) -> None:
        """take: gets each event; one "failed" with a text if the process did not end well."""
        self._command = [sys.executable, "-m", module, str(day)]
        self._take = take
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; call it in the event loop."""
        self.stop()
        self._task = asyncio.get_running_loop().create_task(self._run())

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def wait(self) -> None:
        """Wait for the end of a job that was stopped."""
        if self._task is not None:
            task = self._task
            self.stop()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        folder = answers.folder()
        process = await asyncio.create_subprocess_exec(
            *self._command,
            cwd=answers.KATAS.parent,
            env=answers.environment(str(folder) if folder else None),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=LONGEST_LINE,
            start_new_session=True,
        )
        assert process.stdout is not None
        try:
            async for line in process.stdout:
                for event in read([line.decode("utf-8", "replace")]):
                    self._take(event)
            code = await process.wait()
            if code:
                self._take({"event": "failed", "text": f"The measuring ended with status {code}."})
        except ValueError:
            self._take({"event": "failed", "text": "The measuring said more than a page can hold."})
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
