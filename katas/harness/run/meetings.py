"""Another call comes in the midst of one, at each step of the answer's: no luck decides who meets.

The other runs to its end in a thread of its own, so that it may wait for a lock that the first
one holds. Then the first goes on.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, TypeVar

from katas.harness.run.tracing import follow_instructions, steps, tracing
from katas.harness.run.visitor import Visitor, settle

# Steps at which the other comes, each when it runs first and once again. If there were more at an
# earlier meeting in this process, draws say which.
MOST = 400
draws = random.Random(1)  # an examiner seeds it; no verdict of the tests hangs on luck
most_steps = 0  # at one meeting
# While somebody waits another one comes, at a share of the steps: who waits for no lock may do so
# to keep others away from what follows.
WAITING, SHARE = 3, 1 / 3
Result = TypeVar("Result")


class Hangs(Exception):
    """The other call has not come to an end, though the first one has."""


class Doorkeeper:
    """Traces a call, in whichever thread it goes on, and lets another in at the answer's steps.

    A meeting that may be lost to a busy machine alone does not count as made.

    mine: whether a frame is the answer's. other: is given the frame where the first one stands.
    within: steps are not lines, but what follows anything that others may see, or change. chosen:
    whether somebody is let in, by the number of the step, from 1, and how often it has run.
    waiting: so many at most wait at the same time; then nobody is let in behind them.
    """

    def __init__(
        self,
        mine: Callable[[FrameType], bool],
        other: Callable[[FrameType | None], object],
        *,
        within: bool = False,
        chosen: Callable[[int, int], bool] = lambda step, run: True,
        at_last: Callable[[], object] = lambda: None,
        waiting: int = 1,
    ) -> None:
        self._mine, self._within, self._chosen = mine, within, chosen
        self._door = threading.Lock()
        self._visitors = [Visitor(other, at_last) for _ in range(waiting)]
        self.runs: Counter[tuple[CodeType, int]] = Counter()
        self.steps = self.guests = self.waits = 0

    @property
    def errors(self) -> list[BaseException]:
        return [error for each in self._visitors for error in each.errors]

    def at_work(self) -> bool:
        """Whether somebody who came in has not come to an end."""
        return any(each.at_work() for each in self._visitors)

    def meet(self, first: Callable[[], Result], once_more: bool = False) -> Result:
        """What `first` returns. once_more: the other comes at the end, too."""
        try:
            with tracing(self._follow, by_instruction=self._within):
                return first()
        finally:
            for each in self._visitors:
                each.leaves(once_more and each is self._visitors[0])

    def _follow(self, frame: FrameType, event: str, _: object) -> Any:
        if not self._mine(frame):
            return None
        by_visitor = any(each.is_here() for each in self._visitors)
        follow = self._passes if by_visitor else self._on_step
        if self._within:
            # Python 3.13 ends it for all if a frame of the same code is not followed.
            follow_instructions(frame, follow)
        return follow

    def _passes(self, frame: FrameType, event: str, _: object) -> Any:
        return self._passes

    def _on_step(self, frame: FrameType, event: str, _: object) -> Any:
        code = frame.f_code
        if self._within:
            if event == "opcode" and frame.f_lasti in steps(code):
                self._comes_to(frame, (code, frame.f_lasti))
        elif event == "line":
            self._comes_to(frame, (code, frame.f_lineno))
        return self._on_step

    def _comes_to(self, frame: FrameType, step: tuple[CodeType, int]) -> None:
        if not self._door.acquire(blocking=False):
            # Another thread stands here: the first one's queue up, the other one's go by.
            if self.at_work():
                return
            self._door.acquire()
        try:
            # All of them: each is to come to an end as soon as it can.
            free = [each for each in self._visitors if each.goes_on()]
            if len(free) == len(self._visitors) or (free and draws.random() < SHARE):
                self._let_in(free[0], frame, step)
        finally:
            self._door.release()

    def _let_in(self, visitor: Visitor, frame: FrameType, step: tuple[CodeType, int]) -> None:
        self.runs[step] += 1
        run = self.runs[step]
        self.steps += run <= 2
        if run <= 2 and self.guests < MOST and self._chosen(self.steps, run):
            self.guests += 1
            settle()
            if not visitor.comes(frame, soon=self.at_work()):
                self.waits += 1
                self.runs[step] -= Visitor.left > 0


def at_each_step(
    first: Callable[[], Result],
    other: Callable[[], object],
    mine: Callable[[FrameType], bool],
    within: bool = False,
    at_last: Callable[[], object] = lambda: None,
) -> Result:
    """What `first` returns, or else an error of `other`, which is called at each step of the
    answer's that `first` comes to, and at the end.

    mine: whether a frame is the answer's. within: also within a line, and while some others wait.
    at_last: called at the end in each thread in which `other` was. Hangs: see there.
    """
    global most_steps
    share, waiting = (MOST / max(MOST, most_steps), WAITING) if within else (1.0, 1)
    keeper = Doorkeeper(
        mine,
        lambda _: other(),
        within=within,
        chosen=lambda *_: draws.random() <= share,
        at_last=at_last,
        waiting=waiting,
    )
    result = keeper.meet(first, once_more=True)
    most_steps = max(most_steps, keeper.steps)
    for error in keeper.errors:
        raise error
    if keeper.at_work():
        raise Hangs("it waits and waits")
    return result
