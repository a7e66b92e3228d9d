"""Who is counted, and what counts: clients of all kinds in windows that do not end meanwhile."""

from random import Random
from typing import Any

from katas.day04_middleware.tests.alike import ADDRESSES, CHECKSUMS, NAMES, cut
from solutions.day04_middleware.exam_premises import (
    METHODS,
    MISSHAPEN,
    NEAR,
    PROBE,
    letters,
    misshapen,
    page_of,
    some_address,
    some_client,
    some_method,
)
from solutions.day04_middleware.exam_room import LANES, RATE_LIMIT, Room
from solutions.day04_middleware.exam_visit import Plan
from solutions.day04_middleware.exam_windows import Client
from solutions.grading.examiner import Exam

DAY = 86_400
WINDOWS = (61, 600, 3_600, DAY + 1, 8 * DAY, 30 * DAY + 1, 366 * DAY)
RAISED = {"Http404": 404, "PermissionDenied": 403, "BadRequest": 400, "TimeoutError": 500}
ALWAYS, FREE = ("answers 404", "raises Http404", "answers 500", "streams"), ("OPTIONS", "TRACE")
HEARSAY = {
    **dict.fromkeys(("X-Forwarded-For", "X-Real-IP", "X-Client-IP", "True-Client-IP"), ""),
    "X-Forwarded-Host": "",
    "Via": "1.1 ",
    "Referer": "https://",
    "Origin": "https://",
    "Forwarded": "for=",
    "User-Agent": "curl/",
    "Host": "",
    "Cookie": "sessionid=",
    "Authorization": "Bearer ",
    "X-API-Key": "",
    "Accept-Language": "en-",
    "X-Request-ID": "",
}


def endings(random: Random) -> list[tuple[str, Plan, int]]:
    """A page for each way to end: what it does, the plan, and the status it has."""
    found: list[tuple[str, Plan, int]] = []
    for status in (200, 204, 301, 304, 400, 401, 403, 404, 409, 429, 500, 503):
        ending: Plan = {"status": status, "body": letters(random, 0, 30)}
        found.append((f"answers {status}", {"ending": ending}, status))
    for error, status in {**RAISED, "Broken": 500}.items():
        found.append((f"raises {error}", {"ending": {"raises": error}}, status))
    parts = [letters(random, 1, 20).encode() for _ in range(3)]
    for breaks in (False, True):
        ending = {"parts": parts, "breaks": breaks}
        found.append((f"streams{', and breaks' * breaks}", {"ending": ending}, 200))
    return [(what, {"path": page_of(random), **plan}, status) for what, plan, status in found]


def requests(random: Random) -> list[tuple[str, Plan, int]]:
    """One for each way to end, for each method and for some more pages."""
    found = endings(random)
    for method in (*METHODS, some_method(random)):
        path, status = random.choice(
            [("/health/", 200), ("/health-admin/?a=1", 200), ("/no/", 404)]
        )
        found.append(("", {"path": path, "method": method}, status))
    for what in MISSHAPEN:
        _, path, headers = misshapen(random, "/health/", what)
        found.append((what, {"path": path, "headers": headers, "method": "POST"}, 200))
    return [(f"{plan['path'].partition('?')[0]} {what}", plan, it) for what, plan, it in found]


def as_somebody(random: Random, who: str, named: bool, plan: Plan) -> Plan:
    """The request as one of that client, with things in it that make no client."""
    headers = list(plan.get("headers", []))
    taken = {name for name, _ in headers}
    kind, prefix = random.choice(list(HEARSAY.items()))
    if random.random() < 0.6 and kind not in taken:
        headers.append([kind, f"{prefix}198.51.100.{random.randrange(1, 4)}"])
    if random.random() < 0.2 and not {"User-Agent"} & {kind, *taken}:
        headers += PROBE
    whole: Plan = {**plan, "headers": headers}
    if random.random() < 0.3:
        whole["user"] = random.choice(["ann", "ben"])
    if named:
        return {**whole, "client": who, "address": some_address(random)}
    if random.random() < 0.2:
        return {**whole, "address": some_address(random), "meta": {"REMOTE_ADDR": who}}
    return {**whole, "address": who}


def some_clients(random: Random) -> list[tuple[str, bool]]:
    """Names and addresses; and whether it is a name."""
    found = [(some_client(random), True) for _ in range(4)]
    found += [(some_address(random), False) for _ in range(2)]
    found += [(each, False) for each in random.sample(NEAR, 2)]
    return random.sample(found, len(found))


def shared_by_all_lanes(exam: Exam, room: Room, lanes: str, rates: int, many: int) -> None:
    """Clients that ask in all lanes, for each of some rates; a model says what each must get."""
    random = exam.random
    limit = random.randint(1, 3)
    for number, window in enumerate(random.sample(WINDOWS, rates)):
        room.limit(limit, window, DEBUG=number == 1, INTERNAL_IPS=list(NEAR[:2]))
        handlers = {lane: room.build([RATE_LIMIT], lane) for lane in lanes}
        clients = {who: (named, Client(who)) for who, named in some_clients(random)[-many:]}
        kinds = requests(random)
        turns = [who for who in clients for _ in range(limit + random.randint(0, 2))]
        for turn, who in enumerate(random.sample(turns, len(turns))):
            if turn == len(turns) // 2:  # a handler that is built has none of its own
                handlers = {lane: room.build([RATE_LIMIT], lane) for lane in lanes}
            named, client = clients[who]
            what, plan, status = random.choice(kinds)
            lane = random.choice(lanes)
            visit = room.visit(lane, handlers[lane], as_somebody(random, who, named, plan))
            asked = f"{LANES[lane]}: {plan.get('method', 'GET')} {what}"
            client.judge(visit, asked, limit, window, status)
        room.cache("", "clear", "")  # and nobody has asked yet
        for who in random.sample(list(clients), 2):
            named, client = clients[who][0], Client(f"{who}, who has not asked since")
            lane = random.choice(lanes)
            plan = as_somebody(random, who, named, {"path": "/health/"})
            visit = room.visit(lane, handlers[lane], plan)
            asked = f"{LANES[lane]}: the cache was emptied; GET /health/"
            client.judge(visit, asked, limit, window)
        limit = random.choice([each for each in (1, 2, 3, 5) if each != limit])


def whatever_it_is(exam: Exam, room: Room, lanes: str, many: int) -> None:
    """Each kind of request twice by a client of its own, with a limit of 1."""
    random = exam.random
    limit, window = 1, random.choice(WINDOWS)
    room.limit(limit, window, DEBUG=False)
    handlers = {lane: room.build([RATE_LIMIT], lane) for lane in lanes}
    kinds: list[Any] = requests(random)
    always = [kind for kind in kinds if kind[0].endswith(ALWAYS) or kind[1].get("method") in FREE]
    always.append(next(kind for kind in kinds if "form" in kind[0]))
    rest = [kind for kind in kinds if kind not in always]
    kinds = [*always, *random.sample(rest, min(len(rest), max(0, many - len(always))))] * 2
    judged = {what: Client(some_client(random)) for what, _, _ in kinds}
    for what, plan, status in random.sample(kinds, len(kinds)):
        client, lane = judged[what], random.choice(lanes)
        whole = as_somebody(random, client.who, True, plan)
        visit = room.visit(lane, handlers[lane], whole)
        asked = f"{LANES[lane]}: {plan.get('method', 'GET')} {what}"
        client.judge(visit, asked, limit, window, status)


def alike(exam: Exam, room: Room) -> None:
    """Clients whose names, or addresses, are much alike are counted each alone."""
    random = exam.random
    pairs = [
        (one, other, True)
        for one, other in [*CHECKSUMS, *NAMES[-3:], *random.sample(NAMES[:-3], 7)]
    ]
    pairs += [(one, other, False) for one, other in random.sample(ADDRESSES, 2)]
    parts = [random.randrange(10, 25) for _ in range(4)]
    one, number = ".".join(map(str, parts)), bytes(parts).hex()
    pairs.append((one, f"::{number[:4].lstrip('0')}:{number[4:].lstrip('0')}", False))
    pairs.append((one, ".".join(map(str, parts[::-1])), False))
    limit, window = 1, random.choice(WINDOWS)
    room.limit(limit, window)
    handler = room.build([RATE_LIMIT])
    clients: dict[str, Client] = {}
    for one, other, named in pairs:
        number = letters(random, 5, 9)
        for who in (one.format(number), other.format(number)):
            client = clients.setdefault(who, Client(cut(who)))
            plan = {"path": "/health/", "address": some_address(random)}
            plan |= {"client": who} if named else {"address": who}
            shown = f"WSGI: after others, such as {cut(one.format(number))!a}: GET /health/"
            client.judge(room.visit("W", handler, plan), shown, limit, window)
