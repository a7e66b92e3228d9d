"""Waiting in the test's event loop, for as long as there is something to wait for."""

import asyncio
import gc
from collections.abc import Callable
from time import monotonic

QUIET_TURNS = 100  # of at least 0.01 s


async def settled(condition: Callable[[], object], seconds: float = 5.0) -> bool:
    """Whether `condition()` comes true within `seconds`; the loop runs, garbage is collected.

    An asynchronous generator that was dropped is closed only by a later turn of its event loop.
    Gives up early when for QUIET_TURNS in a row the loop had no task but the caller's.
    """
    until = monotonic() + seconds
    collect_at = 0.0
    quiet = 0
    while not condition():
        now = monotonic()
        quiet = quiet + 1 if asyncio.all_tasks() == {asyncio.current_task()} else 0
        if now > until or quiet > QUIET_TURNS:
            return False
        if now >= collect_at:
            gc.collect()
            collect_at = now + 0.25
        await asyncio.sleep(0.01)
    return True
