"""What checking a key costs, in CPU time and by the clock."""

import os
from collections.abc import Callable, Sequence
from random import Random

from django.conf import global_settings

from solutions.day04_middleware.exam_key import headers, require_who
from solutions.day04_middleware.exam_premises import (
    Deck,
    letters,
    some_address,
    some_client,
    some_key,
)
from solutions.day04_middleware.exam_room import API_KEY, LANES, Room
from solutions.day04_middleware.exam_visit import Plan
from solutions.grading.examiner import Contradicted, Exam
from solutions.grading.sandbox.fair_clock import FairClock

CHECKED, EACH, SLACK = 5, 0.015, 0.06  # visits of one measurement, seconds of CPU time
WAITED = 0.4  # seconds without CPU time, of some hundred requests in all
LONG = 0.04  # seconds by the clock, for the quickest of them


def require_quick(exam: Exam, room: Room, lane: str, clients: int) -> None:
    """A check takes some milliseconds of CPU time, at Django's own hashers, for many too."""
    random = exam.random
    few = {some_client(random): some_key(random) for _ in range(3 * CHECKED)}
    many = {some_client(random): some_key(random) for _ in range(clients)}
    room.change(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS)
    both = [*many.items(), *few.items()]
    for keys in (few, dict(random.sample(both, len(both))))[: 1 + bool(many)]:
        room.change(NEWSROOM_API_KEYS=keys)
        handler = room.build([API_KEY], lane)
        kinds = kinds_of_headers(random, keys)
        for what, draw in list(kinds.items())[: 2 if keys is few and many else 4]:
            asked = f"{LANES[lane]}: {what}, {len(keys)} clients having keys"
            quickest = LONG + 1
            for _ in range(3):
                before = exam.session.cpu()
                took = [timed(exam, room, lane, handler, asked, *draw()) for _ in range(CHECKED)]
                quickest = min(quickest, *took)
                spent = (exam.session.cpu() - before) / CHECKED
                if (spent <= EACH + SLACK / CHECKED and quickest <= LONG) or spent > 10 * EACH:
                    break
            if spent > EACH + SLACK / CHECKED:
                expected = "some milliseconds of CPU time for each check"
                raise Contradicted(asked, expected, f"{spent * 1000:.0f} ms")
            if quickest > LONG:
                expected = "some milliseconds by the clock for the quickest check"
                raise Contradicted(asked, expected, f"{quickest * 1000:.0f} ms")


def timed(
    exam: Exam, room: Room, lane: str, handler: int, asked: str, header: str, who: str | None
) -> float:
    """Have one key checked. The seconds that it took, less those for which others had the cores."""
    clock = FairClock(exam.session.pid, os.getpid())
    clock.tick({})
    before = clock.seconds
    address = some_address(exam.random)
    plan = {"address": address, "path": "/health-admin/", **headers(header)}
    visit = room.visit(lane, handler, plan)
    clock.tick({})
    body = (visit.body or b"").decode("utf-8", "replace")
    require_who(asked, who, (visit.status, body))
    return clock.seconds - before


def kinds_of_headers(
    random: Random, keys: dict[str, str]
) -> dict[str, Callable[[], tuple[str, str | None]]]:
    """Headers that were never seen, and whose they are."""
    names = Deck(random, keys)
    return {
        "wrong keys": lambda: (some_key(random), None),
        "keys": lambda: (keys[name := names.deal()], name),
        "keys but for their end": lambda: (keys[names.deal()] + letters(random, 3, 9), None),
        "keys but for their beginning": lambda: (letters(random, 3, 9) + keys[names.deal()], None),
    }


def at_once(
    exam: Exam, room: Room, handler: int, own: Plan, plans: Sequence[Plan], asked: str
) -> list[tuple[int, str]]:
    """What many requests are answered that have nothing to wait for: not one of them now and then.

    Raises Contradicted if the answer's process has waited. A busy machine may do that once.
    """
    for _ in range(3):
        clock, cpu = FairClock(exam.session.pid, os.getpid()), exam.session.cpu()
        clock.tick({})
        before = clock.seconds
        told = room.many("W", handler, own, plans)
        clock.tick({})
        waited = clock.seconds - before - (exam.session.cpu() - cpu)
        if waited <= WAITED:
            return told
    expected = f"at once: no more than {WAITED} s of waiting in all"
    raise Contradicted(f"{asked}, {len(plans)} times", expected, f"{waited:.1f} s of waiting")
