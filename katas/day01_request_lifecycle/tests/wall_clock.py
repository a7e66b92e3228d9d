"""A wall clock that can be stepped, as an operator or NTP steps it."""

import datetime as datetimes
import time
from typing import Any

from django.utils import timezone

_datetime = datetimes.datetime
_time, _time_ns = time.time, time.time_ns
_gettime, _gettime_ns = time.clock_gettime, time.clock_gettime_ns
_perf_counter, _perf_counter_ns = time.perf_counter, time.perf_counter_ns
_monotonic, _monotonic_ns = time.monotonic, time.monotonic_ns
_now = timezone.now
PROCESSOR = (time.CLOCK_PROCESS_CPUTIME_ID, time.CLOCK_THREAD_CPUTIME_ID)


class WallClock:
    """What time.time, datetime and timezone.now say, `offset` seconds from the truth."""

    def __init__(self) -> None:
        self.offset = 0.0

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

        def real(clock: int) -> float:
            return self.offset * (clock == time.CLOCK_REALTIME)

        return [
            (time, "time", lambda: _time() + self.offset),
            (time, "time_ns", lambda: _time_ns() + int(self.offset * 10**9)),
            (time, "clock_gettime", lambda c: _gettime(c) + real(c)),
            (
                time,
                "clock_gettime_ns",
                lambda c: _gettime_ns(c) + real(c) * int(self.offset * 10**9),
            ),
            (datetimes, "datetime", Datetime),
            (timezone, "now", lambda: shifted(_now())),
        ]

    def all(self) -> list[tuple[object, str, object]]:
        """Every clock, an event loop's too."""
        return [*self.replacements(), *self.monotonic()]

    def monotonic(self) -> list[tuple[object, str, object]]:
        """The clocks that only go forward, for a test in which time itself passes."""

        def stepped(clock: int) -> float:
            return self.offset * (clock not in PROCESSOR)

        return [
            (time, "perf_counter", lambda: _perf_counter() + self.offset),
            (time, "perf_counter_ns", lambda: _perf_counter_ns() + int(self.offset * 10**9)),
            (time, "monotonic", lambda: _monotonic() + self.offset),
            (time, "monotonic_ns", lambda: _monotonic_ns() + int(self.offset * 10**9)),
            (time, "clock_gettime", lambda c: _gettime(c) + stepped(c)),
            (time, "clock_gettime_ns", lambda c: _gettime_ns(c) + int(stepped(c) * 10**9)),
        ]


def untouched() -> float:
    """Seconds, by a clock that no test steps."""
    return _perf_counter()
