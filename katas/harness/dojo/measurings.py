"""What is measured on a click: figures beside each other, and pictures."""

from importlib.util import find_spec
from typing import Any

from django.utils.safestring import mark_safe

from katas.harness.days import Day
from katas.harness.dojo import day_parts
from katas.harness.dojo.board import Board
from katas.harness.dojo.jobs import Job
from katas.harness.run.record import Event

PICTURES = "katas.harness.pictures"
MODULES = {"comparison": "katas.harness.dojo.comparing", "pictures": PICTURES}


class Measurings:
    """The measurings of a day by their part of the page. Pinned to the board as they go on."""

    def __init__(self, day: Day, board: Board) -> None:
        self._day, self._board = day, board
        self._states: dict[str, dict[str, Any]] = {kind: {} for kind in MODULES}
        self._jobs: dict[str, Job] = {}
        for kind in MODULES:
            self._pin(kind)

    def start(self, kind: str) -> None:
        """Measure; call it in the event loop."""
        if not exists(kind):
            return
        if kind not in self._jobs:
            self._jobs[kind] = Job(
                MODULES[kind], self._day.number, lambda event: self._take(kind, event)
            )
        self._states[kind] = {"is_running": True, "text": "starting", "html": []}
        self._pin(kind)
        self._jobs[kind].start()

    def _take(self, kind: str, event: Event) -> None:
        state = self._states[kind]
        if event["event"] == "progress":
            state |= {name: event.get(name) for name in ("done", "of", "text")}
        elif event["event"] == "picture":
            # Drawn and escaped by the project's own module; the page runs no script of it.
            state["html"].append(mark_safe(event["html"]))  # noqa: S308
        elif event["event"] == "flame graph":
            state["has_flame_graph"] = True
        elif event["event"] == "figures":
            state |= {"figures": event, "is_running": False}
        elif event["event"] in ("end", "failed"):
            state |= {"is_running": False, "failed": event.get("text", "")}
        self._pin(kind)

    def answer_changed(self) -> None:
        """What was measured is of an answer that is no more."""
        for kind, state in self._states.items():
            if state and not state.get("is_stale"):
                state["is_stale"] = True
                self._pin(kind)

    def _pin(self, kind: str) -> None:
        state = {"day": self._day, "exists": exists(kind), **self._states[kind]}
        self._board.pin({kind: day_parts.job(kind, state)})

    async def close(self) -> None:
        for job in self._jobs.values():
            await job.wait()


def exists(kind: str) -> bool:
    """Whether the project has that measuring."""
    return find_spec(MODULES[kind]) is not None
