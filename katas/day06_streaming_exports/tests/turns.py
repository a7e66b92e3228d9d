"""Exports that take turns: where they share a thing, they collide, and do so on every machine.

Threads that run freely meet once in a million rows. Here a line of the answer is followed by a line
of any of the threads, in an order that is the same on every machine. In an event loop, exports meet
where they wait; which of them goes on first is decided by threads: here it is their turn that does.
"""

import asyncio
import random
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence
from types import FrameType
from typing import Any

from asgiref.sync import SyncToAsync
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

# Seconds after which a thread that had its turn is taken to wait for another (an answer may lock);
# from then on they run freely.
PATIENCE = 3.0


class Turns:
    """One run of several jobs, each in a thread of its own. results: what they returned or raised.

    files: whose lines are followed.
    """

    def __init__(self, files: Sequence[object], jobs: Sequence[Callable[[], object]]) -> None:
        self.files = {str(file) for file in files}
        self.jobs = jobs
        self.gates = [threading.Semaphore(0) for _ in jobs]
        self.running = list(range(len(jobs)))
        self.draw = random.Random(6)
        self.free = False
        self.turn = 0  # whose turn it is
        self.results: list[Any] = [None] * len(jobs)

    def run(self) -> list[Any]:
        """Run all jobs to their end."""
        threads = [
            threading.Thread(target=self._work, args=(n,), daemon=True) for n in self.running
        ]
        for thread in threads:
            thread.start()
        self.gates[0].release()
        for thread in threads:
            thread.join()
        return self.results

    def _work(self, me: int) -> None:
        self.gates[me].acquire()
        self.turn = me
        sys.settrace(lambda frame, event, arg: self._follow(me, frame))
        try:
            self.results[me] = self.jobs[me]()
        except BaseException as error:
            self.results[me] = error
        finally:
            sys.settrace(None)
            # SQLite's own close() leaves a database in memory open.
            BaseDatabaseWrapper.close(connection)
            self._leave(me)

    def _follow(self, me: int, frame: FrameType) -> Any:
        if not self._answers(frame):
            return None

        def line(frame: FrameType, event: str, arg: object) -> Any:
            if event == "line" and not self.free:
                self._pass_on(me)
            return line

        return line

    def _answers(self, frame: FrameType) -> bool:
        """Whether it is a frame of the answer's, or of code that the answer has made."""
        name = frame.f_code.co_filename
        made = name[:1] == "<" and not name.startswith("<frozen ")
        return made or name in self.files or frame.f_globals.get("__file__") in self.files

    def _pass_on(self, me: int) -> None:
        after = self.draw.choice(self.running)
        if after != me:
            self.gates[after].release()
            if not self.gates[me].acquire(timeout=PATIENCE):
                self._let_go()
            self.turn = me

    def _leave(self, me: int) -> None:
        self.running.remove(me)
        if self.running and not self.free:
            self.gates[self.draw.choice(self.running)].release()

    def _let_go(self) -> None:
        self.free = True
        for gate in self.gates:
            gate.release()


Others = Callable[[], Awaitable[None]]


async def by_turns(jobs: Sequence[Callable[[Others], Awaitable[object]]], free: bool) -> list[Any]:
    """Run coroutines at once in this event loop. Returns what each of them returned or raised.

    One goes on at a time. The next has its turn where a job says so (`await others()`) and ahead of
    each wait for a thread; the wait itself keeps the others still, for it has no certain end.
    free: where they wait, they go on as the loop has it.
    """
    turn = asyncio.Lock()  # first come, first served
    tasks: set[object] = set()
    call = SyncToAsync.__call__

    async def mine() -> None:
        nonlocal free
        try:
            async with asyncio.timeout(PATIENCE):
                await turn.acquire()
        except TimeoutError:
            free = True

    async def others() -> None:
        if free:
            await asyncio.sleep(0)
        elif asyncio.current_task() in tasks:
            turn.release()
            await mine()

    async def hop(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not free:
            await others()
        return await call(self, *args, **kwargs)

    async def work(place: int, job: Callable[[Others], Awaitable[object]]) -> object:
        tasks.add(asyncio.current_task())
        if free:
            # Each begins some turns of the loop after the one before it.
            for _ in range(7 * place):
                await asyncio.sleep(0)
        else:
            await mine()
        try:
            return await job(others)
        finally:
            if not free:
                turn.release()

    setattr(SyncToAsync, "__call__", hop)  # noqa: B010
    try:
        return await asyncio.gather(*map(work, range(len(jobs)), jobs), return_exceptions=True)
    finally:
        setattr(SyncToAsync, "__call__", call)  # noqa: B010
