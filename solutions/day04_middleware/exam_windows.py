"""A model of the limit: what each request of a client must get, by this process' own clock."""

import math
from dataclasses import dataclass, replace

from solutions.day04_middleware.exam_room import Room
from solutions.day04_middleware.exam_visit import Visit, let_through
from solutions.grading.examiner import BrokeOff, Contradicted

# Seconds within which a right answer may differ from this clock.
LATE, EARLY = 0.1, 0.02


def limited(visit: Visit, asked: str) -> int:
    """429 at once, with Retry-After: its seconds. Raises Contradicted."""
    if visit.status != 429 or visit.rings or visit.views or visit.statements:
        raise Contradicted(asked, "429, and nothing inside of the limit runs", visit.came())
    told = visit.header("Retry-After")
    if told is None or not (told.isascii() and told.isdecimal()):
        raise Contradicted(f"{asked}; Retry-After", "a whole number of seconds", told or "none")
    return int(told)


def require_lasting(room: Room, lane: str, visit: Visit) -> None:
    """An earlier refusal says what it said, though something was written on a later one."""
    said = room.job(lane, "headers now", visit.number)
    try:
        headers, cookies = said
        now = {str(name).lower(): value for name, value in headers}
        others = "x-written-on" in now or "X-Written-On" in cookies
    except (TypeError, ValueError):
        raise BrokeOff("the answer's process said what nobody can read") from None
    told = visit.header("Retry-After")
    if now.get("retry-after") != told or others:
        asked = "a refusal, looked at once more when others have been refused since"
        raise Contradicted(asked, f"Retry-After: {told}, and nothing new", f"{now} {cookies}")


@dataclass
class Window:
    """A client's window: opened between two moments, `hits` requests so far."""

    limit: int
    length: int
    opened: tuple[float, float]
    hits: int = 0

    def left(self, visit: Visit) -> tuple[int, int]:
        """The least and the most that Retry-After may be."""
        began, known = self.opened
        most = math.ceil(min(self.length, self.length - (visit.sent - known) + EARLY))
        return max(1, math.ceil(self.length - (visit.answered - began) - EARLY)), most


class Client:
    """One client's requests, in order. clear: this clock can tell in which window each was."""

    def __init__(self, who: str) -> None:
        self.who, self.clear = who, True
        self.window: Window | None = None

    def copy(self) -> "Client":
        """The same one at another time: what was counted later is not counted."""
        other = Client(self.who)
        other.clear, other.window = self.clear, self.window and replace(self.window)
        return other

    def judge(self, visit: Visit, asked: str, limit: int, length: int, status: int = 200) -> None:
        """One more request; raises Contradicted if it did not get what is due."""
        if not self.clear:
            return
        window = self.window
        if window is None or visit.sent >= window.opened[1] + window.length + LATE:
            window = self.window = Window(limit, length, (visit.sent, visit.answered))
        elif visit.answered >= window.opened[0] + window.length - EARLY:
            self.clear = False
            return
        window.hits += 1
        asked = f"{asked}, request {window.hits} of {self.who} in a window of {length} s"
        asked += f", the limit being {limit}"
        if window.hits <= limit:
            let_through(visit, asked, status=status)
            return
        told = limited(visit, asked)
        least, most = window.left(visit)
        if not least <= told <= most:
            raise Contradicted(f"{asked}; Retry-After", str(most), str(told))
