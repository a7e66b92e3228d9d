"""What the examiner's services say on this day: the service map, and what the site's pages do."""

import string
import threading
import time
from random import Random
from typing import Any

from solutions.grading.examiner import BrokeOff, Contradicted, Exam, Raised, Reply

PATIENCE = 24.0  # seconds that a page waits to be let go; half of it, for somebody to come
SIGNS = "".join(chr(each) for each in range(0xA1, 0x100) if each != 0xAD) + string.punctuation
LETTERS = string.ascii_letters + string.digits


def region_drawn(draws: Random) -> str:
    """Any text that a header takes as it is: it neither begins nor ends with a blank."""
    ends = ["".join(draws.choices(LETTERS + SIGNS, k=draws.randint(2, 9))) for _ in range(3)]
    return draws.choice((" ", "  ", "-", ", ", "\xa0")).join(ends)


class Maps:
    """The service map: of another region each time it is loaded, or always of the same one.

    always: for other tasks than the one that asks when it is loaded, and how often.
    """

    def __init__(self, exam: Exam, always: bool = False) -> None:
        self._draws, self._always = exam.random, always
        self.region = f"region-{exam.random.randrange(10**9)}"
        exam.services.functions["load_service_map"] = self._load
        if always:
            exam.services.counted = False

    def _load(self) -> dict[str, Any]:
        if not self._always:
            self.region = region_drawn(self._draws)
        return {"region": self.region, "hosts": {"markets": "10.0.0.9"}}


class Visit:
    """One request in a page: it began when the page had asked, and ended before the page knew."""

    def __init__(self, recipe: dict[str, Any]) -> None:
        self.recipe = recipe
        self.released = threading.Event()
        self.began = time.perf_counter()
        self.ended = 0.0

    @property
    def took(self) -> float:
        """Milliseconds that it was in the page, at the least."""
        return (self.ended - self.began) * 1_000


class Desk:
    """Tells the pages of the site what to do, in the order in which they ask.

    held: they learn it only when they are let go.
    """

    def __init__(self, exam: Exam) -> None:
        self._changed = threading.Condition()
        self.visits: list[Visit] = []
        self.recipes: list[dict[str, Any]] = []
        self.held = False
        exam.services.functions["page"] = self.page

    def page(self) -> dict[str, Any]:
        with self._changed:
            recipe = self.recipes.pop(0) if self.recipes else {"kind": "text", "body": "no more"}
            visit = Visit(recipe)
            self.visits.append(visit)
            self._changed.notify_all()
            held = self.held
        if held:
            visit.released.wait(PATIENCE)
        visit.ended = time.perf_counter()
        return recipe

    def came(self, count: int, within: float = PATIENCE / 2) -> bool:
        """Wait until so many have been in a page. Returns whether they have."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.visits) >= count, within)

    def entered(self, count: int, asked: str) -> Visit:
        """Wait for so many. Returns the last one's visit."""
        if not self.came(count):
            self.let_all_go()
            raise Contradicted(asked, f"{count} requests", f"{len(self.visits)}")
        return self.visits[count - 1]

    def let_all_go(self) -> None:
        self.held = False
        for visit in self.visits:
            visit.released.set()


def lanes(exam: Exam) -> list[str]:
    """What the middleware says it may be built around: "sync", "async"."""
    told = exam.ask("lanes")
    return [lane for lane in ("sync", "async") if isinstance(told, list) and lane in told]


def number(asked: str, got: object) -> int:
    """What was built has a number, or a server a port. Raises Contradicted for what has none."""
    if type(got) is not int:
        raise Contradicted(asked, "it is built", got)
    return got


def replies(asked: str, count: int, got: object) -> list[Reply]:
    """What came of several requests. Raises Contradicted if it is not so many responses."""
    if isinstance(got, Raised) or not isinstance(got, list):
        raise Contradicted(asked, "a response to each", got)
    found = [reply(asked, each) for each in got]
    if len(found) != count:
        raise Contradicted(asked, f"{count} responses", f"{len(found)}")
    return found


def reply(asked: str, told: object) -> Reply:
    """What came of one request in the examined process. Raises Contradicted if it is none."""
    fields = told if isinstance(told, dict) else {}
    status, reason = fields.get("status"), fields.get("reason")
    headers, body = fields.get("headers"), fields.get("body")
    if not (type(status) is int and type(reason) is str and type(body) is bytes):
        raise Contradicted(asked, "a response", told)
    pairs = headers if isinstance(headers, list) else [None]
    if not all(isinstance(pair, list) and list(map(type, pair)) == [str, str] for pair in pairs):
        raise Contradicted(asked, "a response with headers", told)
    return Reply(status, reason, [(name, value) for name, value in pairs], body)


def whole(asked: str, found: Reply) -> Reply:
    if not found.whole:
        raise BrokeOff(f"{asked}: the response was cut off")
    return found
