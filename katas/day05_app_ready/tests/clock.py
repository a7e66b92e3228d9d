"""A clock that goes on as the test says, for the answer's lines alone.

What a test would have to wait for, a claim that grows old or the next day, is there at once, and
whoever slept through that time has slept. What others measure stays: the warehouse holds, the cache
keeps, the database waits as long as ever. The database's own clock is ahead for all.
"""

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from django.utils import timezone

from katas.day05_app_ready.tests import database_clock
from katas.day05_app_ready.tests.start_trace import place_of

PART = 0.05  # seconds of a nap, after each of which the file is read


def follow() -> None:
    """From here on, the answer's clocks are so many seconds ahead as the file KATAS_CLOCK says."""
    time.time = ahead(time.time, float)
    time.monotonic = ahead(time.monotonic, float)
    time.perf_counter = ahead(time.perf_counter, float)
    timezone.now = ahead(timezone.now, lambda seconds: timedelta(seconds=seconds))
    nap_ahead()
    database_clock.follow(seconds)


def ahead(clock: Callable[[], Any], span: Callable[[float], Any]) -> Callable[[], Any]:
    """That clock, ahead for the answer's lines."""

    def told() -> Any:
        frame = sys._getframe(1)
        while frame.f_back and frame.f_code.co_filename == timezone.__file__:
            # localtime() and localdate() ask now().
            frame = frame.f_back
        if is_answers(frame):
            return clock() + span(seconds())
        return clock()

    return told


def is_answers(frame: FrameType | None) -> bool:
    return frame is not None and bool(place_of(frame.f_code.co_filename, 0, ""))


class Naps(threading.local):
    """What a thread need not sleep any more, because the clocks were set ahead meanwhile."""

    skipped = 0.0

    def parts(self, left: float) -> Iterator[float]:
        """The parts of a nap that are to be slept."""
        while left > 0:
            skip = max(0.0, min(left, seconds() - self.skipped))
            self.skipped += skip
            yield (part := min(left - skip, PART))
            left -= skip + part


def nap_ahead() -> None:
    """Of what the answer sleeps, as much is over at once as its clocks are ahead."""
    naps = Naps()
    sleep, async_sleep, wait = time.sleep, asyncio.sleep, threading.Event.wait

    def slept(duration: float) -> None:
        mine = is_answers(sys._getframe(1)) and duration > 0
        for part in naps.parts(duration) if mine else [duration]:
            sleep(part)

    async def async_slept(delay: float, result: Any = None) -> Any:
        if is_answers(sys._getframe(1)):
            for part in naps.parts(delay):
                await async_sleep(part)
            delay = 0
        return await async_sleep(delay, result)

    def waited(event: threading.Event, timeout: float | None = None) -> bool:
        if timeout is None or not is_answers(sys._getframe(1)):
            return wait(event, timeout)
        return any(wait(event, part) for part in naps.parts(timeout)) or event.is_set()

    time.sleep = slept  # type: ignore[assignment]
    asyncio.sleep = async_slept
    threading.Event.wait = waited  # type: ignore[method-assign, assignment]


def seconds() -> float:
    """How far the clocks are ahead."""
    file = Path(os.environ.get("KATAS_CLOCK", ""))
    return float(file.read_text()) if file.is_file() else 0.0
