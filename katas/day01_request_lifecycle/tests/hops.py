"""Counts what leaves an event loop for a thread, and what stops the loop."""

import asyncio
import contextlib
import inspect
import queue
import select
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import asgiref

from katas.day01_request_lifecycle.tests.subject import FILES, Change, patched, replaced
from katas.harness.run.explain import locator

STDLIB, SITE = sysconfig.get_path("stdlib"), sysconfig.get_path("purelib")
ASGIREF = str(Path(asgiref.__file__).parent)
START = threading.Thread.start.__code__


@dataclass(frozen=True)
class Seen:
    """What was called, and the answer's line if it was the answer that did so, or ""."""

    what: str
    where: str


def caller(frame: FrameType | None) -> str:
    """The answer's line that made the call of this frame, through Python's library or asgiref.

    "" if somebody else made it; the answer may well be waiting for that somebody.
    """
    locate = locator(FILES)
    while frame is not None:
        if line := locate(frame):
            return line
        # A thread's start waits until it runs: no wait of whoever started it.
        if frame.f_code is START or not of_a_library(frame.f_code.co_filename):
            return ""
        frame = frame.f_back
    return ""


def of_a_library(file: str) -> bool:
    """Whether what is called in this file is called for somebody else."""
    return file.startswith(ASGIREF) or (file.startswith(STDLIB) and not file.startswith(SITE))


def on_a_loop() -> bool:
    """Whether this thread is running an event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


@contextmanager
def hops_counted() -> Iterator[list[Seen]]:
    """What is handed from an event loop to a thread, by Django or by the answer.

    Threads and thread pools of the answer's own count as well, and what these hand back.
    """
    hops: list[Seen] = []
    handing = threading.local()  # while one of these calls leads to another, it counts once

    def counting(
        owner: Any, name: str, what: str, anybody: bool = False, back: bool = False
    ) -> Change:
        original = getattr(owner, name)

        def called(*args: Any, **kwargs: Any) -> Any:
            outermost = not getattr(handing, "over", False)
            if outermost and on_a_loop() != back:
                line = caller(sys._getframe(1))
                if line or anybody:
                    hops.append(Seen(what, line))
            handing.over = True
            try:
                return original(*args, **kwargs)
            finally:
                handing.over = not outermost

        return owner, name, called

    with patched(
        counting(asyncio.BaseEventLoop, "run_in_executor", "handed to a thread", anybody=True),
        counting(ThreadPoolExecutor, "submit", "handed to a thread pool"),
        counting(threading.Thread, "start", "a thread is started"),
        counting(
            asyncio.BaseEventLoop, "call_soon_threadsafe", "handed back by a thread", back=True
        ),
    ):
        yield hops


@contextmanager
def blocks_seen() -> Iterator[list[Seen]]:
    """Calls by which the answer stops an event loop's thread: a sleep, a wait for a thread.

    The answer is imported anew meanwhile.
    """
    blocks: list[Seen] = []

    def note(what: str) -> None:
        if on_a_loop() and (line := caller(sys._getframe(2))):
            blocks.append(Seen(what, line))

    class Queue(queue.SimpleQueue[Any]):
        def get(self, block: bool = True, timeout: float | None = None) -> Any:
            if block and timeout != 0 and self.empty():
                note("a wait for what comes into a queue")
            return super().get(block, timeout)

    def watching(owner: Any, name: str, what: str) -> Change:
        original: Callable[..., Any] = getattr(owner, name)

        def called(*args: Any, **kwargs: Any) -> Any:
            # A look without a wait, as a thread pool takes one, stops nobody.
            if 0 not in (*args[1:], kwargs.get("timeout")):
                note(what)
            return original(*args, **kwargs)

        return owner, name, called

    with replaced(
        (queue, "SimpleQueue", Queue),
        watching(time, "sleep", "time.sleep()"),
        watching(select, "select", "select.select()"),
        watching(threading.Condition, "wait", "a wait for another thread"),
        watching(threading.Thread, "join", "a wait for the end of a thread"),
    ):
        yield blocks


def first_block(serve: Callable[[], Any], count: int, blocks: list[Seen]) -> tuple[int, list[Seen]]:
    """So many calls, one after the other on one loop, until one of them stops it.

    Gives how many calls that were, and what stopped it. What else goes wrong is asked elsewhere.
    """

    async def until_it_stops() -> int:
        for number in range(1, count + 1):
            served = serve()
            if inspect.isawaitable(served):
                await served
            if blocks:
                return number
        return count

    blocks.clear()
    with contextlib.suppress(Exception):
        return asyncio.run(until_it_stops()), blocks
    return 0, blocks
