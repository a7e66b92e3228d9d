"""Who is counted, and what counts: clients of all kinds in windows that do not end meanwhile."""

from random import Random
from typing import Any

from solutions.day04_middleware.exam_endings import endings
from solutions.day04_middleware.exam_premises import (
    MISSHAPEN,
    NEAR,
    PROBE,
    Deck,
    letters,
    methods,
    misshapen,
    near_addresses,
    paths,
    some_address,
    some_client,
)
from solutions.day04_middleware.exam_room import LANES, RATE_LIMIT, Room
from solutions.day04_middleware.exam_visit import Plan, Visit
from solutions.day04_middleware.exam_windows import Client
from solutions.grading.examiner import Exam

DAY = 86_400
WINDOWS = (61, 600, 3_600, DAY + 1, 8 * DAY, 30 * DAY + 1, 366 * DAY)
ALWAYS, FREE = ("answers 404", "raises Http404", "answers 500", "streams"), ("OPTIONS", "TRACE")
ADDRESSED = (
    *("X-Forwarded-For", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP"),
    *("CF-Connecting-IPv6", "Fastly-Client-IP", "X-Cluster-Client-IP", "X-Forwarded", "Client-IP"),
    *("X-Original-Forwarded-For", "X-ProxyUser-IP", "Fly-Client-IP", "X-Envoy-External-Address"),
    *("X-Azure-ClientIP", "X-Appengine-User-IP", "Remote-Addr", "X-Remote-Addr", "X-Remote-User"),
    *("X-Client-ID", "X-User", "From", "WL-Proxy-Client-IP", "DO-Connecting-IP", "Incap-Client-IP"),
    *("X-Vercel-Forwarded-For", "X-Nf-Client-Connection-IP", "X-Sucuri-ClientIP"),
)
ASKED = (
    *("page", "feed", "client", "key", "api_key", "user", "id", "q", "since", "format", "lang"),
    *("tenant", "v"),
)
HEARSAY = {
    **dict.fromkeys(ADDRESSED, ""),
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


def requests(random: Random) -> list[tuple[str, Plan, int]]:
    """One for each way to end, for each method and for some more pages."""
    found = endings(random)
    pages, there = Deck(random, ["/health/", *paths(random)]), ("/articles/", "/health", "/pages/")
    for method in methods(random, 10):
        path = pages.deal()
        found.append(("", {"path": path, "method": method}, 200 if path.startswith(there) else 404))
    for what in MISSHAPEN:
        _, path, headers = misshapen(random, "/health/", what)
        found.append((what, {"path": path, "headers": headers, "method": "POST"}, 200))
    return [(f"{plan['path'].partition('?')[0]} {what}", plan, it) for what, plan, it in found]


def some_hearsay(random: Random, prefix: str) -> str:
    """An address, or several, as a header may say it."""
    one, port = f"198.51.100.{random.randrange(1, 4)}", random.randrange(1_024, 60_000)
    other = random.choice(["10.1.2.3", "127.0.0.1", "203.0.113.9", "unknown", "2001:db8::7"])
    kinds = [one, f"{one}:{port}", f'"[2001:db8::{one[-1]}]:{port}"', "unknown"]
    kinds += [f"{one}, {prefix}{other}", f"{one},{prefix}{other}", f"{other}, {prefix}{one}"]
    kinds += [f"{one};proto=https"] * (prefix == "for=")
    return random.choice([one, *kinds])


def as_somebody(random: Random, who: str, named: bool, plan: Plan) -> Plan:
    """The request as one of that client, with things in it that make no client."""
    headers = list(plan.get("headers", []))
    taken = {name for name, _ in headers}
    kinds = random.sample(list(HEARSAY.items()), random.choice([0, 1, 10, 20]))
    kinds += [("X-Forwarded-For", "")] * (len(kinds) < 2)
    for kind, prefix in kinds:
        if kind not in taken:
            # Django itself looks at Host, for its own pages.
            plain = f"198.51.100.{random.randrange(1, 4)}"
            said = plain if kind == "Host" else some_hearsay(random, prefix)
            headers.append([kind, f"{prefix}{said}"])
    if random.random() < 0.2 and "User-Agent" not in {name for name, _ in headers}:
        headers += PROBE
    whole: Plan = {**plan, "headers": headers}
    if "?" not in plan["path"] and random.random() < 0.6:
        whole["path"] += (
            f"?{random.choice([*ASKED, letters(random, 1, 9)])}={letters(random, 1, 3)}"
        )
    if random.random() < 0.3:
        whole["user"] = random.choice(["ann", "ben"])
    if named:
        return {**whole, "client": who, "address": some_address(random)}
    if random.random() < 0.2:
        return {**whole, "address": some_address(random), "meta": {"REMOTE_ADDR": who}}
    return {**whole, "address": who}


def queried(visit: Visit) -> str:
    """A short query, for the words of a finding."""
    query = visit.plan["path"].partition("?")[2]
    return f" ?{query}" if 0 < len(query) < 30 else ""


def some_clients(random: Random) -> list[tuple[str, bool]]:
    """Names and addresses; and whether it is a name."""
    found = [(some_client(random), True) for _ in range(4)]
    found += [(some_address(random), False) for _ in range(2)]
    found += [(each, False) for each in random.sample(near_addresses(random), 2)]
    return random.sample(found, len(found))


def shared_by_all_lanes(exam: Exam, room: Room, lanes: str, rates: int, many: int) -> None:
    """Clients that ask in all lanes, for each of some rates; a model says what each must get."""
    random = exam.random
    limit = random.randint(1, 3)
    for number, window in enumerate(random.sample(WINDOWS, rates)):
        room.limit(limit, window, DEBUG=number == 1, INTERNAL_IPS=list(NEAR))
        handlers = {lane: room.build([RATE_LIMIT], lane) for lane in lanes}
        clients = {who: (named, Client(who)) for who, named in some_clients(random)[-many:]}
        kinds = requests(random)
        turns = [who for who in clients for _ in range(limit + random.randint(0, 2))]
        kept: dict[str, Client] = {}
        for turn, who in enumerate(random.sample(turns, len(turns))):
            if turn == len(turns) // 2:  # a handler that is built has none of its own
                handlers = {lane: room.build([RATE_LIMIT], lane) for lane in lanes}
                saved, kept = (
                    room.cache.saved(),
                    {who: it.copy() for who, (_, it) in clients.items()},
                )
            named, client = clients[who]
            what, plan, status = random.choice(kinds)
            lane = random.choice(lanes)
            visit = room.visit(lane, handlers[lane], as_somebody(random, who, named, plan))
            asked = f"{LANES[lane]}: {plan.get('method', 'GET')} {what}{queried(visit)}"
            client.judge(visit, asked, limit, window, status)
        asked = "the cache has the entries of an earlier moment"
        again = random.sample([*kept.items()], 3)
        if number == rates - 1 and room.processes:  # once for an examination: it costs most
            room.anew()
            asked += ", and processes are fresh"
            counted = [each for each in kept.items() if each[1].window]
            again = random.sample(counted, min(len(counted), 3)) * (limit + 1)
        room.cache.restore(saved)  # what was counted lies nowhere else, but in handlers
        handlers = {lane: room.build([RATE_LIMIT], lane) for lane in lanes}
        for who, client in again:
            lane = random.choice(lanes)
            plan = as_somebody(random, who, clients[who][0], {"path": "/health/"})
            visit = room.visit(lane, handlers[lane], plan)
            client.judge(visit, f"{LANES[lane]}: {asked}; GET /health/", limit, window)
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
    near = {f"{what} {plan.get('method')}": None for what, plan, _ in kinds}
    near = dict.fromkeys(random.sample(list(near), len(near) // 2))
    addresses = Deck(random, near_addresses(random))
    judged: dict[str, tuple[bool, Client]] = {}
    for what, plan, status in random.sample(kinds, len(kinds)):
        kind, lane = f"{what} {plan.get('method')}", random.choice(lanes)
        if kind not in judged:
            who = addresses.deal() if kind in near else some_client(random)
            judged[kind] = kind not in near, Client(who)
        named, client = judged[kind]
        whole = as_somebody(random, client.who, named, plan)
        visit = room.visit(lane, handlers[lane], whole)
        asked = f"{LANES[lane]}: {plan.get('method', 'GET')} {what}{queried(visit)}"
        client.judge(visit, asked, limit, window, status)
