"""Lets another thread in between two lines of the answer.

Two requests meet in a process when and where they like. Here they meet at each line of the answer
in turn: one call is stopped before the line, the other runs in a thread of its own from beginning
to end, then the first goes on. No luck decides.
"""

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from types import CodeType, FrameType
from typing import Any, NamedTuple

from katas.day02_url_resolution.tests.driver import FILES
from katas.harness.run.explain import locator

# Lines of a call at which the other is let in; each line counts when it runs first and once again.
MOST = 24
# Seconds in which the other gets no further. Where the answer holds a lock, it waits for that, and
# the first call goes on. After two such waits, the two are kept apart by design.
PATIENCE = 0.3
WAITS = 2
# Seconds without a result after which nobody waits any longer: the other one hangs.
HANGS = 5
HANGING = "nothing: it waits and waits"


def why(got: object) -> str:
    """What to say of a meeting that went wrong, ahead of its line."""
    hangs = "Is there a lock that is not given back? " if got == HANGING else ""
    return (
        f"{hangs}What routes.py keeps, it keeps for all threads. The other thread came in before:"
    )


class Meeting(NamedTuple):
    """The line of the answer at which two calls met ("" if they did not), and what came of each.

    HANGING is what comes of a call that gets no further; of those after it, nothing.
    """

    place: str
    mine: Any
    other: list[Any]
    waited: bool


class Doorkeeper:
    """Traces a call, and lets another in before the first line that `is_it` takes.

    is_it is given the number of the line within the call, from 1, and how often it has run.
    """

    def __init__(
        self, other: Callable[[], Iterable[Any]], is_it: Callable[[int, int], bool]
    ) -> None:
        self.is_it = is_it
        self.lines = 0
        self.runs: Counter[tuple[CodeType, int]] = Counter()
        self.place = ""
        self.came: list[Any] = []
        self.waited = False
        self.thread = threading.Thread(target=self.come, args=[other], daemon=True)
        self.locate = locator(FILES)

    def meet(self, mine: Callable[[], Any]) -> Meeting:
        before = sys.gettrace()
        sys.settrace(self.on_call)
        try:
            result = mine()
        finally:
            sys.settrace(before)
            if self.place:
                self.came += [HANGING] * self.hangs(HANGS)
        return Meeting(self.place, result, self.came, self.waited)

    def come(self, other: Callable[[], Iterable[Any]]) -> None:
        for result in other():
            self.came.append(result)

    def hangs(self, patience: float) -> bool:
        """Whether the other gets no further for so long, instead of coming to its end."""
        while self.thread.is_alive():
            before = len(self.came)
            self.thread.join(patience)
            if self.thread.is_alive() and len(self.came) == before:
                return True
        return False

    def on_call(self, frame: FrameType, event: str, argument: Any) -> Any:
        return self.on_line if self.locate(frame) else None

    def on_line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line" and not self.place:
            line = frame.f_code, frame.f_lineno
            self.runs[line] += 1
            self.lines += self.runs[line] <= 2
            if self.runs[line] <= 2 and self.is_it(self.lines, self.runs[line]):
                self.place = self.locate(frame)
                self.thread.start()
                self.waited = self.hangs(PATIENCE)
        return self.on_line


def in_another_thread(call: Callable[[], Any]) -> Any:
    """What the call gives in a new thread, or HANGING."""
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(call()), daemon=True)
    thread.start()
    thread.join(HANGS)
    return results[0] if results else HANGING


def meetings(mine: Callable[[], Any], other: Callable[[], Iterable[Any]]) -> Iterator[Meeting]:
    """The two calls meet at each line of the answer that `mine` runs, one after the other.

    other: gives its results one by one, so that one can see whether it gets any further.
    """
    alone = Doorkeeper(other, lambda number, run: False)
    alone.meet(mine)
    waits = 0
    for line in range(1, min(alone.lines, MOST) + 1):
        meeting = Doorkeeper(other, lambda number, run: number == line).meet(mine)  # noqa: B023
        waits += meeting.waited
        yield meeting
        if waits == WAITS:
            return


def meeting_in_a_loop(mine: Callable[[], Any], other: Callable[[], Iterable[Any]]) -> Meeting:
    """The two calls meet where `mine` runs a line of the answer for the second time, if it does.

    What is made on first use is made only once, and as a rule in a loop.
    """
    return Doorkeeper(other, lambda number, run: run == 2).meet(mine)
