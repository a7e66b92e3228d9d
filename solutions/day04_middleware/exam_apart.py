"""Whoever has a name or an address of their own has a limit of their own."""

from typing import Any

from katas.day04_middleware.tests.alike import ADDRESSES, CHECKSUMS, NAMES, cut
from solutions.day04_middleware.exam_limit import WINDOWS
from solutions.day04_middleware.exam_premises import letters, some_address, some_client
from solutions.day04_middleware.exam_room import RATE_LIMIT, Room
from solutions.grading.examiner import Contradicted, Exam

CLIENTS = 500  # at 65,536 counters, two of them have one in common: 6 times of 7


def alike(exam: Exam, room: Room) -> None:
    """Clients whose names, or addresses, are much alike are counted each alone.

    And so are many. The last of a room: its cache is another.
    """
    random = exam.random
    room.job("W", "many entries", True)
    room.limit(1, random.choice(WINDOWS))
    handler = room.build([RATE_LIMIT])
    pairs: list[tuple[str, str, bool]] = [(*pair, True) for pair in (*CHECKSUMS, *NAMES)]
    pairs += [(*pair, False) for pair in ADDRESSES]
    parts = [random.randrange(10, 25) for _ in range(4)]
    one, number = ".".join(map(str, parts)), bytes(parts).hex()
    pairs.append((one, f"::{number[:4].lstrip('0')}:{number[4:].lstrip('0')}", False))
    pairs.append((one, ".".join(map(str, parts[::-1])), False))
    clients: dict[str, dict[str, Any]] = {}
    for one, other, named in random.sample(pairs, len(pairs)):
        number = letters(random, 5, 9)
        for who in (one.format(number), other.format(number)):
            plan = {"address": some_address(random)}
            clients[who] = plan | ({"client": who} if named else {"address": who})
    each_for_itself(room, handler, clients, "clients that are much alike")
    plans = {who: {"client": who} for who in (some_client(random) for _ in range(CLIENTS))}
    each_for_itself(room, handler, plans, f"{CLIENTS} clients")
    # More than three digits hold, or ten bits.
    who, many = random.choice([*plans]), random.randint(1_030, 1_100)
    told = room.many("W", handler, {"path": "/health/", "client": who}, [{}] * many)
    if passed := sum(status != 429 for status, _ in told):
        asked = f"WSGI: the limit of 1 is used up; then {many} more requests of the client"
        raise Contradicted(asked, "429 for each of them", f"{passed} have another answer")


def each_for_itself(
    room: Room, handler: int, clients: dict[str, dict[str, Any]], asked: str
) -> None:
    """Each asks once, and the limit is 1."""
    told = room.many("W", handler, {"path": "/health/"}, list(clients.values()))
    for who, (status, _) in zip(clients, told, strict=True):
        if status != 200:
            asked = f"WSGI: {asked}; the first request of {cut(who)!a}, the limit being 1"
            raise Contradicted(asked, "let through", str(status))
