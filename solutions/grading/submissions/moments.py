"""When something was handed in: which of two runs has the later hand-in of one person's day?"""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from solutions.grading.submissions.choice import SAME_MOMENT, Item
from solutions.grading.submissions.inbox import HandIn


@dataclass(frozen=True)
class Moment:
    """As far as names and files tell.

    lms, order: its own number or time, the greater, the later; () if it gives none. saved: when the
    newest file was, in seconds; 0 if that is unknown.
    """

    lms: str = ""
    order: tuple[int, ...] = ()
    saved: float = 0.0

    def is_before(self, other: "Moment") -> bool:
        """Whether it is the earlier one for sure."""
        if self.lms and self.lms == other.lms and self.order and other.order:
            return self.order < other.order
        return 0 < self.saved < other.saved - SAME_MOMENT


def of(items: Iterable[Item], hand_ins: Iterable[HandIn] = ()) -> Moment:
    """That of files; of whole hand-ins, where there are none."""
    files = list(items)
    there = [item.hand_in for item in files] or list(hand_ins)
    if not there:
        return Moment()
    times = [item.entry.changed for item in files] or [each.place.saved for each in there]
    orders = [each.order for each in there if each.lms == there[0].lms]
    # A clock that runs ahead does not outdo all that comes later.
    return Moment(there[0].lms, max(orders), min(max(times), time.time()))
