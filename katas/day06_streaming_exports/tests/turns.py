"""Threads that take turns, line by line of the answer: where they share a thing, they collide.

Threads that run freely meet once in a million rows. Here each line of the answer is followed by a
line of another thread, in the same order on every machine.
"""

import sys
import threading
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

from django.db import connections

# A thread begins when the one before it has run so many lines: else all would do the same at once.
STAGGER = 37
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
        self.lines = [0] * len(jobs)
        self.waiting = list(range(len(jobs)))  # for their first turn
        self.running: list[int] = []
        self.free = False
        self.results: list[Any] = [None] * len(jobs)

    def run(self) -> list[Any]:
        """Run all jobs to their end."""
        threads = [
            threading.Thread(target=self._work, args=(n,), daemon=True)
            for n in range(len(self.jobs))
        ]
        for thread in threads:
            thread.start()
        self._admit()
        self.gates[self.running[0]].release()
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
            connections.close_all()
            self._leave(me)

    def _follow(self, me: int, frame: FrameType) -> Any:
        if frame.f_code.co_filename not in self.files or self.free:
            return None

        def line(frame: FrameType, event: str, arg: object) -> Any:
            if event == "line" and not self.free:
                self._pass_on(me)
            return line

        return line

    def _pass_on(self, me: int) -> None:
        self.lines[me] += 1
        if self.lines[me] == STAGGER:
            self._admit()
        after = self.running[(self.running.index(me) + 1) % len(self.running)]
        if after == me:
            return
        self.gates[after].release()
        if not self.gates[me].acquire(timeout=PATIENCE):
            self._let_go()

    def _admit(self) -> None:
        if self.waiting:
            self.running.append(self.waiting.pop(0))

    def _leave(self, me: int) -> None:
        if self.free:
            return
        place = self.running.index(me)
        self.running.remove(me)
        self._admit()
        if self.running:
            self.gates[self.running[place % len(self.running)]].release()

    def _let_go(self) -> None:
        self.free = True
        for gate in self.gates:
            gate.release()
