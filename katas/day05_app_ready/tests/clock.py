"""A clock that goes on as the test says, for the answer's lines alone.

What a test would have to wait for, a claim that grows old or the next day, is there at once. What
others measure stays: the warehouse holds, the cache keeps, the database waits as long as ever.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from katas.day05_app_ready.tests.start_trace import place_of


def follow() -> None:
    """From here on, the answer's clocks are so many seconds ahead as the file KATAS_CLOCK says."""
    time.time = ahead(time.time, float)
    time.monotonic = ahead(time.monotonic, float)
    timezone.now = ahead(timezone.now, lambda seconds: timedelta(seconds=seconds))


def ahead(clock: Callable[[], Any], span: Callable[[float], Any]) -> Callable[[], Any]:
    """That clock, ahead for the answer's lines."""

    def told() -> Any:
        frame = sys._getframe(1)
        while frame.f_back and frame.f_code.co_filename == timezone.__file__:
            # localtime() and localdate() ask now().
            frame = frame.f_back
        if place_of(frame.f_code.co_filename, 0, ""):
            return clock() + span(seconds())
        return clock()

    return told


def seconds() -> float:
    """How far the clocks are ahead."""
    file = Path(os.environ.get("KATAS_CLOCK", ""))
    return float(file.read_text()) if file.is_file() else 0.0
