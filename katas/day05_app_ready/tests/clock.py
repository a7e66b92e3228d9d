"""A clock that goes on as the test says, for the answer's lines alone.

What a test would have to wait for, a claim that grows old or the next day, is there at once, and
whoever slept through that time has slept. What others measure stays: the warehouse holds, the cache
keeps, the database waits as long as ever. The database's own clock is ahead for all.
"""

import asyncio
import copyreg
import datetime
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from django.utils import timezone

from katas.day05_app_ready.tests import database_clock
from katas.day05_app_ready.tests.start_trace import place_of

PART = 0.05  # seconds of a nap, after each of which the file is read


def follow() -> None:
    """From here on, the answer's clocks are so many seconds ahead as the file KATAS_CLOCK says."""
    follow_clocks()
    nap_ahead()
    database_clock.follow(seconds)


def follow_clocks() -> None:
    """All of Python's, and Django's. Ahead of the answer's imports: they keep what they find."""
    now = time.time
    for name in ("time", "monotonic", "perf_counter"):
        setattr(time, name, ahead(getattr(time, name), float))
        nanoseconds = ahead(getattr(time, f"{name}_ns"), lambda seconds: int(seconds * 10**9))
        setattr(time, f"{name}_ns", nanoseconds)
    timezone.now = ahead(timezone.now, span)
    for name in ("gmtime", "localtime", "ctime"):
        setattr(time, name, at_that_time(getattr(time, name), now))
    strftime, localtime = time.strftime, time.localtime

    def formatted(form: str, *when: Any) -> str:
        later = localtime(now() + seconds()) if is_answers(sys._getframe(1)) else localtime()
        return strftime(form, *(when or [later]))

    time.strftime = partial(formatted)
    # Who pickles one looks for its class by its name.
    copyreg.pickle(datetime.datetime, lambda one: (moment, tuple(one.__reduce__()[1])))
    copyreg.pickle(datetime.date, lambda one: (day, tuple(one.__reduce__()[1])))
    datetime.datetime, datetime.date = Moment, Day  # type: ignore[misc]


def at_that_time(clock: Callable[..., Any], now: Callable[[], float]) -> Callable[..., Any]:
    """That clock, which tells of now if it is not told of when."""

    def told(when: float | None = None) -> Any:
        if when is None:
            when = now() + (seconds() if is_answers(sys._getframe(1)) else 0)
        return clock(when)

    return partial(told)  # which, as a builtin does, stays itself as a class' attribute


def span(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


class Plain(type):
    """The type of a class of datetime's in which the answer finds its clocks.

    Whatever is made by it is a plain object, and every plain object is one of it.
    """

    def __call__(cls, *args: Any, **named: Any) -> Any:
        if cls in OF_DATETIME:
            return OF_DATETIME[cls](*args, **named)
        return super().__call__(*args, **named)

    def __instancecheck__(cls, found: Any) -> bool:
        if cls in OF_DATETIME:
            return isinstance(found, OF_DATETIME[cls])
        return super().__instancecheck__(found)

    def __subclasscheck__(cls, found: type) -> bool:
        if cls in OF_DATETIME:
            return issubclass(found, OF_DATETIME[cls])
        return super().__subclasscheck__(found)


def ahead(clock: Callable[..., Any], span: Callable[[float], Any]) -> Callable[..., Any]:
    """That clock, ahead for the answer's lines."""

    def told(*args: Any, **named: Any) -> Any:
        frame = sys._getframe(1)
        while frame.f_back and frame.f_code.co_filename == timezone.__file__:
            # localtime() and localdate() ask now().
            frame = frame.f_back
        if is_answers(frame):
            return clock(*args, **named) + span(seconds())
        return clock(*args, **named)

    return partial(told)


class Moment(datetime.datetime, metaclass=Plain):
    now = staticmethod(ahead(datetime.datetime.now, span))
    utcnow = staticmethod(ahead(datetime.datetime.utcnow, span))
    today = staticmethod(ahead(datetime.datetime.today, span))


class Day(datetime.date, metaclass=Plain):
    today = staticmethod(ahead(datetime.date.today, span))


# With the classes whose objects are made by them.
OF_DATETIME: dict[type, type] = {Moment: datetime.datetime, Day: datetime.date}


def moment(*args: Any) -> datetime.datetime:
    return Moment(*args)


def day(*args: Any) -> datetime.date:
    return Day(*args)


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
