"""The screen of `make watch`: on a terminal drawn anew for each step, elsewhere plain lines."""

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.text import Text

from katas.harness.days import Day
from katas.harness.display.console import WIDTH, relative
from katas.harness.engine.stopwatch import Stopwatch
from katas.harness.run.record import Event
from katas.harness.watch.live_view import LiveView, PlainView, WatchedRun

KEYS = "h hint   r run all   c compare   n next day   l list   q quit"
HOME, TO_LINE_END, TO_SCREEN_END = "\x1b[H", "\x1b[K", "\x1b[J"


class Screen:
    """What the learner sees. `view` is the run that is shown, None where there is none."""

    def __init__(self, out: Console, *, has_keys: bool) -> None:
        self.out = out
        self.is_live = out.is_terminal and not out.is_dumb_terminal
        self.keys = KEYS if has_keys else "Ctrl-C ends the watch."
        self.view: WatchedRun | None = None
        self._said = self._added = self._noticed = ""
        self._drawn: object = None

    def begin(self, day: Day, first: int | None, since: str, at: float) -> None:
        """A run begins; `at` is when that for which it is run came about, in time.time()."""
        is_new = self.view is None or self.view.day.number != day.number
        self.view = (LiveView if self.is_live else PlainView)(day, self.out, first)
        self._stopwatch = Stopwatch(since, at)
        self._said = self._added = ""
        if self.is_live:
            self.draw()
        elif is_new:
            files = " and ".join(relative(Path(day.folder / file)) for file in day.answers)
            self.out.print(f"Every save of {files} runs day {day.number}. {self.keys}\n")
        else:
            self.out.print(f"\n{time.strftime('%H:%M:%S', time.localtime(at))}  {since}\n")

    def take(self, event: Event) -> None:
        """An event of the run that was begun last."""
        view = self.view
        if view is None:
            return
        before = view.answered
        view.take(event)
        self._stopwatch.look(view)
        shows = (view.run is None, view.running, view.answered, view.failed, view.ended)
        if self.is_live and shows != self._drawn:
            self._drawn = shows
            self.draw()
        elif not self.is_live and (view.answered is not before or view.ended):
            self.out.print(self._state(), markup=False)

    def say(self, text: str) -> None:
        """A message in the place of a run."""
        self.view, self._said = None, text
        self._show(text)

    def add(self, printing: Callable[[], None]) -> None:
        """What a key has asked for; stays until the next run."""
        with self.out.capture() as captured:
            printing()
        self._added = captured.get()
        self._show(self._added, is_rich=True)

    def notice(self, text: str) -> None:
        """One line about the watch itself; stays."""
        if text != self._noticed:
            self._noticed = text
            self._show(text)

    def _show(self, text: str, *, is_rich: bool = False) -> None:
        if self.is_live:
            self.draw()
        else:
            self.out.print(Text.from_ansi(text) if is_rich else Text(text))

    def draw(self) -> None:
        """Print all there is to see over what was there, in one go."""
        if not self.is_live:
            return
        self.out.width = columns(self.out)
        with self.out.capture() as captured:
            if self._noticed:
                self.out.print(Text(self._noticed, "dim"))
            if self.view is not None:
                self.view.draw()
            if self._said:
                self.out.print(Text(self._said))
        text = captured.get() + (f"\n{self._added}" if self._added else "")
        with self.out.capture() as captured:
            self.out.print()
            if self.view is not None:
                self.out.print(Text(self._state()))
                if self._waited():
                    self.out.print(Text(self._waited()))
            self.out.print(Text(self.keys, "bold"), end="")
        lines = (text + captured.get()).splitlines()
        if self.view is not None and not self.view.ended:
            # What does not fit would be pushed into the terminal's memory again with each step.
            lines = lines[-self.out.size.height :]
        self._write(HOME + "\n".join(line + TO_LINE_END for line in lines) + TO_SCREEN_END)

    def tick(self) -> None:
        """Time has passed, perhaps nothing else."""
        if self._waited():
            self.draw()

    def _waited(self) -> str:
        return "" if self.view is None or self.view.ended else self.view.footer.waited

    def _state(self) -> str:
        view = self.view
        assert view is not None
        parts = self._stopwatch.times(view)
        if view.running is not None and not view.ended:
            parts.append(f"running task {view.running.number}")
        return ", ".join(parts) or "starting"

    def clear(self) -> None:
        if self.is_live:
            self._write(HOME + TO_SCREEN_END)

    def rest(self) -> None:
        """Leave what another program has printed, and say how to go on."""
        self._drawn = None
        self.out.print(Text(f"\nStill watching. {self.keys}", "bold"))

    def leave(self) -> None:
        """The terminal may be gone."""
        with contextlib.suppress(OSError):
            if self.is_live:
                self._write("\n")

    def _write(self, text: str) -> None:
        self.out.file.write(text)
        self.out.file.flush()


def columns(out: Console) -> int:
    """How wide the terminal is now, at most as wide as text is read well."""
    with contextlib.suppress(OSError, ValueError):
        return min(WIDTH, os.get_terminal_size(out.file.fileno()).columns or WIDTH)
    return out.width
