"""What is measured of a day: figures beside each other, and pictures. One at a time, beside no run.

A click asks for one. A save overtakes it: it is stopped, and begins anew once the run has ended.
Pictures that are on the page are taken again after a save, and by the one that turns the day green.
"""

import asyncio
from typing import Any

from django.utils.safestring import mark_safe

from katas.harness.days import Day
from katas.harness.dojo import day_parts
from katas.harness.dojo.board import Board
from katas.harness.dojo.jobs import Job
from katas.harness.pictures.taking import has_pictures
from katas.harness.run.record import Event

MODULES = {"comparison": "katas.harness.dojo.comparing", "pictures": "katas.harness.pictures"}
QUIET = 2.0  # seconds after a run before anything is measured unasked: the next save may be near


def kinds(day: Day) -> list[str]:
    """What can be measured of the day."""
    return [kind for kind in MODULES if kind != "pictures" or has_pictures(day)]


class Measurings:
    """The measurings of a day by their part of the page. All of it in the event loop."""

    def __init__(self, day: Day, board: Board) -> None:
        self._day, self._board = day, board
        self._states: dict[str, dict[str, Any]] = {kind: {"day": day} for kind in kinds(day)}
        self._wanted: list[str] = []
        self._measured: str | None = None  # what is measured now
        self._is_run = False  # whether the day's tests run now
        self._job: Job | None = None
        self._pause: asyncio.TimerHandle | None = None
        for kind in self._states:
            self._pin(kind)

    def ask(self, kind: str) -> None:
        """Measure it, as soon as nothing else goes on."""
        if kind != self._measured:
            self._want(kind)
        self._go_on()

    def run_begins(self, is_save: bool) -> None:
        """A run of the day's tests is not disturbed. is_save: of another answer than before."""
        self._is_run = True
        if self._measured:
            self._want(self._measured)
            self._stop()
        if is_save:
            for kind, state in self._states.items():
                if state.get("figures") or state.get("html"):
                    self._update(kind, is_stale=True)

    def run_ends(self, turned_green: bool) -> None:
        """Pictures that are stale are taken again. turned_green: by a save, from red."""
        self._is_run = False
        pictures = self._states.get("pictures")
        if pictures and (turned_green or pictures.get("is_stale")):
            self._want("pictures")
        if self._pause:
            self._pause.cancel()
        self._pause = asyncio.get_running_loop().call_later(QUIET, self._go_on)

    def _want(self, kind: str) -> None:
        if kind not in self._wanted:
            self._wanted.append(kind)
            self._update(kind, is_running=True, done=0, of=0, text="as soon as nothing else runs")

    def _go_on(self) -> None:
        if self._is_run or self._measured or not self._wanted:
            return
        kind = self._measured = self._wanted.pop(0)
        self._update(kind, text="starting", failed="", is_new=True)
        self._job = Job(MODULES[kind], self._day.number, lambda event: self._take(kind, event))

    def _stop(self) -> None:
        self._measured = None
        if self._job:
            self._job.stop()

    def _take(self, kind: str, event: Event) -> None:
        state = self._states[kind]
        if event["event"] == "progress":
            self._update(kind, **{name: event.get(name) for name in ("done", "of", "text")})
        elif event["event"] == "picture":
            # Drawn and escaped by the project's own module; the page runs no script of it.
            html = mark_safe(event["html"])  # noqa: S308
            before = [] if state["is_new"] else state["html"]
            self._update(kind, html=[*before, html], is_new=False, is_stale=False)
        elif event["event"] == "flame graph":
            self._update(kind, has_flame_graph=True)
        elif event["event"] == "figures":
            self._update(kind, figures=event, is_stale=False)
        elif event["event"] == "end":
            self._measured = None
            self._update(kind, is_running=False, is_stale=False, failed=event["text"])
            self._go_on()

    def _update(self, kind: str, **news: Any) -> None:
        self._states[kind] |= news
        self._pin(kind)

    def _pin(self, kind: str) -> None:
        self._board.pin({kind: day_parts.job(kind, self._states[kind])})

    async def close(self) -> None:
        """Stop what is measured, and wait for its end."""
        self._wanted.clear()
        if self._pause:
            self._pause.cancel()
        if self._job:
            await self._job.wait()
