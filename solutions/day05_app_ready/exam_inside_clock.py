"""The answer's clocks, ahead as the day's own tests set them ahead; naps that are not short, too.

Who looks twenty times a second goes on doing so: to spare him minutes would make him look thousands
of times at once.
"""

import asyncio
import sys
import threading
import time
from typing import Any

from katas.day05_app_ready.tests.clock import Naps, follow_clocks, is_answers

SHORT = 0.2  # seconds


def follow() -> None:
    follow_clocks()
    naps = Naps()
    sleep, async_sleep, wait = time.sleep, asyncio.sleep, threading.Event.wait

    def slept(duration: float) -> None:
        mine = duration > SHORT and is_answers(sys._getframe(1))
        for part in naps.parts(duration) if mine else [duration]:
            sleep(part)

    async def async_slept(delay: float, result: Any = None) -> Any:
        if delay > SHORT and is_answers(sys._getframe(1)):
            for part in naps.parts(delay):
                await async_sleep(part)
            delay = 0
        return await async_sleep(delay, result)

    def waited(event: threading.Event, timeout: float | None = None) -> bool:
        if timeout is None or timeout <= SHORT or not is_answers(sys._getframe(1)):
            return wait(event, timeout)
        return any(wait(event, part) for part in naps.parts(timeout)) or event.is_set()

    time.sleep = slept  # type: ignore[assignment]
    asyncio.sleep = async_slept
    threading.Event.wait = waited  # type: ignore[method-assign, assignment]
