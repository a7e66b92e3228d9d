"""Work that takes a while, in a process of its own that prints events, one JSON line each.

One job at a time: what two measure at once is true of neither.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable

from katas.harness import answers
from katas.harness.run.record import Event, read

LONGEST_LINE = 2**24  # bytes; a picture with its table is one line


TO_CLEAR_UP = 1.0  # seconds that a process has after SIGTERM
TURN = asyncio.Lock()


class Job:
    """A process, begun at its turn. Make it in the event loop."""

    def __init__(self, module: str, day: int, take: Callable[[Event], None]) -> None:
        """take: gets each event, and if it is not stopped "end" at last, its text what failed."""
        self._command = [sys.executable, "-m", module, str(day)]
        self._take = take
        self._task = asyncio.get_running_loop().create_task(self._run())

    def stop(self) -> None:
        if not self._task.cancelling():
            self._task.cancel()

    async def wait(self) -> None:
        """Stop it, and wait for its end."""
        self.stop()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        async with TURN:
            fault = await self._process()
        self._take({"event": "end", "text": fault})

    async def _process(self) -> str:
        """Take what it says. Returns why it did not end well, or ""."""
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
            return f"The measuring ended with status {code}." if code else ""
        except ValueError:
            return "The measuring said more than a page can hold."
        finally:
            for number in (signal.SIGTERM, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, number)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), TO_CLEAR_UP)
