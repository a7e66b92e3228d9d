"""Lets another thread in between two lines of the answer.

Two requests meet in a process when and where they like. Here they meet at each line of the answer
in turn: one call is stopped before the line, the other runs in a thread of its own from beginning
to end, then the first goes on. No luck decides.
"""

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple, TypeVar

from katas.day02_url_resolution.tests.driver import FILES
from katas.harness.run.explain import locator

# Lines of a call at which the other is let in; each line counts when it runs first and once again.
MOST = 99
# Seconds for which the other sleeps and gets no further. Where the answer holds a lock, it waits
# for that, and the first call goes on. After two such waits, the two are kept apart by design.
PATIENCE = 0.3
NAP = 0.02
WAITS = 2
# Seconds without a result after which nobody waits any longer: the other one hangs.
HANGS = 5
HANGING = "nothing: it waits and waits"
PENDING = object()

Asked = TypeVar("Asked")


def why(got: object) -> str:
    """What to say of a meeting that went wrong, ahead of its line."""
    hangs = "Is there a lock that is not given back? " if got == HANGING else ""
    return (
        f"{hangs}What routes.py keeps, it keeps for all threads. The other thread came in before:"
    )


class Meeting(NamedTuple):
    """The line of the answer at which two calls met ("" if they did not), and what came of each.

    HANGING is what comes of a call that gets no further; of those after it, nothing. mine is
    PENDING where the call has met others since.
    """

    place: str
    mine: Any
    other: list[Any]
    waited: bool


class Visitor:
    """The other, in a thread of its own, and what has come of it."""

    def __init__(self, place: str, other: Callable[[], Iterable[Any]]) -> None:
        self.place = place
        self.other = other
        self.came: list[Any] = []
        self.thread = threading.Thread(target=self.come, daemon=True)
        self.thread.start()
        self.waited = self.hangs(PATIENCE)

    def come(self) -> None:
        for result in self.other():
            self.came.append(result)

    def hangs(self, patience: float) -> bool:
        """Whether the other gets no further for so long, instead of coming to its end.

        One that a busy machine keeps waiting does not sleep: it is given the time to hang in.
        """
        slept, came, since = 0.0, len(self.came), time.monotonic()
        while slept < patience and time.monotonic() < since + max(patience, HANGS):
            self.thread.join(NAP)
            if not self.thread.is_alive():
                return False
            slept = slept + NAP if sleeps(self.thread) else 0.0
            if len(self.came) > came:
                slept, came, since = 0.0, len(self.came), time.monotonic()
        return True


def sleeps(thread: threading.Thread) -> bool:
    """Whether the thread waits for something; True, too, where the system does not tell.

    Source: man 5 proc_pid_stat, state.
    """
    try:
        stat = Path(f"/proc/self/task/{thread.native_id}/stat").read_text()
    except OSError:
        return True
    return stat.rpartition(")")[2].split()[0] == "S"


class Doorkeeper:
    """Traces a call, and lets another in before the lines that `is_it` takes.

    is_it is given the number of the line within the call, from 1, how often it has run, and how
    many have been let in. Nobody is let in behind one who has to wait.
    """

    def __init__(
        self, other: Callable[[], Iterable[Any]], is_it: Callable[[int, int, int], bool]
    ) -> None:
        self.other = other
        self.is_it = is_it
        self.lines = 0
        self.runs: Counter[tuple[CodeType, int]] = Counter()
        self.visitors: list[Visitor] = []
        self.names = {str(file) for file in FILES}
        self.locate = locator(FILES)

    def meet(self, mine: Callable[[], Any]) -> list[Meeting]:
        before = sys.gettrace()
        sys.settrace(self.on_call)
        try:
            result = mine()
        finally:
            sys.settrace(before)
            for each in self.visitors:
                each.came += [HANGING] * each.hangs(HANGS)
        met = [Meeting(each.place, PENDING, each.came, each.waited) for each in self.visitors]
        return [*met[:-1], met[-1]._replace(mine=result)] if met else []

    def on_call(self, frame: FrameType, event: str, argument: Any) -> Any:
        return self.on_line if frame.f_code.co_filename in self.names else None

    def on_line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line" and not (self.visitors and self.visitors[-1].waited):
            line = frame.f_code, frame.f_lineno
            self.runs[line] += 1
            run, guests = self.runs[line], len(self.visitors)
            self.lines += run <= 2
            if run <= 2 and guests < MOST and self.is_it(self.lines, run, guests):
                self.visitors.append(Visitor(self.locate(frame), self.other))
        return self.on_line


def in_another_thread(call: Callable[[], Any]) -> Any:
    """What the call gives in a new thread, or HANGING."""
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(call()), daemon=True)
    thread.start()
    thread.join(HANGS)
    return results[0] if results else HANGING


def own_lines(call: Callable[[], Any]) -> Counter[tuple[CodeType, int]]:
    """The lines of the answer that the call runs, and how often each."""
    keeper = Doorkeeper(list, lambda *_: False)
    keeper.meet(call)
    return keeper.runs


def meetings(
    ask: Callable[[Asked], Any], plan: Iterable[tuple[Asked, list[Asked]]]
) -> Iterator[tuple[Meeting, Asked, list[Asked]]]:
    """Two calls meet at each line of the answer that the first runs, one after the other.

    plan: for each meeting, what the first call asks, and what the other asks meanwhile, so that
    what is asked may be new each time. The other gives its results one by one: one can see whether
    it gets any further.
    """
    waits = 0
    for line, (mine, others) in enumerate(islice(plan, MOST), 1):
        keeper = Doorkeeper(partial(map, ask, others), lambda number, *_: number == line)  # noqa: B023
        met = keeper.meet(partial(ask, mine))
        if not met:
            return
        yield met[0], mine, others
        waits += met[0].waited
        if waits == WAITS:
            return


def meetings_in_a_loop(
    ask: Callable[[Asked], Any], mine: Asked, others: list[Asked]
) -> list[tuple[Meeting, Asked, list[Asked]]]:
    """Two calls meet where the first runs a line for the second time, and at each line after that.

    What is made on first use is made only once, and as a rule in a loop.
    """
    keeper = Doorkeeper(partial(map, ask, others), lambda _, run, guests: run == 2 or guests > 0)
    return [(each, mine, others) for each in keeper.meet(partial(ask, mine))]
