"""The newsroom as the examiner has it: lanes that it gives jobs, and what it sees of visits."""

import itertools
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, Self

from solutions.day04_middleware.exam_desk import Desk
from solutions.day04_middleware.exam_visit import PAGE, Plan, Visit
from solutions.grading.examiner import BrokeOff, Contradicted, Exam, Raised

DAY = "katas.day04_middleware"
HEADERS = f"{DAY}.layers.ResponseHeadersMiddleware"
API_KEY = f"{DAY}.middleware.ApiKeyMiddleware"
RATE_LIMIT = f"{DAY}.middleware.RateLimitMiddleware"
PROFILE = f"{DAY}.layers.ProfileMiddleware"
AUDIT = f"{DAY}.layers.AuditMiddleware"
LAYERS = (HEADERS, API_KEY, RATE_LIMIT, PROFILE, AUDIT)
RING = "exams.day04_middleware.exam_inside_layers.ring_"

LANES = {"W": "WSGI", "A": "ASGI", "P": "WSGI in a second process"}
# Parts of a plan that are the examiner's own.
OWN = ("innermost", "ending", "held", "due")


class Room(Desk):
    """Use it as a context: the lanes work as long as it lasts.

    lanes: names of threads, "W..." for WSGI and "A" for ASGI's event loop. processes: names of
    second processes. timeout: the cache's own lifetime of entries.
    """

    def __init__(
        self, exam: Exam, lanes: Sequence[str], processes: Sequence[str] = (), timeout: int = 300
    ) -> None:
        self.exam, self.lanes, self.processes = exam, list(lanes), list(processes)
        super().__init__([*lanes, *processes])
        self.timeout = timeout
        self.keys: list[str] = []
        self._settings: dict[str, Any] = {}
        self.visits: dict[int, Visit] = {}
        self._numbers = itertools.count(exam.random.randrange(10**6))
        self._innermost: dict[int, int] = {}
        self._costs: dict[str, int] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        serving = {
            "next": self._next,
            "ring": self._ring,
            "view": self._view,
            "cache": self.cache,
        }
        self.exam.services.functions.update(serving)
        self._stack.enter_context(self.exam.services.counting())
        self.exam.processes = bool(self.processes)
        self._begin()
        return self

    def _begin(self) -> None:
        self.exam.ask("serve", self.lanes, self.processes, self.timeout)

    def anew(self) -> None:
        """Go on in fresh processes, of the same settings. The files of those before are gone."""
        self._close()
        self._open([*self.lanes, *self.processes])
        self.exam.anew()
        self._begin()
        self.change(**self._settings)

    def __exit__(self, *error: object) -> None:
        self._close()
        self._stack.close()
        if error[:1] == (None,):
            self._readable()
            self._nothing_late()

    def _nothing_late(self) -> None:
        """What ran for a request ran before its answer. Raises Contradicted."""
        for visit in self.visits.values():
            if visit.ended not in (None, (len(visit.rings), visit.views)):
                asked = f"after others: {visit.plan['method']} {visit.plan['path'][:60]}, which"
                asked = f"{asked} was answered {visit.status}; layers and views entered since"
                raise Contradicted(asked, "none", "some")

    def costs(self, visit: Visit, kind: str, asked: str) -> None:
        """A guest costs the profile's query, and no more than the first one of its kind."""
        first = self._costs.setdefault(kind, len(visit.statements))
        if not 1 <= len(visit.statements) <= first:
            expected = f"{first} as before others were refused" if first else "the profile's"
            raise Contradicted(f"{asked}; queries", expected, str(len(visit.statements)))

    def _ring(self, number: int, ring: int, seen: list[Any]) -> None:
        self.visits[number].rings.append((ring, seen))

    def _view(self, number: int) -> dict[str, Any]:
        visit = self.visits[number]
        visit.views += 1
        visit.reached.set()
        if visit.plan.get("held"):
            visit.released.wait(visit.plan["held"])
        ending: dict[str, Any] = visit.plan.get("ending", PAGE)
        return ending

    @property
    def views(self) -> int:
        """How often a page has been come to."""
        return sum(visit.views for visit in self.visits.values())

    def change(self, **settings: Any) -> None:
        """Change settings, in every process."""
        self._settings |= settings
        for lane in (self.lanes[0], *self.processes):
            self.job(lane, "change", settings)
        if "NEWSROOM_API_KEYS" in settings:
            self.keys = [*settings["NEWSROOM_API_KEYS"].values()]

    def refill(self, keys: dict[str, str]) -> None:
        """Other keys in the same dict, in the first process."""
        self.job(self.lanes[0], "refill", keys)
        self.keys = [*keys.values()]

    def limit(self, limit: int, window: int, **settings: Any) -> None:
        """Another rate, and an empty cache: an open window and another rate are nobody's matter."""
        self.change(NEWSROOM_RATE_LIMIT=(limit, window), **settings)
        self.cache("", "clear", "")

    def build(self, layers: Sequence[str], lane: str = "W") -> int:
        """Build a handler with a ring round each layer. Raises Contradicted if that fails."""
        number = next(self._numbers)
        paths = [f"{RING}0"]
        for ring, layer in enumerate(layers, 1):
            paths += [layer, f"{RING}{ring}"]
        self._innermost[number] = len(layers)
        builder = "P" if lane == "P" else self.lanes[0]
        told = self.job(builder, "build", number, paths, lane == "A")
        names = ", ".join(layer.rpartition(".")[2] for layer in layers)
        if isinstance(told, Raised):
            asked = f"build a handler for {LANES[lane]} with {names}"
            raise Contradicted(asked, "a handler", told)
        self.adapted = told
        return number

    def visit(self, lane: str, handler: int, plan: Plan) -> Visit:
        """Send one request, and wait for what comes."""
        with self.exam.database.counting() as ledger:
            visit = self.begin(lane, handler, plan)
            self.end(lane, visit)
        visit.statements = ledger.statements
        return visit

    def begin(self, lane: str, handler: int, plan: Plan) -> Visit:
        """Send one request; `end` waits for its answer."""
        waits = {"path": plan["path"].replace("/pages/", "/waits/")} if lane == "A" else {}
        visit, sent = self._planned(handler, {**plan, **waits})
        visit.sent = time.monotonic()
        self._jobs[lane].put(["visit", handler, visit.number, sent])
        return visit

    def _planned(self, handler: int, plan: Plan) -> tuple[Visit, Plan]:
        """A visit, and what the sandbox hears of its plan."""
        whole = {"method": "GET", "address": "192.0.2.1", **plan}
        whole["innermost"] = self._innermost[handler]
        visit = Visit(whole, next(self._numbers))
        self.visits[visit.number] = visit
        sent = {name: value for name, value in whole.items() if name not in OWN}
        if "beside" in whole:
            other, its = whole["beside"]
            visit.beside, its = self._planned(other, its)
            sent["beside"] = [other, visit.beside.number, its]
        return visit, sent

    def end(self, lane: str, visit: Visit) -> None:
        told = self._come(lane)
        visit.answered = time.monotonic()
        if visit.beside is not None and not isinstance(told, Raised):
            if not isinstance(told, list) or len(told) != 4:
                raise BrokeOff("the answer's process said what nobody can read")
            *told, its = told
            visit.beside.take(Raised("an error", str(its)) if its[:1] == ["raised"] else its)
        visit.take(told)

    def together(self, lane: str, handler: int, plans: Sequence[Plan]) -> list[Visit]:
        """Send requests one after the other; their pages are answered when all are there."""
        planned = [self._planned(handler, plan) for plan in plans]
        visits = [visit for visit, _ in planned]
        for visit in visits:
            visit.sent = time.monotonic()
        sent = [[handler, visit.number, plan] for visit, plan in planned]
        self._jobs[lane].put(["together", sent])
        told = self._come(lane)
        if not isinstance(told, list) or len(told) != len(visits):
            raise BrokeOff("the answer's process said what nobody can read")
        for visit, its in zip(visits, told, strict=True):
            visit.answered = time.monotonic()
            visit.take(Raised("an error", str(its)) if its[:1] == ["raised"] else its)
        return visits
