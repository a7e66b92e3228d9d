"""What a terminal shows while a run goes on: what runs, for how long, and what is wrong so far."""

import time
from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.spinner import Spinner

from katas.harness.display.console import escape
from katas.harness.run.record import Event
from katas.harness.run.time_limit import LONG, PATIENCE


class Running:
    """Below the lines of a run: `line` says what runs, `first_red` what is known to be wrong."""

    def __init__(self) -> None:
        self.line = "starting"
        self.first_red: Sequence[RenderableType] = ()
        self._spinner = Spinner("dots")
        self._began: float | None = None
        self._allowed, self._where = 0.0, ""

    def take(self, event: Event) -> None:
        """Note when a test begins and ends, and where it is."""
        if event["event"] == "start":
            self._began, self._allowed, self._where = time.monotonic(), event["allowed"], ""
        elif event["event"] == "still":
            self._where = event["where"]
        elif event["event"] in ("test", "end"):
            self._began = None

    @property
    def waited(self) -> str:
        """Of a test that takes long: for how long, of how long, and where it was; else ""."""
        seconds = 0 if self._began is None else time.monotonic() - self._began
        if seconds < LONG:
            return ""
        allowed = f"may compute for {self._allowed:g} s, or wait for {PATIENCE * self._allowed:g}"
        place = f"\n{self._where}" if self._where else ""
        return f"{seconds:.0f} s, still running: a test {allowed}{place}"

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        self._spinner.update(text=f"[dim]{self.line}")
        yield self._spinner
        if waited := self.waited:
            yield "\n".join(f"  {escape(line)}" for line in waited.splitlines())
        yield from self.first_red
