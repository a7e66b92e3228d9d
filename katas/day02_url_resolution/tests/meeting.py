"""Lets another thread in between two lines of the answer.

Two requests meet in a process when and where they like. Here they meet at each line of the answer
in turn: one call is stopped before the line, the other runs in a thread of its own from beginning
to end, then the first goes on. No luck decides.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from types import CodeType, FrameType
from typing import Any, NamedTuple, TypeVar

from katas.day02_url_resolution.tests.driver import FILES
from katas.harness.run.explain import locator
from katas.harness.run.meetings import Doorkeeper
from katas.harness.run.visitor import HANGS

# Lines of a call at which the other is let in; each line counts when it runs first and once again.
MOST = 99
# After so many who had to wait for a lock of the answer's, the two are kept apart by design.
WAITS = 2
HANGING = "nothing: it waits and waits"
PENDING = object()

Asked = TypeVar("Asked")
locate = locator(FILES)


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


class Door:
    """Where another call is let in: the meetings, and how many had to wait."""

    def __init__(
        self,
        other: Callable[[], Iterable[Any]],
        chosen: Callable[[int, int, int], bool],
        within: bool = False,
    ) -> None:
        """chosen: by the number of the line within the call, from 1, how often it has run, and how
        many have been let in. within: of the steps within a line, too.
        """
        self.other = other
        self.met: list[Meeting] = []
        self.keeper = Doorkeeper(
            lambda frame: bool(locate(frame)),
            self.come,
            chosen=lambda line, run: self.is_open() and chosen(line, run, len(self.met)),
            within=within,
        )

    def is_open(self) -> bool:
        return len(self.met) < MOST and self.keeper.waits < WAITS

    def meet(self, mine: Callable[[], Any]) -> list[Meeting]:
        result = self.keeper.meet(mine)
        if self.met:
            self.met[-1] = self.met[-1]._replace(mine=result)
            self.met[-1].other.extend([HANGING] * self.keeper.at_work())
        return self.met

    def come(self, frame: FrameType | None) -> None:
        meeting = Meeting(locate(frame) if frame else "", PENDING, [])
        self.met.append(meeting)
        for result in self.other():
            meeting.other.append(result)


def in_another_thread(call: Callable[[], Any]) -> Any:
    """What the call gives in a new thread, or HANGING."""
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(call()), daemon=True)
    thread.start()
    thread.join(HANGS)
    return results[0] if results else HANGING


def own_lines(call: Callable[[], Any]) -> Counter[tuple[CodeType, int]]:
    """The lines of the answer that the call runs, and how often each."""
    door = Door(list, lambda *_: False)
    door.meet(call)
    return door.keeper.runs


def meetings(
    ask: Callable[[Asked], Any], plan: Iterable[tuple[Asked, list[Asked]]]
) -> Iterator[tuple[Meeting, Asked, list[Asked]]]:
    """Two calls meet at each line of the answer that the first runs, one after the other.

    plan: for each meeting, what the first call asks, and what the other asks meanwhile, so that
    what is asked may be new each time.
    """
    waits = 0
    for line, (mine, others) in enumerate(islice(plan, MOST), 1):
        door = Door(partial(map, ask, others), lambda number, *_: number == line)  # noqa: B023
        met = door.meet(partial(ask, mine))
        if not met:
            return
        yield met[0], mine, others
        waits += door.keeper.waits
        if waits == WAITS:
            return


def meetings_in_a_loop(
    ask: Callable[[Asked], Any], mine: Asked, others: list[Asked]
) -> list[tuple[Meeting, Asked, list[Asked]]]:
    """Two calls meet where the first runs a line for the second time, and at each line after that.

    What is made on first use is made only once, and as a rule in a loop.
    """
    door = Door(partial(map, ask, others), lambda _, run, guests: run == 2 or guests > 0)
    return [(each, mine, others) for each in door.meet(partial(ask, mine))]


def meetings_within_lines(
    ask: Callable[[Asked], Any], mine: Asked, others: list[Asked]
) -> list[tuple[Meeting, Asked, list[Asked]]]:
    """Two calls meet at each step of the answer's that the first runs, within its lines, too.

    A step is whatever others may see, or change.
    """
    door = Door(partial(map, ask, others), lambda *_: True, within=True)
    return [(each, mine, others) for each in door.meet(partial(ask, mine))]
