"""What is done ahead of statements: connections are made to wait for each other."""

import contextlib
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


class Stop:
    """Stops the connection that comes first ahead of one of its writes.

    write: the first is whatever does not only read, a BEGIN too; others are changes of rows.
    """

    def __init__(self, write: int) -> None:
        self._to_come, self._kinds = write, CHANGES if write > 1 else ()
        self._who = 0
        self.stopped, self.go = threading.Event(), threading.Event()
        self.before = ""

    def __call__(self, sql: str) -> None:
        text, me = sql.lstrip().upper(), threading.get_ident()
        if self.stopped.is_set() or self._who not in (0, me):
            return
        self._who = me
        if text.startswith(self._kinds) if self._kinds else not text.startswith(READS):
            self._to_come -= 1
            if not self._to_come:
                self.before = sql[:80]
                self.stopped.set()
                self.go.wait(PATIENCE)
