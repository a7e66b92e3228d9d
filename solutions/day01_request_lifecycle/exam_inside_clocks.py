"""Clocks of the examined process that can be set: the time of day alone, or all of them."""

import sys
import time

from katas.day01_request_lifecycle.tests.wall_clock import PROCESSOR, TIME_OF_DAY, WallClock

day, passing = WallClock(), WallClock()
NAMES = ("datetime", "time", "time_ns", "now", "Timestamp")  # by which modules have imported them


def replace() -> None:
    """Before the answer is loaded: what it imports by name is replaced, too."""
    seconds, nanoseconds = time.clock_gettime, time.clock_gettime_ns

    def offset(clock: int) -> WallClock | None:
        if clock in TIME_OF_DAY:
            return day
        return None if clock in PROCESSOR else passing

    def gettime(clock: int) -> float:
        moved = offset(clock)
        return seconds(clock) + (moved.offset if moved else 0.0)

    def gettime_ns(clock: int) -> int:
        moved = offset(clock)
        return nanoseconds(clock) + (moved.nanoseconds if moved else 0)

    moved_day = day.replacements()
    told = {id(getattr(owner, name)): value for owner, name, value in moved_day}
    for owner, name, value in [*passing.monotonic(), *moved_day]:
        setattr(owner, name, value)
    time.clock_gettime, time.clock_gettime_ns = gettime, gettime_ns
    for module in list(sys.modules.values()):
        for name in NAMES:
            found = getattr(module, "__dict__", {}).get(name)
            if id(found) in told:
                setattr(module, name, told[id(found)])


def set_day(seconds: float) -> None:
    """An operator sets the time of day, forward or back."""
    day.step(seconds)


def let_pass(seconds: float) -> None:
    """Time passes, by every clock."""
    day.step(seconds)
    passing.step(seconds)
