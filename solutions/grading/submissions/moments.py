"""When something was handed in: which of two runs has the later hand-in of one person's day?"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from solutions.grading.submissions.choice import SAME_MOMENT, Item
from solutions.grading.submissions.inbox import HandIn


@dataclass(frozen=True)
class Moment:
    """As far as names and files tell.

    lms, order: its own number or time, the greater, the later; () if it gives none. saved: when the
    newest file was, in seconds; 0 if that is unknown. what: a digest of the answer's files.
    """

    lms: str = ""
    order: tuple[int, ...] = ()
    saved: float = 0.0
    what: str = ""

    def is_before(self, other: "Moment") -> bool:
        """Whether it is the earlier one for sure."""
        if self.lms and self.lms == other.lms and self.order and other.order:
            return self.order < other.order
        return 0 < self.saved < other.saved - SAME_MOMENT

    def is_again(self, other: "Moment") -> bool:
        """Whether it is the same hand-in, which an LMS has let download once more.

        By its number; where it gives none, by what is in it. A file from elsewhere is none: its
        time is that of who saved it.
        """
        if not self.lms or self.lms != other.lms:
            return False
        return self.order == other.order and bool(self.order or self.what == other.what != "")


def of(
    items: Iterable[Item],
    hand_ins: Iterable[HandIn] = (),
    answer: Mapping[str, bytes] | None = None,
) -> Moment:
    """That of files; of whole hand-ins, where there are none. answer: what was taken of them."""
    files = list(items)
    there = [item.hand_in for item in files] or list(hand_ins)
    if not there:
        return Moment()
    times = [item.saved for item in files] or [each.place.saved for each in there]
    orders = [each.order for each in there if each.lms == there[0].lms]
    # A clock that runs ahead does not outdo all that comes later.
    return Moment(there[0].lms, max(orders), min(max(times), time.time()), digest(answer or {}))


def digest(answer: Mapping[str, bytes]) -> str:
    """What tells it from another one; "" for nothing."""
    parts = sha256()
    for name in sorted(answer):
        parts.update(sha256(name.encode()).digest() + sha256(answer[name]).digest())
    return parts.hexdigest()[:32] if answer else ""
