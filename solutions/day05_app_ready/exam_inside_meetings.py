"""The job meets itself: at one step of the answer's on its way, another thread runs it."""

import queue
import threading
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from django.db import connections

from katas.harness.run.meetings import Doorkeeper
from katas.harness.run.visitor import Visitor

from . import exam_inside_warehouse as warehouse
from .exam_inside_process import outcome

STARTUP = "katas.day05_app_ready.startup"
# Seconds of sleep after which the other one waits. If not, they go on side by side.
LEAST = 0.1
TOGETHER = 12.0  # seconds for the other one to come to its end


def meet(agent: Any, step: int, patience: float) -> list[Any]:
    """startup.run_init_job(), and another one from its step of that number on.

    The first one waits until the other has come to the warehouse or to its end, or waits for the
    first. step: 0 for nobody. patience: see Visitor. Gives what came of both, the line where they
    met ("" if they did not), whether the other one waited, what is left of the patience, and how
    many steps there were.
    """
    run_init_job = import_module(STARTUP).run_init_job
    ends: list[Any] = []
    places: list[str] = []
    Visitor.least, Visitor.left = LEAST, patience

    def come(frame: FrameType | None) -> None:
        if frame is not None:
            places.append(f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}")
        signs: queue.SimpleQueue[None] = queue.SimpleQueue()
        warehouse.told[:] = [lambda: signs.put(None)]

        def work() -> None:
            try:
                ends.append(outcome(run_init_job))
            finally:
                connections.close_all()
                signs.put(None)

        other.append(threading.Thread(target=work, daemon=True))
        other[0].start()
        signs.get()

    other: list[threading.Thread] = []
    keeper = Doorkeeper(
        agent.strange, come, within=True, chosen=lambda number, _: number == step and not other
    )
    mine = keeper.meet(lambda: outcome(run_init_job))
    for thread in other:
        thread.join(TOGETHER)
    return [[mine, *ends], "".join(places), bool(keeper.waits), Visitor.left, keeper.steps]
