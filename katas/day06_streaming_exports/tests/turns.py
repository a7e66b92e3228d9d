"""Threads that take turns, line by line of the answer: where they share a thing, they collide.

Threads that run freely meet once in a million rows. Here a line of the answer is followed by a line
of any of the threads, in an order that is the same on every machine.
"""

import random
import sys
import threading
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

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
        if frame.f_code.co_filename not in self.files:
            return None

        def line(frame: FrameType, event: str, arg: object) -> Any:
            if event == "line" and not self.free:
                self._pass_on(me)
            return line

        return line

    def _pass_on(self, me: int) -> None:
        after = self.draw.choice(self.running)
        if after != me:
            self.gates[after].release()
            if not self.gates[me].acquire(timeout=PATIENCE):
                self._let_go()

    def _leave(self, me: int) -> None:
        self.running.remove(me)
        if self.running and not self.free:
            self.gates[self.draw.choice(self.running)].release()

    def _let_go(self) -> None:
        self.free = True
        for gate in self.gates:
            gate.release()
