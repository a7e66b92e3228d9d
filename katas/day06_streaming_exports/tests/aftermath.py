"""What goes on when a stream has ended. Nothing may, but the page that was being read just then."""

import asyncio
import re
import sys
import threading
from collections.abc import Callable
from time import monotonic, sleep

from katas.day06_streaming_exports.tests.driver import FILES, hop
from katas.day06_streaming_exports.tests.loop import at_rest
from katas.harness.meters.database import Ledger, Statement, shorten
from katas.harness.run.explain import locator
from katas.harness.verdicts import require

# Seconds for tasks and threads that were told to end: an answer may look for that now and then.
PATIENCE = 3.0
EXPORTS, POOL = 6, 3
AHEAD = 4_000  # rows: fewer are read ahead, so the page under way has fewer


class Workers:
    """The answer's tasks and threads that were not there when this was made.

    A thread counts while it stands in a line of the answer: the idle ones of a pool don't.
    """

    def __init__(self) -> None:
        self.threads = set(places())
        self.others = tasks()
        self.seen: set[asyncio.Task[object]] = set()
        self.remaining: list[tuple[str, str]] = []

    def look(self) -> None:
        """Remember the answer's tasks: one that waits for ever might be collected unheard.

        No others: Django's would keep the stream from being collected.
        """
        self.seen |= {task for task in tasks() - self.others if task_place(task)}

    def left(self) -> list[tuple[str, str]]:
        """What has not ended, each with its line if that is known: ("a task", "exports.py:31")."""
        now = self.seen | (tasks() - self.others)
        found = [("a task", task_place(task)) for task in now if not task.done()]
        threads = places()
        found += [("a thread", threads[ident]) for ident in threads.keys() - self.threads]
        return sorted(found)

    async def ended(self, rows: Callable[[], int]) -> None:
        """Let the loop and the threads go on until they are idle, or have had their time."""
        until = monotonic() + PATIENCE
        while True:
            if tasks() - self.others or len(threading.enumerate()) > 2:
                await at_rest(rows)
            await asyncio.sleep(0)
            self.remaining = self.left()  # now: the loop's end will end them, too
            if not self.remaining or monotonic() > until:
                return

    def threads_ended(self) -> None:
        """The same without an event loop."""
        until = monotonic() + PATIENCE
        while places().keys() - self.threads and monotonic() < until:
            sleep(0.01)
        self.remaining = self.left()

    def check_ended(self, asked: str) -> None:
        """Nothing of an export outlives it."""
        left = self.remaining
        require(
            not left,
            asked=asked,
            expected="no task and no thread of that export left",
            got=", ".join(kind for kind, _ in left),
            where=left[0][1] if left else "",
        )


def check_threads(asked: str, end: Callable[[], object], note: str = "") -> None:
    """Exports that end one after the other leave no thread each, wherever it waits.

    end: begins an export and ends it. A pool that all of them share may grow a little.
    """
    allowed = threading.active_count() + POOL
    for _ in range(EXPORTS):
        end()
    until = monotonic() + PATIENCE
    while threading.active_count() > allowed and monotonic() < until:
        sleep(0.01)
    left = threading.active_count() - allowed + POOL
    require(
        left <= POOL,
        asked=f"{asked}, {EXPORTS} of them one after the other",
        expected="no thread of theirs left",
        got=f"{left} threads more than before",
        note=note,
    )


def tasks() -> set["asyncio.Task[object]"]:
    """The other tasks of this event loop, if there is one."""
    try:
        return asyncio.all_tasks() - {asyncio.current_task()}
    except RuntimeError:
        return set()


def task_place(task: "asyncio.Task[object]") -> str:
    """The line of the answer at which a task waits."""
    return next(filter(None, map(locator(FILES), task.get_stack())), "")


def places() -> dict[int, str]:
    """The other threads that stand in the answer, each with its line."""
    locate, found = locator(FILES), {}
    for ident, top in sys._current_frames().items():
        frame = top if ident != threading.get_ident() else None
        while frame is not None and ident not in found:
            if place := locate(frame):
                found[ident] = place
            frame = frame.f_back
    return found


class UnderWay:
    """The fetch that is held while its client goes. It may come to its end, and so may its page."""

    def __init__(self, ledger: Ledger) -> None:
        self.statement = ledger.statements[-1]
        self.hop = hop()
        self.before = self.rows = -1
        self.ledger = ledger
        self.hops: dict[int, object] = {}

    def let_go(self) -> None:
        """From now on there is no client."""
        self.before, self.rows = len(self.ledger.queries), self.ledger.rows()
        self.ledger.before_fetch = self._note

    def _note(self) -> None:
        self.hops[id(self.ledger.statements[-1])] = hop()

    def check_last(self, asked: str) -> None:
        """No other page is begun, and this one is no larger than what may be read ahead."""
        more = [each for each in self.ledger.queries[self.before :] if self._begins_a_page(each)]
        rows = self.ledger.rows() - self.rows
        got = f"{len(more)} more" + (f": {shorten(more[0].sql)}" if more else "")
        require(
            not more and rows < AHEAD,
            asked=asked,
            expected="at most the page that is being read comes to its end, and no other is begun",
            got=got if more else f"{rows:,} rows more",
            where=more[0].site if more else self.statement.site,
        )

    def _begins_a_page(self, query: Statement) -> bool:
        """A page may take several queries, such as for its authors: each of them once.

        What the same call of sync_to_async goes on to ask belongs to the page all the same.
        """
        same_call = self.hop is not None and self.hops.get(id(query)) is self.hop
        return not same_call and shape(query.sql) == shape(self.statement.sql)


def shape(sql: str) -> str:
    """A statement without its numbers and the length of its lists."""
    return re.sub(r"(%s|\d+)(\s*,\s*(%s|\d+))*", "?", sql)
