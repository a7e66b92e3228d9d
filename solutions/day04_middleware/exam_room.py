"""The newsroom as the examiner has it: lanes that it gives jobs, and what it sees of visits."""

import itertools
import queue
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, Self

from solutions.day04_middleware.exam_cache import Cache
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
OWN = ("innermost", "ending", "held")


class Room:
    """Use it as a context: the lanes work as long as it lasts.

    lanes: names of threads, "W..." for WSGI and "A" for ASGI's event loop. processes: names of
    second processes. timeout: the cache's own lifetime of entries.
    """

    def __init__(
        self, exam: Exam, lanes: Sequence[str], processes: Sequence[str] = (), timeout: int = 300
    ) -> None:
        self.exam, self.lanes, self.processes = exam, list(lanes), list(processes)
        self.timeout, self.cache = timeout, Cache()
        self.visits: dict[int, Visit] = {}
        self._numbers = itertools.count(exam.random.randrange(10**6))
        self._jobs = {name: queue.SimpleQueue[Any]() for name in (*lanes, *processes)}
        self._said = {name: queue.SimpleQueue[Any]() for name in (*lanes, *processes)}
        self._innermost: dict[int, int] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        serving = {
            "next": self._next,
            "ring": self._ring,
            "view": self._view,
            "free": lambda number: self.visits[number].free.set(),
            "cache": self.cache,
        }
        self.exam.services.functions.update(serving)
        self._stack.enter_context(self.exam.services.counting())
        self.exam.ask("serve", self.lanes, self.processes, self.timeout)
        return self

    def __exit__(self, *error: object) -> None:
        for jobs in self._jobs.values():
            jobs.put(None)
        self._stack.close()

    def _next(self, lane: str, said: Any) -> Any:
        if said is not None:
            self._said[lane].put(said[0])
        return self._jobs[lane].get()

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

    def job(self, lane: str, *job: Any) -> Any:
        """Have one thing done, and wait for it."""
        self._jobs[lane].put([*job])
        return self._come(lane)

    def answered(self, lane: str) -> bool:
        """Whether an answer is there that `end` has not taken yet."""
        return not self._said[lane].empty()

    def _come(self, lane: str, within: float = 30.0) -> Any:
        try:
            said = self._said[lane].get(timeout=within)
        except queue.Empty:
            raise BrokeOff(f"the answer gave nothing for {within:.0f} s") from None
        if isinstance(said, list) and said[:1] == ["raised"]:
            return Raised(*map(str, said[1:]))
        return said

    def change(self, **settings: Any) -> None:
        """Change settings, in every process."""
        for lane in (self.lanes[0], *self.processes):
            self.job(lane, "change", settings)

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
        whole = {"method": "GET", "address": "192.0.2.1", **plan}
        if lane == "A":
            whole["path"] = whole["path"].replace("/pages/", "/waits/")
        whole["innermost"] = self._innermost[handler]
        visit = Visit(whole, next(self._numbers))
        self.visits[visit.number] = visit
        sent = {name: value for name, value in whole.items() if name not in OWN}
        visit.sent = time.monotonic()
        self._jobs[lane].put(["visit", handler, visit.number, sent])
        return visit

    def end(self, lane: str, visit: Visit) -> None:
        told = self._come(lane)
        visit.answered = time.monotonic()
        if isinstance(told, Raised):
            visit.raised = told
            return
        try:
            visit.status, visit.headers, visit.body = told
            visit.headers = [[str(name), str(value)] for name, value in visit.headers]
        except (TypeError, ValueError):
            raise BrokeOff("the answer's process said what nobody can read") from None
