"""The asynchronous lane: what Django adapts, windows of both lanes, clients that leave."""

import time
from typing import Any

from solutions.day04_middleware.exam_door import refused_beside
from solutions.day04_middleware.exam_limit import WINDOWS
from solutions.day04_middleware.exam_order import listed
from solutions.day04_middleware.exam_premises import (
    articles,
    letters,
    some_address,
    some_client,
    some_key,
)
from solutions.day04_middleware.exam_room import API_KEY, HEADERS, LANES, RATE_LIMIT, Room
from solutions.day04_middleware.exam_threads import (
    alone_in_its_thread,
    keeps_no_threads,
    leaves_the_threads,
    waiting_page,
)
from solutions.day04_middleware.exam_visit import Plan, let_through
from solutions.day04_middleware.exam_windows import LATE, Client, require_lasting
from solutions.grading.examiner import BrokeOff, Contradicted, Exam


def adapted_nowhere(exam: Exam, room: Room) -> None:
    """Django puts no thread and no event loop round either layer, in either lane."""
    key = some_key(exam.random)
    room.change(NEWSROOM_API_KEYS={some_client(exam.random): key})
    room.change(NEWSROOM_RATE_LIMIT=(10_000, 600))
    given = room.build([HEADERS], "A")
    for lane in exam.random.sample(["W", "A"], 2):
        for layer in exam.random.sample([API_KEY, RATE_LIMIT], 2):
            name = layer.rpartition(".")[2]
            handler = room.build([layer], lane)
            asked = f"{LANES[lane]}: build {name} as Django does; what Django has to adapt"
            rings = [(number, lane == "A") for number in range(2)]
            found, inside = room.adapted
            if found or inside != rings:
                raise Contradicted(asked, "nothing", found or "what it builds is of the other lane")
            plan = waiting_page(exam, key)
            if lane == "W":
                alone_in_its_thread(exam, room, handler, plan, name)
            else:
                leaves_the_threads(exam, room, handler, plan, name, given)
                keeps_no_threads(exam, room, handler, key, name)
                if layer == API_KEY:
                    refused_beside(exam, room, handler, key)
            pages_with_queries(exam, room, lane, [layer], key)
    pages_with_queries(exam, room, "W", listed(exam), key)


def pages_with_queries(exam: Exam, room: Room, lane: str, layers: list[str], key: str) -> None:
    """A page may use the database, whichever layers stand before it."""
    plan = {"path": "/articles/", "headers": [["X-API-Key", key]]}
    visit = room.visit(lane, room.build(layers, lane), plan)
    names = ", ".join(layer.rpartition(".")[2] for layer in layers)
    let_through(visit, f"{LANES[lane]}, {names}: GET /articles/", articles(exam))


def windows_of_both_lanes(exam: Exam, room: Room) -> None:
    """A window of the synchronous lane ends on time in whichever lane the next request comes."""
    for scale in (1, 2, 4):
        if played(exam, room, scale):
            return
    raise BrokeOff("its answers took longer than its windows")


def played(exam: Exam, room: Room, length: int) -> bool:
    random, limit = exam.random, exam.random.randint(2, 3)
    window = random.choice(WINDOWS)
    rates = {"short": (limit, length), "long": (limit, window)}
    handlers = {}
    for rate, numbers in rates.items():
        room.limit(*numbers)
        handlers[rate] = {lane: room.build([RATE_LIMIT], lane) for lane in "WA"}

    def one(client: Client, rate: str, lane: str) -> None:
        room.change(NEWSROOM_RATE_LIMIT=rates[rate])
        plan = {"path": "/health/", "client": client.who, "address": some_address(random)}
        visit = room.visit(lane, handlers[rate][lane], plan)
        client.judge(visit, f"{LANES[lane]}: one after the other, in both lanes", *rates[rate])

    began = time.monotonic()
    short = [Client(some_client(random)) for _ in range(3)]
    long = [Client(some_client(random)) for _ in range(2)]
    for client in long:
        for _ in range(random.randint(1, limit + 1)):
            one(client, "long", random.choice("WA"))
    for client in short:
        for _ in range(random.randint(1, limit + 1)):
            one(client, "short", "W")
    time.sleep(max(0.0, began + 0.6 * length - time.monotonic()))
    for client in short[:2]:
        one(client, "short", "W")
    until = time.monotonic() + 0.4 * length + LATE
    opened = [client.window.opened[1] for client in short if client.window]
    until = max([until, *(moment + length + LATE for moment in opened)])
    time.sleep(max(0.0, until - time.monotonic() + 0.02))
    for client in short:
        for lane in (random.choice("WA"), *random.choices("WA", k=limit)):
            one(client, "short", lane)
    # More than a second of the long windows has passed: the time left says so in both lanes.
    for client in long:
        for lane in (*random.choices("WA", k=limit), "A", "W"):
            one(client, "long", lane)
    return sum(client.clear for client in short) > 1


def clients_that_leave(exam: Exam, room: Room) -> None:
    """A client that goes away before it has its answer has been let in all the same."""
    random, window = exam.random, exam.random.choice(WINDOWS)
    room.limit(1, window)
    handler = room.build([RATE_LIMIT], "A")
    parts = [letters(random, 5, 20).encode()]
    leaving: list[tuple[str, str, dict[str, Any]]] = [
        ("as its page is being made", "view", {"works on": True, "status": 200, "body": ""}),
        ("in the middle of a stream", "stream", {"parts": parts, "endless": True}),
    ]
    for what, when, ending in random.sample(leaving, 2):
        client = Client(some_client(random))
        plan: Plan = {"path": f"/waits/{letters(random, 3, 9)}/", "client": client.who}
        left = room.visit("A", handler, {**plan, "leaves": when, "ending": ending})
        asked = f"ASGI: a client goes away {what}"
        client.judge(left, asked, 1, window, 200 if when == "stream" else 0)
        again = {"path": "/health/", "client": client.who}
        client.judge(room.visit("A", handler, again), f"{asked}; then", 1, window)


def refusals_of_their_own(exam: Exam, room: Room) -> None:
    """A refusal of the asynchronous lane says what it said when others have been refused since."""
    random = exam.random
    room.limit(1, random.choice(WINDOWS))
    handler = room.build([RATE_LIMIT], "A")
    kept = []
    for who in [some_client(random)] * 3:
        plan = {"path": "/health/", "client": who, "keep": True}
        kept.append(room.visit("A", handler, plan))
    room.job("A", "write on", kept[-1].number, "X-Written-On", "the latest")
    require_lasting(room, "A", kept[1])
