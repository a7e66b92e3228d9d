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
    """The statements of one run that nobody disturbs. way: so many until it crunches."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.way = 0

    def __call__(self, sql: str) -> None:
        self.statements.append(sql.lstrip().upper())

    def crunch(self) -> None:
        self.way = len(self.statements)

    def stops(self, draws: random.Random) -> list[int]:
        """Those on the way to the warehouse, and those behind it."""
        return sorted({*self.ahead(draws), *self.behind(draws)})

    def ahead(self, draws: random.Random) -> set[int]:
        """The last one, the last change, the first two that do not only read, and some others."""
        found = range(1, self.way + 1)
        changes = [at for at in found if self.statements[at - 1].startswith(CHANGES)]
        acts = [at for at in found if not self.statements[at - 1].startswith(READS)]
        some = {*found[-1:], *changes[-1:], *acts[:1], *changes[1:2]}
        rest = [at for at in found if at not in some]
        return some | {*draws.sample(rest, min(len(rest), 1 + len(rest) // 4, 6))}

    def behind(self, draws: random.Random) -> set[int]:
        """The first changes and the last one, and another statement."""
        found = range(self.way + 1, len(self.statements) + 1)
        changes = [at for at in found if self.statements[at - 1].startswith(CHANGES)]
        rest = [at for at in found if at not in changes]
        return {*changes[:3], *changes[-1:], *draws.sample(rest, min(len(rest), 1))}

    def place(self, at: int) -> str:
        """In words."""
        if at > self.way:
            return f"before the {at - self.way}. statement after it has crunched"
        return f"before the {at}. of its {self.way} statements until it crunches"


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
