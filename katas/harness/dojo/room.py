"""One day on the page: its engine in a thread of its own, its board, and what its buttons do."""

import asyncio
import contextlib
import os
import queue
import select
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from django.utils.html import escape

from katas.harness import answers
from katas.harness.commands.common import LOOK
from katas.harness.commands.reset import start_over
from katas.harness.commands.undo import bring_back, nothing_to_undo
from katas.harness.days import Day, Task
from katas.harness.display.console import relative
from katas.harness.dojo import day_parts
from katas.harness.dojo.board import Board
from katas.harness.dojo.measurings import Measurings
from katas.harness.engine.engine import Engine
from katas.harness.engine.run_so_far import RunSoFar
from katas.harness.engine.stopwatch import Stopwatch
from katas.harness.forkserver.client import WarmParent
from katas.harness.learner import backups, last_run
from katas.harness.run.record import Event, ExitStatus

SAVE = "the save"  # what the engine begins a run for, when the answer has changed
LINGER = 600.0  # seconds that a day goes on being run for nobody


class Room:
    """What all tabs of a day share."""

    def __init__(self, day: Day, parent: WarmParent | None = None) -> None:
        """Call it in the event loop. parent: one that was started ahead of time."""
        self.day, self.board = day, Board()
        self.board.pin({**day_parts.of_last(day, last_run.of_current(day)), "status": "Starting"})
        self._loop = asyncio.get_running_loop()
        self.measurings = Measurings(day, self.board)
        self.view: RunSoFar | None = None
        self.is_over = False
        self._before: day_parts.Before = (set(), set())
        self._is_stale = self._is_green = False
        self._hinted: tuple[Task | None, bool] = (None, False)
        self._orders: queue.SimpleQueue[Callable[[Engine], None]] = queue.SimpleQueue()
        self._reader, self._writer = os.pipe()
        self._alone_since = time.monotonic()
        self._thread = threading.Thread(target=self._live, args=(parent,), name=day.name)
        self._thread.start()

    # The engine's thread --------------------------------------------------------------------------

    def _live(self, parent: WarmParent | None) -> None:
        engine = None
        try:
            engine = Engine(self.day, self, parent)
            engine.begin("the start", time.time())
            while not self.is_over:
                self._step(engine)
        except Exception:
            ours = "This is a fault of the kata, not of your answer."
            self.say(f"{traceback.format_exc()}\n{ours}\n\n{LOOK}")
        finally:
            self.is_over = True
            if engine is not None:
                engine.close()
            self.board.close()

    def _step(self, engine: Engine) -> None:
        waiting = [*engine.descriptors(), self._reader]
        ready = select.select(waiting, [], [], engine.wait())[0]
        if self._reader in ready:
            os.read(self._reader, 1024)
        with contextlib.suppress(queue.Empty):
            while True:
                self._orders.get_nowait()(engine)
        engine.attend(ready)
        if self._is_stale and self.view is not None:
            self._is_stale = False
            waited = self._stopwatch.times(self.view)
            self.board.pin(day_parts.of_run(self.view, self._before, self._folder(), waited))
            known = self.view.red, self.view.ended
            if any(known) and known != self._hinted:
                self._hinted = known
                self._show_hints()
        if self.board.streams:
            self._alone_since = time.monotonic()
        elif time.monotonic() - self._alone_since > LINGER:
            self.is_over = True

    def begin(self, day: Day, first: int | None, since: str, at: float) -> None:
        last = last_run.latest(day)
        self._before = (set(last.red), set(last.passed)) if last else (set(), set())
        self.day, self.view = day, RunSoFar(day, first)
        self._is_stale, self._hinted = True, (None, False)
        self._stopwatch = Stopwatch(since, at)
        self._in_loop(self.measurings.run_begins, since == SAVE)

    def take(self, event: Event) -> None:
        if self.view is not None:
            self.view.take(event)
            self._stopwatch.look(self.view)
            self._is_stale = True
            if self.view.ended:
                was_green, self._is_green = self._is_green, self.view.status == ExitStatus.GREEN
                is_news = self._is_green and not was_green and self._stopwatch.since == SAVE
                self._in_loop(self.measurings.run_ends, is_news)

    def say(self, text: str) -> None:
        self.view, self._is_stale = None, False
        parts = {**day_parts.of_last(self.day, None), "after": "", "announce": escape(text)}
        self.board.pin({**parts, "status": "Not running", "verdict": day_parts.message(text)})
        self._in_loop(self.measurings.run_ends, False)

    def _in_loop(self, tell: Callable[[bool], None], what: bool) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(tell, what)

    def notice(self, text: str) -> None:
        self.board.pin({"notice": day_parts.message(text) if text else ""})

    # What buttons do ------------------------------------------------------------------------------

    def run(self) -> None:
        """Run all of it anew."""
        self._order(lambda engine: engine.begin("the click", time.time(), anew=True))

    def hint(self) -> None:
        """One more hint."""
        self._order(lambda engine: self._show_hints(is_asked=True))

    def _show_hints(self, *, is_asked: bool = False) -> None:
        view = self.view
        is_judged = view is not None and view.run is not None and view.stopped is None
        last = view.so_far() if view is not None and is_judged else None
        self.board.pin({"hints": day_parts.hints(self.day, last, is_asked=is_asked)})

    def reset(self) -> None:
        """The starter again."""
        self._replace(lambda: start_over(self.day))

    def undo(self) -> None:
        """The answer that the latest reset put away."""
        self._replace(lambda: bring_back(self.day))

    def _replace(self, act: Callable[[], tuple[list[str], Path | None]]) -> None:
        try:
            said, folder = act()
        except backups.NothingToUndo:
            said, folder = [nothing_to_undo(self.day)], None
        except OSError as error:
            said, folder = [f"{error.filename}: {error.strerror}. Nothing of yours was lost."], None
        place = relative(folder) if folder else ""
        self.board.pin({"told": day_parts.told(said, place)})

    def _order(self, order: Callable[[Engine], None]) -> None:
        self._orders.put(order)
        with contextlib.suppress(OSError):
            os.write(self._writer, b".")

    def _folder(self) -> Path:
        return answers.day_folder(self.day.name)

    def close(self) -> None:
        """End the run and its thread; may wait a second."""
        self.is_over = True
        self.board.close()
        with contextlib.suppress(OSError):
            os.write(self._writer, b".")
        self._thread.join(5)
        for descriptor in (self._reader, self._writer):
            with contextlib.suppress(OSError):
                os.close(descriptor)
