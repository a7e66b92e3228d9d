"""What is done ahead of statements: connections are made to wait for each other."""

import contextlib
import random
import threading

PATIENCE = 20.0
READS = ("SELECT", "PRAGMA", "EXPLAIN")
CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "WITH")


class InStep:
    """Lets no connection write for the first time before all have come to that."""

    def __init__(self, count: int) -> None:
        self._barrier, self._seen = threading.Barrier(count), set[int]()

    def __call__(self, sql: str) -> None:
        me = threading.get_ident()
        if me not in self._seen and not sql.lstrip().upper().startswith(READS):
            self._seen.add(me)
            with contextlib.suppress(threading.BrokenBarrierError):
                self._barrier.wait(0.7)


class Course:
    """The statements that one run makes on its way to the warehouse, when nobody disturbs it."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.ended = False

    def __call__(self, sql: str) -> None:
        if not self.ended:
            self.statements.append(sql.lstrip().upper())

    def end(self) -> None:
        self.ended = True

    def stops(self, draws: random.Random) -> list[int]:
        """The last one, the last change, the first two that do not only read, and some others."""
        found = range(1, len(self.statements) + 1)
        changes = [at for at in found if self.statements[at - 1].startswith(CHANGES)]
        acts = [at for at in found if not self.statements[at - 1].startswith(READS)]
        some = {*found[-1:], *changes[-1:], *acts[:1], *changes[1:2]}
        rest = [at for at in found if at not in some]
        return sorted(some | {*draws.sample(rest, min(len(rest), 1 + len(rest) // 4, 6))})


class StopAt:
    """Stops whoever comes with the statement of that number."""

    def __init__(self, at: int) -> None:
        self._to_come = at
        self.stopped, self.go = threading.Event(), threading.Event()

    def __call__(self, sql: str) -> None:
        self._to_come -= 1
        if not self._to_come:
            self.stopped.set()
            self.go.wait(PATIENCE)
