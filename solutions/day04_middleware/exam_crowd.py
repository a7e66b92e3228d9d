"""Many at the same moment."""

import math
import time
from collections.abc import Sequence

from solutions.day04_middleware.exam_premises import (
    METHODS,
    letters,
    page_of,
    some_address,
    some_client,
)
from solutions.day04_middleware.exam_room import RATE_LIMIT, Room
from solutions.day04_middleware.exam_visit import Plan, Visit
from solutions.day04_middleware.exam_windows import limited
from solutions.grading.examiner import Contradicted, Exam

CROWD = 12
WAIT = 12.0  # seconds for which pages are held, where somebody waits for them
LANES = [f"W{number}" for number in range(CROWD)]


def some_plan(exam: Exam, who: str) -> Plan:
    random = exam.random
    path, method = random.choice(["/health/", page_of(random)]), random.choice(METHODS)
    plan = {"path": path, "method": method, "address": some_address(random), "client": who}
    return {**plan, "ending": {"status": 200, "body": letters(random, 3, 9)}}


def at_once(
    room: Room, handlers: Sequence[int], plans: Sequence[Plan], waits: float
) -> list[Visit]:
    """All of them at once, each in a thread. Pages wait until everybody is there, or so long.

    Who is neither at the page nor answered by then is `waiting`.
    """
    visits = [
        room.begin(lane, handlers[number % len(handlers)], plan)
        for number, (lane, plan) in enumerate(zip(LANES, plans, strict=False))
    ]
    until = time.monotonic() + waits
    while time.monotonic() < until and not all(
        visit.reached.is_set() or room.answered(lane)
        for lane, visit in zip(LANES, visits, strict=False)
    ):
        time.sleep(0.01)
    for lane, visit in zip(LANES, visits, strict=False):
        visit.waiting = not visit.reached.is_set() and not room.answered(lane)
    for visit in visits:
        visit.released.set()
    for lane, visit in zip(LANES, visits, strict=False):
        room.end(lane, visit)
    return visits


def require_so_many(visits: Sequence[Visit], asked: str, least: int, most: int) -> int:
    """Each let through or refused, and so many let through. Returns how many."""
    for visit in visits:
        if not visit.passed:
            limited(visit, asked)
    passed = sum(visit.passed for visit in visits)
    if not least <= passed <= most:
        expected = f"{most} let through" if least == most else f"at most {most} let through"
        raise Contradicted(asked, expected, f"{passed} let through")
    return passed


def require_at_once(visits: Sequence[Visit], asked: str, refused: int) -> None:
    """So many refusals do not wait for the pages of those who were let through."""
    waiting = sum(visit.waiting for visit in visits)
    at_once = sum(not visit.waiting and not visit.views for visit in visits)
    if waiting and at_once < refused:
        asked = f"{asked}; while the pages of the others are being made"
        raise Contradicted(asked, f"429 at once for {refused}", f"an answer for {at_once}")


def crowds(exam: Exam, room: Room) -> None:
    """Of many at once exactly `limit` pass, whatever they differ in; and each counts for itself.

    Where the limit is larger than the crowd, most of it is used up before.
    """
    random = exam.random
    for limit in (random.randint(3, 8), round(math.exp(random.uniform(3, 5)))):
        left = random.randint(3, min(limit, 8))
        room.change(NEWSROOM_RATE_LIMIT=(limit, random.randint(300, 900)))
        handlers = [room.build([RATE_LIMIT]) for _ in range(2)]
        client = some_client(random)
        asked = f"one client, the limit being {limit}"
        used = room.many(LANES[0], handlers[0], {"client": client}, [{}] * (limit - left))
        if any(status != 200 for status, _ in used):
            raise Contradicted(f"{limit - left} requests of {asked}", "200", "others")
        # So that pages are held, they have to be such as ask how they end.
        plans = [{**some_plan(exam, client), "held": 2 * WAIT} for _ in LANES]
        plans = [{**plan, "path": page_of(random)} for plan in plans]
        room.cache.meet(CROWD)
        visits = at_once(room, handlers, plans, WAIT)
        room.cache.meet(0)
        asked = f"{CROWD} threads and two handlers at once, {left} being left, {asked}"
        require_at_once(visits, asked, CROWD - left)
        require_so_many(visits, asked, left, left)
    clients = [some_client(random) for _ in range(3)]
    limit = CROWD // len(clients)
    room.change(NEWSROOM_RATE_LIMIT=(limit, random.randint(300, 900)))
    handler = room.build([RATE_LIMIT])
    turns = random.sample(clients * limit, CROWD)
    room.cache.meet(CROWD)
    visits = at_once(room, [handler], [some_plan(exam, who) for who in turns], 5.0)
    room.cache.meet(0)
    asked = f"{limit} threads for each of {len(clients)} clients at once, the limit being {limit}"
    require_so_many(visits, asked, CROWD, CROWD)
    for client in clients:
        limited(room.visit("W0", handler, some_plan(exam, client)), f"{asked}; then one more")
