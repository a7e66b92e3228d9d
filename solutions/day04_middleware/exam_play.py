"""Windows that end: real ones of some seconds, of several clients, played in order."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from solutions.day04_middleware.exam_crossing import Crossing
from solutions.day04_middleware.exam_crowd import (
    CROWD,
    LANES,
    at_once,
    require_so_many,
    some_plan,
)
from solutions.day04_middleware.exam_premises import some_address, some_client
from solutions.day04_middleware.exam_room import RATE_LIMIT, Room
from solutions.day04_middleware.exam_visit import Visit
from solutions.day04_middleware.exam_windows import EARLY, LATE, Client, require_lasting
from solutions.grading.examiner import BrokeOff, Exam

SHORT, LONG = 1, 2  # seconds of windows, where nothing is stalled
Action = tuple[float, Callable[[], Any]]


class Play:
    """Clients whose windows end, one after the other and at once. scale: how slowly."""

    def __init__(self, exam: Exam, room: Room, scale: int) -> None:
        self.exam, self.room = exam, room
        self.short, self.long = SHORT * scale, LONG * scale
        self.limit = exam.random.randint(2, 4)
        self.rates = {"short": (self.limit, self.short), "long": (self.limit, self.long)}
        self.rate = ""
        self.clear = True
        self.handlers: dict[str, dict[str, int]] = {}
        for rate in self.rates:
            self.use(rate)
            self.handlers[rate] = {lane: room.build([RATE_LIMIT], lane) for lane in "WP"}
        self.kept: list[Visit] = []

    def use(self, rate: str) -> None:
        """A handler is used with the settings that it was built with."""
        if rate != self.rate:
            self.room.change(NEWSROOM_RATE_LIMIT=self.rates[rate])
            self.rate = rate

    def one(self, client: Client, rate: str, lanes: str = "WP", named: bool = True) -> Visit:
        random = self.exam.random
        self.use(rate)
        lane = random.choice(lanes)
        plan = some_plan(self.exam, client.who)
        if not named:
            plan["address"] = plan.pop("client")
        plan["keep"] = lane == "W"
        visit = self.room.visit("W0" if lane == "W" else "P", self.handlers[rate][lane], plan)
        client.judge(visit, "one after the other, in two processes", *self.rates[rate])
        if visit.status == 429 and lane == "W":
            self.kept.append(visit)
        return visit

    def drawn(self) -> list[Action]:
        """Clients in their first windows, and in their second ones."""
        random, found = self.exam.random, list[Action]()
        self.clients = []
        for number in range(7):
            rate, length = random.choice([("short", self.short), ("long", self.long)])
            named = number % 3 > 0
            client = Client(some_client(random) if named else some_address(random))
            self.clients.append(client)
            opens = random.uniform(0, 0.1) * self.short
            busy = number == 0
            more = self.limit + 24 if busy else random.randint(0, self.limit + 1)
            # Those of longer windows come before the crowd that is held.
            last = 0.85 if rate == "short" else 0.75
            moments = [random.uniform(0.15, last) * length for _ in range(more)]
            again = [opens + length + LATE + 0.05 + 0.2 * random.random()] * (self.limit + 1)
            lanes = random.choice(["W", "WP", "WP"])
            go = partial(self.one, client, rate, lanes, named)
            found += [(moment, go) for moment in (opens, *moments, *again)]
        return found

    def after_its_end(self) -> list[Action]:
        """A window is over; then many ask at once."""
        client = Client(some_client(self.exam.random))

        def crowd() -> None:
            self.use("short")
            plans = [some_plan(self.exam, client.who) for _ in LANES]
            began = time.monotonic()
            self.room.cache.meet(CROWD)
            visits = at_once(self.room, [self.handlers["short"]["W"]], plans, 3.0)
            self.room.cache.meet(0)
            if time.monotonic() > began + self.short - EARLY:
                self.clear = False
                return
            asked = f"a window of {self.short} s is over; then {CROWD} threads ask at once"
            require_so_many(visits, f"{asked}, the limit being {self.limit}", *[self.limit] * 2)

        return [(0.0, partial(self.one, client, "short", "W")), (self.short + LATE + 0.3, crowd)]

    def across_its_end(self) -> list[Action]:
        """Many are under way as a window ends; then one by one."""
        room, length, client = self.room, self.long, Client(some_client(self.exam.random))

        def one() -> Visit:
            self.use("long")
            return room.visit("W0", self.handlers["long"]["W"], some_plan(self.exam, client.who))

        def all_at_once() -> list[Visit]:
            self.use("long")
            plans = [some_plan(self.exam, client.who) for _ in LANES]
            return at_once(room, [self.handlers["long"]["W"]], plans, length + 3.0)

        crossing = Crossing(room, client, self.rates["long"], one, all_at_once)
        self.crossing = crossing
        judged = partial(self.one, rate="long", lanes="W")
        over = length + LATE
        return [
            *[(0.0, partial(judged, client))] * self.limit,
            (0.8 * length, partial(crossing.cross, LANES)),
            *[(over + part * self.short, crossing.ask) for part in (0.7, 1.2)],
        ]

    def lasting(self) -> None:
        """Each refusal is a response of its own: it says what it said when others were refused."""
        if len(self.kept) < 2:
            return
        room = self.room
        room.job("W0", "write on", self.kept[-1].number, "X-Written-On", "the latest")
        for visit in self.kept[:-1]:
            require_lasting(room, "W0", visit)

    def run(self) -> bool:
        """Play all of it. Whether this process' clock could tell what was due."""
        actions = [*self.drawn(), *self.after_its_end(), *self.across_its_end()]
        began = time.monotonic() + 0.02
        for moment, act in sorted(actions, key=lambda action: action[0]):
            time.sleep(max(0.0, began + moment - time.monotonic()))
            act()
        self.lasting()
        clear = [client for client in self.clients if client.clear]
        return self.clear and self.crossing.clear and len(clear) > len(self.clients) / 2


def windows_end(exam: Exam, room: Room) -> None:
    for scale in (1, 2, 3):
        if Play(exam, room, scale).run():
            return
    raise BrokeOff("its answers took longer than its windows")
