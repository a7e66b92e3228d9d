"""A wall clock that can be stepped, as an operator or NTP steps it."""

import datetime as datetimes
import time
from collections.abc import Callable
from typing import Any

from django.utils import timezone

_datetime = datetimes.datetime
_time, _time_ns = time.time, time.time_ns
_gettime, _gettime_ns = time.clock_gettime, time.clock_gettime_ns
_perf_counter, _perf_counter_ns = time.perf_counter, time.perf_counter_ns
_monotonic, _monotonic_ns = time.monotonic, time.monotonic_ns
_now = timezone.now
PROCESSOR = (time.CLOCK_PROCESS_CPUTIME_ID, time.CLOCK_THREAD_CPUTIME_ID)
# The time of day, as UTC and with the leap seconds; not every system has the latter.
TIME_OF_DAY = (time.CLOCK_REALTIME, getattr(time, "CLOCK_TAI", time.CLOCK_REALTIME))


class Clock:
    """A clock that stays what it is as a class' attribute, as those of `time` do: no method."""

    def __init__(self, tell: Callable[..., Any]) -> None:
        self._tell = tell

    def __call__(self, *arguments: Any) -> Any:
        return self._tell(*arguments)


class WallClock:
    """What time.time, datetime and timezone.now say, `offset` seconds from the truth."""

    def __init__(self) -> None:
        self.offset = 0.0

    @property
    def nanoseconds(self) -> int:
        """The offset in whole nanoseconds: each clock gives the type that the real one gives."""
        return round(self.offset * 10**9)

    def step(self, seconds: float) -> None:
        """Set what is replaced forward or back."""
        self.offset += seconds

    def replacements(self) -> list[tuple[object, str, object]]:
        """For driver.replaced. The monotonic clocks of `time` stay as they are."""

        def shifted(moment: Any) -> Any:
            return moment + datetimes.timedelta(seconds=self.offset)

        class Family(type):
            def __instancecheck__(cls, instance: object) -> bool:
                return isinstance(instance, _datetime)

        class Datetime(_datetime, metaclass=Family):
            @classmethod
            def now(cls, tz: Any = None) -> Any:
                return shifted(_datetime.now(tz))

            @classmethod
            def today(cls) -> Any:
                return shifted(_datetime.today())

            @classmethod
            def utcnow(cls) -> Any:
                return shifted(_datetime.now(datetimes.UTC)).replace(tzinfo=None)

        def steps(clock: int) -> bool:
            return clock in TIME_OF_DAY

        return [
            (time, "time", Clock(lambda: _time() + self.offset)),
            (time, "time_ns", Clock(lambda: _time_ns() + self.nanoseconds)),
            *self.by_number(steps),
            (datetimes, "datetime", Datetime),
            (timezone, "now", lambda: shifted(_now())),
        ]

    def all(self) -> list[tuple[object, str, object]]:
        """Every clock, an event loop's too."""
        return [*self.replacements(), *self.monotonic()]

    def monotonic(self) -> list[tuple[object, str, object]]:
        """The clocks that only go forward, for a test in which time itself passes."""

        def steps(clock: int) -> bool:
            return clock not in PROCESSOR

        return [
            (time, "perf_counter", Clock(lambda: _perf_counter() + self.offset)),
            (time, "perf_counter_ns", Clock(lambda: _perf_counter_ns() + self.nanoseconds)),
            (time, "monotonic", Clock(lambda: _monotonic() + self.offset)),
            (time, "monotonic_ns", Clock(lambda: _monotonic_ns() + self.nanoseconds)),
            *self.by_number(steps),
        ]

    def by_number(self, steps: Callable[[int], bool]) -> list[tuple[object, str, object]]:
        """The clocks that are asked for by a number: those that `steps` picks are stepped."""

        def gettime(clock: int) -> float:
            return _gettime(clock) + (self.offset if steps(clock) else 0.0)

        def gettime_ns(clock: int) -> int:
            return _gettime_ns(clock) + (self.nanoseconds if steps(clock) else 0)

        return [
            (time, "clock_gettime", Clock(gettime)),
            (time, "clock_gettime_ns", Clock(gettime_ns)),
        ]


def untouched() -> float:
    """Seconds, by a clock that no test steps."""
    return _perf_counter()
