"""What checking a key costs, in CPU time and by the clock."""

import contextlib
from collections.abc import Callable
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
from solutions.grading.examiner import Contradicted, Exam, memory

CHECKED, EACH, SLACK = 5, 0.015, 0.06  # visits of one measurement, seconds of CPU time
LONG = 0.04  # seconds by the clock, for the quickest of them


def require_quick(exam: Exam, room: Room, lane: str, clients: int) -> None:
    """A check takes some milliseconds of CPU time, at Django's own hashers, for many too."""
    random = exam.random
    few = {some_client(random): some_key(random) for _ in range(3 * CHECKED)}
    many = {some_client(random): some_key(random) for _ in range(clients)}
    room.change(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS)
    both, elsewhere = [*many.items(), *few.items()], others_cpu(exam)
    for keys in (few, dict(random.sample(both, len(both))))[: 1 + bool(many)]:
        room.change(NEWSROOM_API_KEYS=keys)
        handler = room.build([API_KEY], lane)
        kinds = kinds_of_headers(random, keys)
        for what, draw in list(kinds.items())[: 2 if keys is few and many else 4]:
            asked = f"{LANES[lane]}: {what}, {len(keys)} clients having keys"
            took = []
            for _ in range(3):
                before = exam.session.cpu()
                for header, who in (draw() for _ in range(CHECKED)):
                    address, path = some_address(random), "/health-admin/"
                    plan = {"address": address, "path": path, **headers(header)}
                    visit = room.visit(lane, handler, plan)
                    body = (visit.body or b"").decode("utf-8", "replace")
                    require_who(asked, who, (visit.status, body))
                    took.append(visit.answered - visit.sent)
                spent = (exam.session.cpu() - before) / CHECKED
                if (spent <= EACH + SLACK / CHECKED and min(took) <= LONG) or spent > 10 * EACH:
                    break
            if spent > EACH + SLACK / CHECKED:
                expected = "some milliseconds of CPU time for each check"
                raise Contradicted(asked, expected, f"{spent * 1000:.0f} ms")
            if min(took) > LONG + stalls(room, lane):
                expected = "some milliseconds by the clock for the quickest check"
                raise Contradicted(asked, expected, f"{min(took) * 1000:.0f} ms")

    spent = others_cpu(exam) - elsewhere
    if spent > 10 * EACH:
        asked = f"{LANES[lane]}: keys are checked; CPU time of other processes"
        raise Contradicted(asked, "none", f"{spent * 1000:.0f} ms")


def stalls(room: Room, lane: str) -> float:
    """How long this machine takes for requests that no layer checks: the slowest of some."""
    handler = room.build([], lane)
    visits = [room.visit(lane, handler, {"path": "/health/"}) for _ in range(CHECKED)]
    return max(visit.answered - visit.sent for visit in visits)


def others_cpu(exam: Exam) -> float:
    """Seconds of CPU time of what runs beside the process that is asked."""
    found = 0.0
    for pid in exam.session.others():
        with contextlib.suppress(OSError):
            found += memory.cpu(pid)
    return found


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
